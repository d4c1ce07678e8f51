"""Pictures show what the scene says, and training never draws what is held out."""

import json
from itertools import product
from random import Random

import numpy as np
import pytest
from transformers import AutoProcessor

from semhub.nano import dataset
from semhub.nano.captions import SHOWN, picture_batch
from semhub.nano.pictures import main as teach
from semhub.nano.renderings.picture import DRAWINGS, RGB, SIDE, draw_picture
from semhub.nano.train import main as train
from semhub.nano.world import (
    CLASSES,
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


@pytest.mark.parametrize("colour", COLOURS)
def test_the_animal_has_the_colour_that_is_said(colour):
    """Direction of the mean colour, since light and shade change its length."""
    names = [name for name in COLOURS if name not in ("white", "brown", "orange")]
    if colour not in names:
        pytest.skip("differs from another colour in brightness, which shading changes")
    table = np.array([RGB[name] for name in names], float)
    table /= np.linalg.norm(table, axis=1, keepdims=True)
    for thing in THINGS:
        picture = draw_picture(Scene(1, thing, "run", "big", colour), Random(2), "noto")
        pixels = np.asarray(picture)[drawn_mask(picture)].astype(float)
        assert names[int((table @ pixels.mean(0)).argmax())] == colour


def test_each_pair_of_thing_and_colour_misses_one_look():
    for thing, colour in product(THINGS, COLOURS):
        looks = [Scene(n, thing, "run", size, colour) for n, size in LOOKS]
        assert sum(map(picture_held_out, looks)) == 1


def test_scenes_for_seeing_are_held_out_as_sentence_and_as_picture():
    drawn = dataset.drawable_scenes(3)
    assert all(held_out(scene) and picture_held_out(scene) for scene in drawn)
    assert len({(scene.thing, scene.colour) for scene in drawn}) == len(drawn) == 128


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nano") / "seeing"
    state = folder.parent / "state.pt"
    assert train(["--steps", "1", "--out", str(folder), "--state", str(state)]) == 0
    assert teach([str(folder), "--steps", "2", "2"]) == 0
    return folder


def test_no_caption_is_of_a_held_out_look(folder):
    batch = picture_batch(Random(1), AutoProcessor.from_pretrained(folder), 200)
    for row in batch.classes.tolist():
        said = {slot: CLASSES[slot][index] for slot, index in zip(SHOWN, row, strict=True)}
        assert not picture_held_out(Scene(predicate="run", **said))


def test_only_the_caption_is_learned_from(folder):
    processor = AutoProcessor.from_pretrained(folder)
    batch = picture_batch(Random(1), processor, 3)
    for ids, labels in zip(batch.ids, batch.labels, strict=True):
        told = processor.tokenizer.decode(ids[labels >= 0])
        assert "image" not in told and "→" not in told and told.count(",") == len(SHOWN) - 1


def test_the_record_says_that_pictures_were_taught(folder):
    record = json.loads((folder / "training.json").read_text())
    assert record["untrained"] == ["sound tower"] and record["pictures"]["steps"] == [2, 2]


def test_a_folder_that_was_not_trained_here_is_one_sentence(tmp_path, capsys):
    assert teach([str(tmp_path)]) == 2
    assert "Traceback" not in capsys.readouterr().err
