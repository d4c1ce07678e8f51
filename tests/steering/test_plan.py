"""The layers that a push is held against are as far from its own as can be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from semhub.steering.plan import farthest


@given(st.integers(1, 14).flatmap(
    lambda last: st.tuples(st.just(last), st.sets(st.integers(1, last), min_size=1))
))  # fmt: skip
def test_no_other_run_of_layers_is_farther_than_the_wrong_ones(drawn):
    last, layers = drawn[0], sorted(drawn[1])
    found = farthest(layers, last)

    def gap(run) -> int:
        return min(abs(one - other) for one in run for other in layers)

    gaps = [gap(range(k, k + len(layers))) for k in range(1, last - len(layers) + 2)]
    if not any(gaps):
        assert found == ()
    else:
        assert len(found) == len(layers) and found == (*range(found[0], found[-1] + 1),)
        assert gap(found) == max(gaps) > 0


@pytest.mark.parametrize(
    ("layers", "others"),
    [((8,), (1,)), ((6,), (12,)), ((7, 8, 9), (1, 2, 3)), ((5, 6), (11, 12)), ((1, 12), (6, 7))],
)
def test_the_wrong_layers_of_twelve_are(layers, others):
    assert farthest(layers, 12) == others
