"""Regions: the patches on a mask are found, and read as the word of what they show."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from semhub import datasets
from semhub.datasets.regions import Region, regions
from semhub.errors import InputError
from semhub.experiments.region_words import patches_on, region_words, share_inside
from semhub.inputs import Image
from semhub.lenses.head import HeadReader
from semhub.world.held_out import SEED, scenes
from semhub.world.renderings.mask import shown_pixels
from semhub.world.renderings.picture import CELL, SIDE, STAGE
from tests.toy_picture import SIDE as PATCH
from tests.toy_picture import PlantedPicture, square

MEETS = 2


@pytest.fixture
def model() -> PlantedPicture:
    return PlantedPicture(meets_at=MEETS)


def on_red(picture: Image) -> np.ndarray:
    return picture.pixels[..., 0] == 200


def test_patches_of_an_object_are_read_as_its_word_and_no_others_are(model):
    pictures = [square(2, 3, k % 2, k % 3) for k in range(5)]
    of_each = [[Region(on_red(one), "a3", "a9")] for one in pictures]
    found = region_words(model, HeadReader(model), pictures, of_each, measure="geometric")
    logits = model.meaning[[3, 7]] @ model.meaning.T
    probability = logits.softmax(-1).numpy()
    for contrast, other in ((found.words, probability[0, 9]), (found.places, probability[1, 3])):
        assert contrast.own.value[MEETS] == pytest.approx(probability[0, 3], rel=1e-4)
        assert contrast.other.value[MEETS] == pytest.approx(other, rel=1e-3)
        assert contrast.ahead.value[MEETS] == 1
    assert (found.regions, found.left_out) == (5, 0)


def test_a_picture_counts_once_however_many_regions_it_has(model):
    picture = square(1, 3, 0, 0)
    red = Region(on_red(picture), "a3", "a9")
    found = region_words(model, HeadReader(model), [picture], [[red, red]])
    assert (found.words.n, found.regions) == (1, 2)


def test_a_patch_lies_on_a_mask_by_more_than_half_of_its_pixels(model):
    picture, mask = square(1, 3, 0, 0), np.zeros((PATCH, 3 * PATCH), dtype=bool)
    mask[:, : PATCH // 2] = True
    mask[:, PATCH : PATCH + PATCH // 2 + 1] = True
    assert patches_on(model, picture, mask).tolist() == [False, True, False]


def test_what_lies_beyond_the_picture_is_not_on_a_mask():
    assert share_inside(np.ones((4, 4), dtype=bool), np.array([0.5, 0, 1.5, 1])) == 0.5
    assert share_inside(np.ones((4, 4), dtype=bool), np.array([1, 0, 2, 1])) == 0


def test_a_mask_of_another_shape_and_one_without_patches_are_refused(model):
    picture = square(1, 2, 0, 0)
    with pytest.raises(InputError, match="same height and width"):
        patches_on(model, picture, np.ones((3, 3), dtype=bool))
    for mask in (np.zeros, np.ones):
        alone = [[Region(mask(picture.pixels.shape[:2], dtype=bool), "a3", "a9")]]
        with pytest.raises(InputError, match="No region"):
            region_words(model, HeadReader(model), [picture], alone)


def test_a_model_that_does_not_say_where_its_positions_lie_is_refused(model, monkeypatch):
    monkeypatch.setattr(PlantedPicture, "boxes", lambda self, item: None)
    with pytest.raises(InputError, match="does not say which position"):
        patches_on(model, square(1, 2, 0, 0), np.ones((PATCH, 2 * PATCH), dtype=bool))


def test_the_place_is_the_row_of_icons_and_the_animals_stand_on_the_stage():
    (scene,) = scenes(1)
    place = shown_pixels(scene, f"{SEED}/0", "place")
    assert place[:CELL].mean() > 0.9 and not place[CELL:].any()
    animals = shown_pixels(scene, f"{SEED}/0", "thing")
    assert animals.any() and not animals[:CELL].any() and not animals[:, STAGE:].any()
    assert animals.shape == (SIDE, SIDE)


@pytest.mark.parametrize("dataset", ["world", "concepts"])
def test_regions_have_the_word_of_their_row_and_another_that_is_known(dataset):
    captions = datasets.table(dataset)["en"]
    known = Random(0).sample(sorted({word for text in captions for word in text.split()}), 60)
    for caption, row, _ in zip(captions, regions(dataset, 0, known.__contains__), range(8),
                               strict=False):  # fmt: skip
        for one in row:
            assert one.word in caption and one.word in known
            assert one.other in known and one.other != one.word


def test_no_regions_are_known_of_other_sets():
    with pytest.raises(InputError, match="choose world or concepts"):
        regions("everyday")
