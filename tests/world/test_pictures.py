"""Pictures say what the scene says: each slot in its own part of the picture, and nowhere else."""

from dataclasses import replace
from itertools import combinations, product
from random import Random

import numpy as np
import pytest

from semhub.world.renderings.picture import CELL, DRAWINGS, RGB, SIDE, STAGE, draw_picture
from semhub.world.scenes import CLASSES, COLOURS, THINGS, Scene, draw_scene

PARTS = {
    "stage": (slice(CELL, SIDE), slice(0, STAGE)),
    "place": (slice(0, CELL), slice(0, SIDE)),
    "predicate": (slice(CELL, SIDE), slice(STAGE, SIDE)),
}
PART_OF = {slot: slot if slot in PARTS else "stage" for slot in CLASSES}


def pixels(scene, seed, drawing="noto"):
    return np.asarray(draw_picture(scene, Random(seed), drawing)).astype(int)


def parts_that_differ(one, other):
    changed = (one != other).any(-1)
    return {name for name, part in PARTS.items() if changed[part].any()}


def drawn_mask(scene, seed, drawing="noto"):
    """(STAGE, STAGE): where an animal stands before the backdrop, the stage's commonest colour."""
    stage = pixels(scene, seed, drawing)[PARTS["stage"]]
    values, counts = np.unique(stage.reshape(-1, 3), axis=0, return_counts=True)
    return (stage != values[counts.argmax()]).any(-1)


@pytest.mark.parametrize("drawing", DRAWINGS)
@pytest.mark.parametrize("slot", CLASSES)
def test_each_slot_is_drawn_in_its_own_part_and_nowhere_else(slot, drawing):
    rng = Random(1)
    for seed in range(5):
        scene = draw_scene(rng, held=False, full=True)
        for one, other in combinations(CLASSES[slot], 2):
            drawn = [
                pixels(replace(scene, **{slot: value}), seed, drawing) for value in (one, other)
            ]
            assert parts_that_differ(*drawn) == {PART_OF[slot]}, (scene, one, other)


@pytest.mark.parametrize("drawing", DRAWINGS)
@pytest.mark.parametrize("slot", ("place", "predicate"))
def test_an_unsaid_slot_leaves_its_part_empty(slot, drawing):
    scene = draw_scene(Random(3), held=False, full=True)
    part = pixels(replace(scene, **{slot: None}), 4, drawing)[PARTS[slot]]
    assert (part == part[0, 0]).all()


@pytest.mark.parametrize("drawing", DRAWINGS)
@pytest.mark.parametrize("slot", ("place", "predicate"))
def test_each_cell_of_an_icon_part_holds_the_whole_icon(slot, drawing):
    part = pixels(draw_scene(Random(3), held=False, full=True), 4, drawing)[PARTS[slot]]
    along = 1 if slot == "place" else 0
    cells = np.split(part, part.shape[along] // CELL, along)
    assert all((cell == cells[0]).all() for cell in cells)
    assert (cells[0] != cells[0][0, 0]).any()


def test_a_picture_follows_from_its_seed():
    scene = Scene(2, "dog", "sing", "small", None, "school")
    for seed in range(20):
        twice = [np.asarray(draw_picture(scene, Random(seed))) for _ in range(2)]
        assert (twice[0] == twice[1]).all()
    assert (pixels(scene, 1) != pixels(scene, 2)).any()


def test_the_seed_chooses_among_both_drawings():
    scene = Scene(1, "dog", "sing", "big", "red", "school")
    chosen = set()
    for seed in range(20):
        picture = np.asarray(draw_picture(scene, Random(seed)))
        chosen |= {name for name in DRAWINGS if (picture == pixels(scene, seed, name)).all()}
    assert chosen == set(DRAWINGS)


@pytest.mark.parametrize("drawing", DRAWINGS)
def test_as_many_quarters_are_filled_as_the_scene_counts(drawing):
    rng, half = Random(1), STAGE // 2
    for seed in range(60):
        scene = draw_scene(rng, held=False, full=True)
        mask = drawn_mask(scene, seed, drawing)
        quarters = [mask[y : y + half, x : x + half] for y, x in product((0, half), repeat=2)]
        assert sum(quarter.any() for quarter in quarters) == scene.count


@pytest.mark.parametrize("drawing", DRAWINGS)
def test_big_animals_fill_more_than_small_ones(drawing):
    for thing, seed in product(THINGS, range(5)):
        small, big = (
            drawn_mask(Scene(1, thing, "run", size, "red"), seed, drawing).sum()
            for size in ("small", "big")
        )
        assert big > 1.5 * small


HUES = [name for name in COLOURS if name not in ("white", "brown", "orange")]


@pytest.mark.parametrize("colour", HUES)
def test_the_animal_has_the_hue_that_is_said(colour):
    """By direction of the median colour: edges mix with the backdrop, shading changes the length
    (so browns are left out)."""
    table = np.array([RGB[name] for name in HUES], float)
    table /= np.linalg.norm(table, axis=1, keepdims=True)
    for thing, seed in product(THINGS, range(5)):
        scene = Scene(1, thing, "run", "big", colour)
        stage = pixels(scene, seed)[PARTS["stage"]]
        typical = np.median(stage[drawn_mask(scene, seed)], axis=0)
        assert HUES[int((table @ typical).argmax())] == colour, (thing, seed)
