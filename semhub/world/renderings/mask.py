"""Which pixels of a drawn picture show a slot of its scene."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np

from semhub.world.renderings.picture import draw_picture
from semhub.world.scenes import Scene

_WITHOUT = {"thing": {"count": 0}, "place": {"place": None}}
"""Slot -> what of the scene is left out, so that nothing of the slot is drawn."""


def shown_pixels(scene: Scene, seed: str, slot: str) -> np.ndarray:
    """Return (height, width) true where `draw_picture(scene, Random(seed))` shows its animals
    ("thing") or its place: found by drawing it once more without them."""
    drawn, without = (
        np.asarray(draw_picture(one, Random(seed)))
        for one in (scene, replace(scene, **_WITHOUT[slot]))
    )
    return (drawn != without).any(axis=-1)
