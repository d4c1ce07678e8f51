"""Scenes as pictures of 48 x 48 pixels: up to four tinted animals, one a quarter.

A picture shows count, size, colour and thing; what the animals do, and where, it does not show.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random

import numpy as np
from PIL import Image

from semhub.nano.world import Scene

SIDE = 48
DRAWINGS = ("noto", "fluent")
SPRITES = Path(__file__).parents[1] / "data" / "sprites"
PIXELS = {"small": (12, 15), "big": (21, 24)}
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
DARKEST = 0.3


@cache
def _sprite(drawing: str, thing: str) -> Image.Image:
    return Image.open(SPRITES / drawing / f"{thing}.png").convert("RGBA")


def _tinted(sprite: Image.Image, colour: str) -> Image.Image:
    """The drawing in shades of one colour; its light and shade stay."""
    pixels = np.asarray(sprite, dtype=np.float32)
    light = pixels[..., :3] @ np.float32([0.299, 0.587, 0.114])
    light = np.clip(light / np.percentile(light[pixels[..., 3] > 128], 90), 0, 1)
    shade = DARKEST + (1 - DARKEST) * light[..., None]
    tinted = np.concatenate([shade * RGB[colour], pixels[..., 3:]], axis=-1)
    return Image.fromarray(tinted.astype(np.uint8))


def draw_picture(scene: Scene, rng: Random, drawing: str | None = None) -> Image.Image:
    """An RGB picture of ``scene``; ``rng`` chooses backdrop, places, jitter and ``drawing``."""
    drawing = drawing or rng.choice(DRAWINGS)
    sprite = _sprite(drawing, scene.thing)
    if scene.colour:
        sprite = _tinted(sprite, scene.colour)
    backdrop = tuple(rng.randint(150, 215) for _ in range(3))
    picture = Image.new("RGB", (SIDE, SIDE), backdrop)
    quarter = SIDE // 2
    for place in sorted(rng.sample(range(4), scene.count)):
        side = rng.randint(*PIXELS[scene.size or rng.choice(("small", "big"))])
        drawn = sprite.resize((side, side), Image.Resampling.LANCZOS)
        if rng.random() < 0.5:
            drawn = drawn.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        room = quarter - side
        left, top = (rng.randint(0, room) for _ in range(2))
        corner = (place % 2 * quarter + left, place // 2 * quarter + top)
        picture.paste(drawn, corner, drawn)
    return picture
