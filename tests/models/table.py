"""Which families see or hear here, as a Markdown table: `python -m tests.models.table`.

Each row is written by running a picture and a sound through a random model of the family, from a
file's bytes to pooled states and to a lens; a family that cannot be run is told with the reason.
"""

from __future__ import annotations

import transformers

from semhub.extraction import extract
from semhub.lens import read
from semhub.models.loading import load
from tests.models.multimodal import FAMILIES, NEEDS, folder, item

ABSENT = "not run: its processor needs `{}`"
REFUSED = {
    "Voxtral": "text only: its processor takes sounds in chats alone, by `mistral-common`",
    "Gemma 3n": "refused: several streams of states a position",
}
"""What `test_missing_parts.py` shows."""


def row(family: str) -> str:
    """Class of the model, what ran, and whether patches can be laid over a picture."""
    model = load(folder(family))
    ran = model.modalities[1:]
    for modality in ran:
        extract(model, [item(modality)])
        read(model, item(modality), top=1)
    if "image" not in ran:
        placed = "–"
    elif model.boxes(item("image")) is None:
        placed = "no"
    else:
        placed = "yes"
    name = type(model.module).__name__
    return f"| {family} | `{name}` | {', '.join(ran)} | {placed} |"


def table() -> str:
    lines = [
        f"With transformers {transformers.__version__}, random weights:",
        "",
        "| family | class | runs besides text | patches laid over the picture |",
        "|---|---|---|---|",
        *(row(family) for family in FAMILIES),
    ]
    missing = {family: ABSENT.format(package) for family, package in NEEDS.items()}
    for family, why in {**missing, **REFUSED}.items():
        if family not in FAMILIES:
            lines.append(f"| {family} | | {why} | |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
