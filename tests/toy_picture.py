"""A toy that sees: each patch of a picture is the word of its colour, so its states are known."""

from __future__ import annotations

import numpy as np
import torch

from semhub.inputs import Image
from semhub.models.batch import Encoded
from tests.toy import PlantedHub

SIDE = 8
RED, GREY = (200, 0, 0), (128, 128, 128)
WORDS = {RED: "b3", GREY: "b7"}
"""Colour -> the word whose states its patches have; from the hub on it reads as `a3` or `a7`."""
NEITHER = WORDS[GREY]
"""The word of any other colour."""


class PlantedPicture(PlantedHub):
    """Cuts pictures into patches of `SIDE` pixels, row by row, and frames them as a template does:
    one token stands before them and one behind."""

    modalities = ("text", "image")

    def encode(self, items) -> list[Encoded]:
        return [self._seen(i) if i.modality == "image" else self._read(i) for i in items]

    def _read(self, item) -> Encoded:
        return super().encode([item])[0]

    def _seen(self, item: Image) -> Encoded:
        rows, columns = item.pixels.shape[0] // SIDE, item.pixels.shape[1] // SIDE
        colours = item.pixels[SIDE // 2 :: SIDE, SIDE // 2 :: SIDE].reshape(-1, 3)
        ids = [self.ids[WORDS.get(tuple(colour), NEITHER)] for colour in colours.tolist()]
        template = self.ids["a0"]
        return Encoded(
            [template, *ids, template], [False, *[True] * len(ids), False], modality="image",
            grid=(rows, columns),
        )  # fmt: skip

    def collate(self, encoded):
        batch = super().collate(encoded)
        for row, item in enumerate(encoded):
            batch.content[row, : len(item)] &= torch.tensor(item.content)
        return batch

    def tokens(self, item):
        if item.modality == "text":
            return super().tokens(item)
        return [self.decode_token(token) for token in self.encode([item])[0].ids]

    def boxes(self, item) -> np.ndarray:
        rows, columns = self.encode([item])[0].grid
        return np.array(
            [
                [c / columns, r / rows, (c + 1) / columns, (r + 1) / rows]
                for r in range(rows)
                for c in range(columns)
            ]
        )


def square(rows: int, columns: int, row: int, column: int) -> Image:
    """A grey picture of so many patches, one of which is red."""
    pixels = np.full((rows * SIDE, columns * SIDE, 3), GREY, dtype=np.uint8)
    pixels[row * SIDE : (row + 1) * SIDE, column * SIDE : (column + 1) * SIDE] = RED
    return Image(pixels)
