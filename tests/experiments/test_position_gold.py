"""Which word the positions of items read as, where each is right."""

from __future__ import annotations

import numpy as np
import pytest

from semhub.errors import InputError
from semhub.experiments.position_gold import gold_at_positions
from semhub.lenses.head import HeadReader
from tests.toy_picture import PlantedPicture, square

MEETS = 2


@pytest.fixture
def model() -> PlantedPicture:
    return PlantedPicture(meets_at=MEETS)


def pictures():
    red = [square(1, 1, 0, 0), square(1, 2, 0, 0)]
    grey = [one.__class__(np.full_like(one.pixels, 128)) for one in red]
    return [*red, *grey], ["a3", "a3", "a7", "a7"]


def test_the_right_word_leads_from_the_meeting_layer_and_values_are_less_their_mean(model):
    items, right = pictures()
    told = []
    found = gold_at_positions(
        model, HeadReader(model), items, right, counted="pictures",
        progress=lambda *done: told.append(done),
    )  # fmt: skip
    assert found.gold == ["a3", "a7"] and found.counts == [2, 2] and found.counted == "pictures"
    np.testing.assert_array_equal(found.right.value[MEETS:], 1)
    np.testing.assert_allclose(found.value.sum(axis=1), 0, atol=1e-4)
    logs = (model.meaning[[3, 7]] @ model.meaning.T).log_softmax(-1)[:, [3, 7]].numpy()
    read = np.array([logs[0], logs.mean(axis=0), logs[1], logs[1]])
    expected = read - read.mean(axis=0)
    np.testing.assert_allclose(found.value[MEETS, 0], expected[:2].mean(axis=0), atol=1e-3)
    assert told[-1] == (4, 4)


def test_a_word_that_is_right_once_is_left_out_and_one_word_is_refused(model):
    items, right = pictures()
    found = gold_at_positions(
        model, HeadReader(model), [*items, items[0]], [*right, "a9"], counted="pictures"
    )
    assert found.gold == ["a3", "a7"]
    with pytest.raises(InputError, match="add pictures"):
        gold_at_positions(model, HeadReader(model), items[:2], right[:2], counted="pictures")
