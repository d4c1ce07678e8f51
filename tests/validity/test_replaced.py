"""States that hold nothing but a text's length, or its spelling, have no hub."""

from __future__ import annotations

import numpy as np
import pytest

from semhub import datasets
from semhub.validity.replaced import length_only, spelling_only

PAIRS = [
    (name, a, b)
    for name in ("everyday", "sentences", "world")
    for a, b in (("en", "de"), ("en", "zh"), ("es", "fr"))
]


@pytest.mark.parametrize("replace", [length_only, spelling_only])
def test_of_all_pairs_of_languages_at_most_one_in_twenty_has_a_band(replace):
    found = []
    for name, a, b in PAIRS:
        table = datasets.table(name)
        found += [replace(table[a], table[b], seed).compared() for seed in range(2)]
    assert np.mean([bool(one.hub.band) for one in found]) <= 0.05


def test_length_alone_stands_out_among_shuffled_pairs_and_not_among_wrong_ones_of_like_length():
    table = datasets.table("everyday")
    states = length_only(table["en"], table["de"], seed=0)
    old, new = (
        states.compared("centred_gap", like_length=like).metrics["centred_gap"]
        for like in (False, True)
    )
    assert old.p <= 0.01 and old.value.argmax() == 4
    assert new.p > 0.05


def test_spelling_alone_is_there_from_the_start():
    table = datasets.table("sentences")
    found = spelling_only(table["es"], table["fr"], seed=0).compared()
    assert found.hub.verdict == "there from the start"
    assert found.metrics["acc1"].value.min() > 0.2


def test_texts_that_are_spelt_alike_have_states_that_are_alike():
    texts = ["a red dog", "the blue sea", "nine green cats", "tomorrow it rains"]
    states = spelling_only(texts, texts, seed=0)
    cosines = [np.corrcoef(x, y)[0, 1] for x, y in zip(states.x[0], states.y[0], strict=True)]
    apart = np.corrcoef(states.x[0][0], states.y[0][1])[0, 1]
    assert min(cosines) > 0.8 and apart < 0.5
