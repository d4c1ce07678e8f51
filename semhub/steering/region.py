"""Where in a picture a push goes: the positions that show a part of it."""

from __future__ import annotations

import numpy as np

from semhub.errors import InputError
from semhub.inputs import Image
from semhub.models.protocol import TokenModel

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in shares of a picture's width and height."""

HALVES: dict[str, Box] = {
    "left": (0.0, 0.0, 0.5, 1.0),
    "right": (0.5, 0.0, 1.0, 1.0),
    "top": (0.0, 0.0, 1.0, 0.5),
    "bottom": (0.0, 0.5, 1.0, 1.0),
}


def within(model: TokenModel, item: Image, box: Box) -> tuple[int, ...]:
    """Return numbers of the positions whose middle lies in the box, as `Question.places`.

    Raises `InputError` where positions do not cover the picture evenly, or none lies there.
    """
    (encoded,) = model.encode([item])
    boxes = model.boxes(item)
    if boxes is None:
        raise InputError(
            f"{model.name} does not say which position shows which part of “{item.label}”; push "
            "all of it."
        )
    across, down = (boxes[:, :2] + boxes[:, 2:]).T / 2
    left, top, right, bottom = box
    inside = (left <= across) & (across < right) & (top <= down) & (down < bottom)
    places = np.flatnonzero(encoded.content)[inside]
    if not len(places):
        raise InputError("No position of the picture lies there; take more of it.")
    return tuple(int(place) for place in places)
