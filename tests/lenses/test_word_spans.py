"""Equal words side by side become one stretch, and no position or second is lost."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from semhub.lenses.word_spans import stretches


def test_equal_neighbours_are_one_stretch_with_their_mean_strength():
    found = stretches(["a", "a", "b", "a"], np.array([0.2, 0.4, 0.9, 1.0]), 0.5)
    assert [(s.word, s.first, s.last, s.start, s.end) for s in found] == [
        ("a", 0, 1, 0.0, 1.0),
        ("b", 2, 2, 1.0, 1.5),
        ("a", 3, 3, 1.5, 2.0),
    ]
    assert [s.strength for s in found] == pytest.approx([0.3, 0.9, 1.0])


@given(st.lists(st.sampled_from("ab"), min_size=1, max_size=60), st.floats(0.01, 0.5))
def test_stretches_cover_every_position_once_and_the_whole_time(words, step):
    found = stretches(words, np.ones(len(words)), step)
    assert [s.word for s in found for _ in range(s.first, s.last + 1)] == words
    assert found[0].start == 0 and found[-1].end == pytest.approx(len(words) * step)
    for left, right in pairwise(found):
        assert left.word != right.word
        assert (left.last + 1, left.end) == (right.first, right.start)


def test_a_run_of_one_word_is_cut_where_it_begins_to_stand_above_its_floor():
    strengths, floors = np.array([0.2, 0.3, 0.6, 0.7]), np.full(4, 0.5)
    found = stretches(["dog"] * 4, strengths, 0.5, strengths > floors, floors)
    assert [(s.first, s.last, s.claimed, s.floor) for s in found] == [
        (0, 1, False, 0.5), (2, 3, True, 0.5),
    ]  # fmt: skip
