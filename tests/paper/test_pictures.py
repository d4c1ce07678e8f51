"""Pictures: the numbers of a record are those of a slow, obvious version."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from semhub import datasets
from semhub.datasets.nouns import nouns, stranger
from semhub.datasets.published.panoptic import Segment, Segmented
from semhub.datasets.regions import regions
from semhub.errors import InputError
from semhub.experiments.region_words import patches_on
from semhub.lenses.neighbours import index
from semhub.models.spelling import first_tokens
from semhub.paper import pictures
from semhub.paper.pictures import (
    PAPER_COLOURS,
    caption_nouns,
    caption_similarity,
    colour_steering,
    colours,
    segments,
)
from semhub.paper.run import Run
from semhub.paper.setting import AS_PAPER
from semhub.states.extraction import extract
from semhub.states.positions import position_states
from semhub.steering import PRESETS, Push, answers, head_direction
from semhub.steering.choice import distinct_spellings

LAYER, FEW = 5, 5


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(pictures, "PICTURES", FEW)


def value(part, metric: str, layer: int = LAYER, **where) -> float:
    (found,) = [
        row["value"] for row in part.rows
        if row["metric"] == metric and row.get("layer") == layer
        and all(row.get(key) == one for key, one in where.items())
    ]  # fmt: skip
    return found


def probabilities(model, picture) -> np.ndarray:
    """(patches, vocabulary) by the head without a norm."""
    states = position_states(model, picture).states[LAYER]
    with torch.inference_mode():
        return model.unembed(states, norm=False).double().softmax(-1).numpy()


def of_word(model, table: np.ndarray, word: str) -> np.ndarray:
    return table[:, list(first_tokens(model, word))].sum(axis=1)


def nearest(model, picture, word: str) -> np.ndarray:
    """(patches,) cosine of the nearest state of the word in a sentence."""
    found = index(model).read(position_states(model, picture).states, 1, track=[word])
    return found.tracked[word][LAYER]


def test_as_in_the_paper_a_picture_and_its_caption_are_compared_at_their_last_tokens(nano, memory):
    part = caption_similarity(Run(nano, AS_PAPER, memory=memory)).parts[0]
    x, y = (
        extract(nano, datasets.column(f"world:{name}"), pool="last", suffix="", memory=memory)[
            LAYER
        ].astype(float)
        for name in ("image", "en")
    )
    x, y = (one / np.linalg.norm(one, axis=1, keepdims=True) for one in (x, y))
    table, n = x @ y.T, len(x)
    own = np.trace(table) / n
    expected = own - (table.sum() - np.trace(table)) / (n * (n - 1))
    assert value(part, "gap") == pytest.approx(expected, abs=1e-5)


def test_as_in_the_paper_probabilities_of_nouns_are_added_up_after_the_mean_over_patches(nano, few):
    found = caption_nouns(Run(nano, AS_PAPER))
    words = nouns("world")
    own, other = [], []
    for row, picture in enumerate(found.sides["world:image"]):
        table, strange = probabilities(nano, picture), stranger(words, row)
        assert not set(strange) & set(words[row])
        own.append(sum(of_word(nano, table, word).mean() for word in words[row]))
        theirs = sum(of_word(nano, table, word).mean() for word in strange)
        other.append(theirs / len(strange) * len(words[row]))
    (part,) = found.parts
    assert value(part, "probability", side_a="nouns of its own caption") == pytest.approx(
        np.mean(own), rel=1e-4
    )
    assert value(part, "probability", side_a="nouns of another picture's caption") == pytest.approx(
        np.mean(other), rel=1e-4
    )


def test_nouns_are_read_as_their_nearest_words_and_lead_in_most_pictures(nano, few):
    (part,) = caption_nouns(Run(nano)).parts
    items, words = datasets.column("world:image"), nouns("world")
    expected = np.mean(
        [np.mean([nearest(nano, items[k], word) for word in words[k]]) for k in range(FEW)]
    )
    assert value(part, "cosine", side_a="nouns of its own caption") == pytest.approx(
        expected, abs=1e-5
    )


def test_plain_colours_are_read_as_their_words_and_stand_in_a_matrix(nano):
    (part,) = colours(Run(nano)).parts
    assert max(row["value"] for row in part.rows if row["metric"] == "right") == 1
    matrix = part.figures[1]
    cells = {
        (cell["row"], cell["column"]): cell["value"]
        for rows in matrix.layers[4]["datasets"].values() for cell in rows if "column" in cell
    }  # fmt: skip
    shown = list(pictures.COLOURS)
    assert all(max(shown, key=lambda word: cells[name, word]) == name for name in shown)
    for word in shown:
        assert sum(cells[name, word] for name in shown) == pytest.approx(0, abs=1e-4)
    score = value(part, "score", 4, side_a="red", side_b="blue")
    mean = np.mean([value(part, "score", 4, side_a=name, side_b="blue") for name in shown])
    assert cells["red", "blue"] == pytest.approx(score - mean, abs=1e-4)


def test_as_in_the_paper_the_share_of_patches_whose_first_word_is_the_colour(nano):
    found = colours(Run(nano, AS_PAPER))
    (part,) = found.parts
    known = [name for name in PAPER_COLOURS if f"no word for {name}" not in " ".join(found.notes)]
    assert len(found.sides["plain colours"]) == len(known)
    hits = [
        np.isin(probabilities(nano, picture).argmax(axis=1), first_tokens(nano, name)).mean()
        for picture, name in zip(found.sides["plain colours"], known, strict=True)
    ]
    assert value(part, "first", side_a="the colour that is shown") == np.mean(hits)


def test_as_in_the_paper_segments_are_read_by_the_geometric_mean_over_patches(nano, few):
    found = segments(Run(nano, AS_PAPER))
    own, other, outside = [], [], []
    for picture, row in zip(found.sides["world:image"], regions("world"), strict=False):
        table, of_one = probabilities(nano, picture), []
        for one in row:
            on = patches_on(nano, picture, one.mask)
            logs = {
                word: np.log(of_word(nano, table, word) + 1e-300) for word in (one.word, one.other)
            }
            if on.any():
                of_one.append(
                    [
                        np.exp(logs[one.word][on].mean()), np.exp(logs[one.other][on].mean()),
                        np.exp(logs[one.word][~on].mean()),
                    ]
                )  # fmt: skip
        for kept, mean in zip((own, other, outside), np.mean(of_one, axis=0), strict=True):
            kept.append(mean)
    words, places = found.parts
    for part, side, expected in (
        (words, "the object's word", own), (words, "another word, on the object", other),
        (places, "on the object", own), (places, "outside it", outside),
    ):  # fmt: skip
        assert value(part, "geometric", side_a=side) == pytest.approx(np.mean(expected), rel=1e-4)


def test_patches_on_an_object_are_read_as_its_word_more_than_those_outside(nano, few):
    for part in segments(Run(nano)).parts:
        assert value(part, "share in which the first leads") == 1


def test_half_a_picture_is_pushed_and_the_other_half_stands_beside_it(nano, memory):
    own, other = colour_steering(Run(nano, memory=memory)).parts
    preset = PRESETS["half"]
    way = preset.direction(nano)
    for part, name in ((own, "its half"), (other, "the other half")):
        asked, choices = preset.questions(nano, name)
        push = Push(5, way.push(5, preset.strength))
        logs = answers(nano, asked, distinct_spellings(nano, choices), [push])
        odds = logs[..., 1] - logs[..., 0]
        np.testing.assert_allclose(part.data["push"]["change"], odds[1] - odds[0], atol=1e-4)
    assert own.data["push"]["flipped"] == 1 and other.data["push"]["flipped"] == 0


def test_as_in_the_paper_states_are_replaced_by_rows_of_the_head_from_one_layer_on(nano, memory):
    found = colour_steering(Run(nano, AS_PAPER, memory=memory))
    asked, choices = PRESETS["half"].questions(nano, "its half")
    way = head_direction(nano, "red", "green", [one.item for one in asked])
    for part, first in zip(found.parts, (1, 5), strict=True):
        push = [Push(k, way.push(k, 1), True) for k in range(first, nano.n_layers + 1)]
        logs = answers(nano, asked, distinct_spellings(nano, choices), [push])
        odds = logs[..., 1] - logs[..., 0]
        np.testing.assert_allclose(part.data["push"]["change"], odds[1] - odds[0], atol=1e-4)
    assert "natural" not in found.sentence


def test_a_model_of_any_pictures_is_shown_two_plain_halves_and_the_concepts(nano, monkeypatch, few):
    for file in ("pictures", "media"):
        monkeypatch.setattr(f"semhub.paper.{file}.is_embedded", lambda name: False)
    found = colour_steering(Run(nano))
    shown = [one.label for one in found.sides["pictures"]]
    assert len(shown) == 6 and "upper half red, the other blue" in shown
    first = found.sides["pictures"][0].pixels
    assert (first[0, 0] == (255, 0, 0)).all() and (first[-1, 0] == (0, 0, 255)).all()
    assert list(segments(Run(nano)).sides) == ["concepts:image"]


def test_masks_of_ones_own_are_read_as_those_of_the_embedded_pictures(nano, few):
    """The same pictures and masks, handed over: the same numbers for the same pairs of words."""
    shown = datasets.column("world:image")[:FEW]
    own = [
        Segmented(k, picture, tuple(Segment(one.mask, one.word, True) for one in found))
        for k, (picture, found) in enumerate(zip(shown, regions("world"), strict=False))
    ]
    given, usual = segments(Run(nano, masked=own)), segments(Run(nano))
    assert list(given.sides) == ["panoptic:image"]
    assert [item.digest for item in given.sides["panoptic:image"]] == [
        item.digest for item in usual.sides["world:image"]
    ]
    # On the object and outside it no second word plays a part.
    assert given.parts[1].rows == usual.parts[1].rows


def test_masks_whose_words_cannot_be_read_are_refused(nano, few):
    own = [
        Segmented(
            0, datasets.column("world:image")[0], (Segment(np.ones((96, 96), bool), "qx", True),)
        )
    ]
    with pytest.raises(InputError, match="fewer than two words"):
        segments(Run(nano, masked=own))
