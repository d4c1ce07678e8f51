"""Scenes as pictures of 60 x 60 pixels that say all six slots.

The stage, 48 x 48 pixels at the lower left, holds up to four tinted animals, one a quarter:
count, size, colour and thing. The row of icons above it is the place; the column of icons at its
right is what the animals do or how they feel. The model sees cells of 12 x 12 pixels, so that each
icon fills one of its positions and each animal four.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random

import numpy as np
from PIL import Image

from semhub.world.scenes import Scene

SIDE, CELL = 60, 12
STAGE = SIDE - CELL
DRAWINGS = ("noto", "fluent")
SPRITES = Path(__file__).parents[1] / "data" / "sprites"
PIXELS = {"small": (13, 15), "big": (21, 24)}
RGB = {
    "red": (220, 30, 30),
    "blue": (40, 80, 230),
    "green": (30, 160, 50),
    "yellow": (245, 220, 40),
    "orange": (250, 140, 20),
    "purple": (140, 50, 190),
    "white": (252, 252, 252),
    "brown": (120, 72, 30),
}
LIGHT = {
    "garden": (196, 232, 160),
    "kitchen": (255, 236, 200),
    "river": (214, 240, 250),
    "mountain": (176, 210, 245),
    "forest": (214, 226, 170),
    "street": (196, 198, 206),
    "beach": (150, 222, 240),
    "school": (250, 214, 214),
}
"""The colour of the sky behind the icons of each place."""
DARKEST = 0.3


@cache
def _sprite(drawing: str, name: str) -> Image.Image:
    file = SPRITES / drawing / f"{name.replace(' ', '_')}.png"
    return Image.open(file).convert("RGBA")


@cache
def _icon(drawing: str, name: str, side: int) -> Image.Image:
    return _sprite(drawing, name).resize((side, side), Image.Resampling.LANCZOS)


def _tinted(sprite: Image.Image, colour: str) -> Image.Image:
    """Return the drawing in shades of one colour; its light and shade stay."""
    pixels = np.asarray(sprite, dtype=np.float32)
    light = pixels[..., :3] @ np.float32([0.299, 0.587, 0.114])
    light = np.clip(light / np.percentile(light[pixels[..., 3] > 128], 90), 0, 1)
    shade = DARKEST + (1 - DARKEST) * light[..., None]
    tinted = np.concatenate([shade * RGB[colour], pixels[..., 3:]], axis=-1)
    return Image.fromarray(tinted.astype(np.uint8))


@cache
def _animal(drawing: str, thing: str, colour: str | None, side: int, mirrored: bool) -> Image.Image:
    sprite = _sprite(drawing, thing)
    if colour:
        sprite = _tinted(sprite, colour)
    sprite = sprite.resize((side, side), Image.Resampling.LANCZOS)
    return sprite.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if mirrored else sprite


def draw_picture(scene: Scene, rng: Random, drawing: str | None = None) -> Image.Image:
    """Return an RGB picture of `scene`, (SIDE, SIDE); a slot that is None is not drawn.

    `rng` chooses backdrop, places, sizes within their range and, if none is given, `drawing`.
    It is asked equally often whatever the scene says, so that two scenes that differ in one slot,
    drawn from one seed, differ where that slot is drawn and nowhere else.
    """
    any_drawing, *backdrop, icon_size, any_size = (rng.random() for _ in range(6))
    quarters = rng.sample(range(4), 4)
    looks = [[rng.random() for _ in range(4)] for _ in quarters]
    drawing = drawing or DRAWINGS[int(any_drawing * len(DRAWINGS))]
    backdrop = tuple(150 + int(66 * part) for part in backdrop)
    picture = Image.new("RGB", (SIDE, SIDE), backdrop)
    icon_side = CELL - int(2 * icon_size)
    if scene.place:
        light = tuple((a + 2 * b) // 3 for a, b in zip(backdrop, LIGHT[scene.place], strict=True))
        picture.paste(light, (0, 0, SIDE, CELL))
        icon = _icon(drawing, scene.place, icon_side)
        for left in range(0, SIDE, CELL):
            picture.paste(icon, (left, CELL - icon_side), icon)
    if scene.predicate:
        shade = tuple(part * 4 // 5 for part in backdrop)
        picture.paste(shade, (STAGE, CELL, SIDE, SIDE))
        icon = _icon(drawing, scene.predicate, icon_side)
        for top in range(CELL, SIDE, CELL):
            picture.paste(icon, (STAGE, top), icon)
    size = scene.size or ("small", "big")[int(2 * any_size)]
    smallest, largest = PIXELS[size]
    for quarter, (grown, right, down, turned) in zip(quarters[: scene.count], looks, strict=False):
        side = smallest + int((largest - smallest + 1) * grown)
        animal = _animal(drawing, scene.thing, scene.colour, side, turned < 0.5)
        room = STAGE // 2 - side + 1
        left = quarter % 2 * STAGE // 2 + int(room * right)
        top = CELL + quarter // 2 * STAGE // 2 + int(room * down)
        picture.paste(animal, (left, top), animal)
    return picture
