"""What is loaded when: a cheap `import semhub`, and streamlit in the pages' folder only."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import semhub

PACKAGE = Path(semhub.__file__).parent
HEAVY = ("torch", "transformers", "streamlit", "altair", "pandas", "huggingface_hub")


@pytest.mark.parametrize("statement", ["import semhub", "import semhub.cli"])
def test_importing_loads_nothing_heavy(statement):
    code = f"{statement}; import sys; print(*(m for m in {HEAVY!r} if m in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=True, cwd=PACKAGE.parent,
    )  # fmt: skip
    assert done.stdout.split() == []


def test_the_first_chart_of_a_server_waits_for_nothing_that_it_does_not_need():
    page = PACKAGE.parent / "pages" / "0_Home.py"
    lines = ast.parse(page.read_text(encoding="utf-8")).body
    imports = [ast.unparse(one) for one in lines if isinstance(one, ast.Import | ast.ImportFrom)]
    slow = ("torch", "transformers", "pandas", "huggingface_hub.hf_api", "scipy.special")
    code = [
        "import sys, app",
        *imports,
        "moving.draw()",
        f"print(*(m for m in {slow!r} if m in sys.modules))",
    ]
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(code)],
        capture_output=True, text=True, check=True, cwd=PACKAGE.parent,
    )  # fmt: skip
    assert done.stdout.split() == []


def imported(path: Path) -> set[str]:
    """The packages that a module imports anywhere, also inside a function."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add(node.module.split(".")[0])
    return found


def library() -> list[Path]:
    return [p for p in PACKAGE.rglob("*.py") if p.relative_to(PACKAGE).parts[0] != "ui"]


def test_the_scan_sees_an_import_inside_a_function(tmp_path):
    path = tmp_path / "late.py"
    path.write_text("def f():\n    from streamlit.runtime import caching\n")
    assert imported(path) == {"streamlit"}


@pytest.mark.parametrize("path", library(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_the_library_knows_no_streamlit(path):
    assert "streamlit" not in imported(path)


def test_every_public_name_is_there():
    for name in semhub.__all__:
        assert getattr(semhub, name) is not None


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = semhub.nothing
