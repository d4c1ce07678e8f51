"""Given words at patches: a caption's nouns against another's, and colour words."""

from __future__ import annotations

import numpy as np
import pytest

from semhub import datasets
from semhub.charts.media.patch_words import colour_grid, noun_curve
from semhub.datasets.nouns import nouns, stranger
from semhub.experiments.patch_words import (
    COLOURS,
    ColourReading,
    colour_reading,
    noun_contrast,
    plain,
)
from semhub.lenses.head import HeadReader
from tests.toy_picture import PlantedPicture, square

MEETS = 2


@pytest.fixture
def model() -> PlantedPicture:
    return PlantedPicture(meets_at=MEETS)


def test_words_of_a_pictures_own_caption_lead_from_the_meeting_layer(model):
    pictures = [square(1, 1 + i, 0, 0) for i in range(5)]
    own, other = [["a3"]] * 5, [["a9", "a4"]] * 5
    result = noun_contrast(model, HeadReader(model), pictures, own, other)
    np.testing.assert_array_equal(result.ahead.value[MEETS:], 1)
    assert (result.own.value[MEETS:] > result.other.value[MEETS:]).all()
    assert (result.own.low <= result.own.value).all() and (
        result.own.value <= result.own.high
    ).all()


def test_the_score_is_the_mean_over_words_and_patches_of_the_log_probability(model):
    picture = square(1, 2, 0, 0)
    result = noun_contrast(model, HeadReader(model), [picture], [["a3", "a5"]], [["a9"]])
    logits = model.meaning[[3, 7]] @ model.meaning.T
    expected = logits.log_softmax(-1)[:, [3, 5]].numpy()
    expected = expected.mean()
    assert result.own.value[MEETS] == pytest.approx(expected, abs=1e-4)


def test_one_picture_has_no_interval_and_says_that_it_is_one(model):
    result = noun_contrast(model, HeadReader(model), [square(1, 2, 0, 0)], [["a3"]], [["a9"]])
    assert np.isnan(result.own.low).all()
    said = noun_curve(result, "a3", "a9").to_dict()["title"]["subtitle"]
    assert said.startswith("One picture:")


def test_progress_is_told_picture_by_picture(model):
    told = []
    noun_contrast(
        model, HeadReader(model), [square(1, 2, 0, 0)] * 3, [["a3"]] * 3, [["a9"]] * 3,
        lambda *done: told.append(done),
    )  # fmt: skip
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_each_plain_colour_reads_as_its_own_word_in_a_model_that_names_colours(monkeypatch):
    class Names(PlantedPicture):
        """Its words for the eight colours are the toy's own."""

        def spellings(self, word):
            return super().spellings(f"a{list(COLOURS).index(word)}")

    words = {colour: f"b{i}" for i, colour in enumerate(COLOURS.values())}
    monkeypatch.setattr("tests.toy_picture.WORDS", words)
    model = Names(meets_at=MEETS)
    result = colour_reading(model, HeadReader(model))
    np.testing.assert_array_equal(result.right.value[MEETS:], 1)
    assert result.right.value[0] < 1
    said = colour_grid(result).to_dict()["title"]["subtitle"]
    assert said.startswith("Right for 8 of 8 at layer 2") and "chance 0.12" in said


def test_a_plain_picture_is_one_colour_and_nothing_else():
    for name, colour in COLOURS.items():
        assert (plain(name).pixels == np.array(colour)).all()


def test_the_grid_of_colours_tints_what_is_right():
    scores = np.zeros((1, 8, 8))
    scores[0, :, 0] = 1  # red is preferred whatever is shown
    from semhub.experiments.hard_negatives import share

    result = ColourReading("logit", list(COLOURS), scores, share(np.eye(8, dtype=bool)[:1]))
    [rows] = colour_grid(result).to_dict()["datasets"].values()
    assert [row["right"] for row in rows] == [True] + [False] * 7
    assert {row["preferred"] for row in rows} == {"red"}


@pytest.mark.parametrize("name", ["world", "concepts"])
def test_nouns_are_words_of_the_english_caption_of_their_row(name):
    captions = datasets.table(name)["en"]
    found = nouns(name)
    assert len(found) == len(captions)
    for words, caption in zip(found, captions, strict=True):
        assert words and all(word in caption for word in words)


def test_words_that_lead_at_no_layer_are_said_to(model):
    other = noun_contrast(model, HeadReader(model), [square(1, 2, 0, 0)], [["a3"]], [["a3"]])
    assert "lead at no layer" in noun_curve(other, "a3", "a3").to_dict()["title"]["subtitle"]


@pytest.mark.parametrize(
    "measure, expected",
    [
        ("probability", lambda p: 2 * p.mean()),
        ("geometric", lambda p: np.exp(np.log(p).mean())),
        ("log-probability", lambda p: np.log(p).mean()),
    ],
)
def test_words_are_put_together_as_the_measure_says(model, measure, expected):
    picture = square(1, 2, 0, 0)
    result = noun_contrast(
        model, HeadReader(model), [picture], [["a3", "a5"]], [["a9"]], measure=measure
    )
    table = (model.meaning[[3, 7]] @ model.meaning.T).softmax(-1)[:, [3, 5]].double().numpy()
    assert result.own.value[MEETS] == pytest.approx(expected(table), rel=1e-3)
    assert result.to_dict()["measure"] == measure


def test_the_share_of_patches_at_which_a_word_comes_first(model):
    picture = square(1, 4, 0, 0)
    result = noun_contrast(model, HeadReader(model), [picture], [["a3"]], [["a7"]], measure="first")
    assert (result.own.value[MEETS], result.other.value[MEETS]) == (0.25, 0.75)
    assert "0.25" in noun_curve(result, "a3", "a7").to_dict()["title"]["subtitle"]


def test_a_stranger_is_the_next_row_without_a_word_in_common():
    words = [["a", "b"], ["b", "c"], [], ["c", "d"]]
    assert stranger(words, 0) == ["c", "d"] and stranger(words, 3) == ["a", "b"]
    assert stranger([["a"], ["a"]], 0) == []
