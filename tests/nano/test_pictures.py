"""Pictures show what the scene says, and training never draws what is held out."""

from itertools import product
from random import Random

import numpy as np
import pytest

from semhub.nano import dataset
from semhub.nano.renderings.picture import DRAWINGS, RGB, SIDE, draw_picture
from semhub.nano.world import (
    COLOURS,
    LOOKS,
    THINGS,
    Scene,
    draw_scene,
    held_out,
    picture_held_out,
)


def drawn_mask(picture):
    """Where something stands before the backdrop, whose colour is the commonest."""
    pixels = np.asarray(picture).reshape(-1, 3)
    values, counts = np.unique(pixels, axis=0, return_counts=True)
    return (pixels != values[counts.argmax()]).any(1).reshape(SIDE, SIDE)


def quarters(mask):
    half = SIDE // 2
    return [mask[y : y + half, x : x + half] for y, x in product((0, half), repeat=2)]


@pytest.mark.parametrize("drawing", DRAWINGS)
def test_as_many_quarters_are_filled_as_the_scene_counts(drawing):
    rng = Random(1)
    for _ in range(60):
        scene = draw_scene(rng, held=False, full=True)
        mask = drawn_mask(draw_picture(scene, rng, drawing))
        assert sum(quarter.any() for quarter in quarters(mask)) == scene.count


def test_big_animals_fill_more_than_small_ones():
    for thing in THINGS:
        sizes = [
            drawn_mask(draw_picture(Scene(1, thing, "run", size, "red"), Random(5))).sum()
            for size in ("small", "big")
        ]
        assert sizes[1] > 1.5 * sizes[0]


HUES = [name for name in COLOURS if name not in ("white", "brown", "orange")]


@pytest.mark.parametrize("colour", HUES)
def test_the_animal_has_the_hue_that_is_said(colour):
    """By direction of the mean colour; shading changes its length, so browns are left out."""
    table = np.array([RGB[name] for name in HUES], float)
    table /= np.linalg.norm(table, axis=1, keepdims=True)
    for thing in THINGS:
        picture = draw_picture(Scene(1, thing, "run", "big", colour), Random(2), "noto")
        pixels = np.asarray(picture)[drawn_mask(picture)].astype(float)
        assert HUES[int((table @ pixels.mean(0)).argmax())] == colour


def test_each_pair_of_thing_and_colour_misses_one_look():
    for thing, colour in product(THINGS, COLOURS):
        looks = [Scene(n, thing, "run", size, colour) for n, size in LOOKS]
        assert sum(map(picture_held_out, looks)) == 1


def test_scenes_for_seeing_are_held_out_as_sentence_and_as_picture():
    drawn = dataset.drawable_scenes(3)
    assert all(held_out(scene) and picture_held_out(scene) for scene in drawn)
    assert len({(scene.thing, scene.colour) for scene in drawn}) == len(drawn) == 128
