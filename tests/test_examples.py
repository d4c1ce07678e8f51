"""Every notebook of examples/ runs from its first cell to its last."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.ipynb")), ids=lambda path: path.name)
def test_a_notebook_runs_and_shows_what_is_kept_in_it(path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(EXAMPLES.parent))
    notebook = nbformat.read(path, as_version=4)
    kept = [_texts(cell) for cell in notebook.cells if cell.cell_type == "code"]
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    run = [_texts(cell) for cell in notebook.cells if cell.cell_type == "code"]
    assert run == kept


def _texts(cell) -> list[str]:
    """What a cell printed or gave, without charts, whose frames have numbers of their own."""
    shown = []
    for output in cell.outputs:
        if output.output_type == "stream" and output.name == "stdout":
            shown.append(output.text)
        elif output.output_type == "execute_result" and "plain" in str(output.data.keys()):
            text = output.data["text/plain"]
            shown.append("" if text.startswith(("alt.", "Record(")) else text)
    return shown
