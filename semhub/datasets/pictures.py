"""The pictures of the concepts: one sheet a drawing style, row i of the concepts its tile i.

Reads what `python -m semhub.datasets.build` made; draws nothing. Pillow is imported only when a
sheet is opened.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

SHEETS = Path(__file__).parent / "data" / "pictures"
TILE = 96
ACROSS = 16


def concept_pictures(style: str, rows: int) -> np.ndarray:
    """Return (rows, TILE, TILE, 3), uint8: the drawings of `style` on white, in the concepts'
    order."""
    from PIL import Image

    with Image.open(SHEETS / f"{style}.webp") as opened:
        sheet = np.asarray(opened.convert("RGB"))
    down = sheet.shape[0] // TILE
    tiles = sheet.reshape(down, TILE, ACROSS, TILE, 3).swapaxes(1, 2)
    return tiles.reshape(down * ACROSS, TILE, TILE, 3)[:rows]
