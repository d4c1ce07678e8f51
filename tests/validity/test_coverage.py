"""Intervals over clusters hold for other clusters: other words, other pictures.

A quick version here; `pytest -m long tests/validity` draws five times as often, and more kinds.
"""

from __future__ import annotations

import numpy as np
import pytest

from semhub.similarity import METRICS, Pair
from semhub.statistics.curve import curve
from tests.validity.coverage import coverage, near_duplicates, new_words, two_slots

LEAST = 0.92


QUICK = [
    *((new_words, 16, name) for name in METRICS),
    *((near_duplicates, 25, name) for name in ("centred_gap", "acc1", "cka")),
]
"""Every metric in one kind of clusters; in the other, one metric of each kind of interval."""


@pytest.mark.parametrize(("draw", "count", "name"), QUICK)
def test_an_interval_over_clusters_holds_for_other_clusters(draw, count, name):
    assert coverage(draw, name, n=96, count=count, runs=100) >= LEAST


@pytest.mark.long
@pytest.mark.parametrize("name", list(METRICS))
@pytest.mark.parametrize("draw", [new_words, near_duplicates, two_slots])
@pytest.mark.parametrize("count", [16, 25])
def test_an_interval_over_clusters_holds_for_other_clusters_in_many_draws(draw, count, name):
    assert coverage(draw, name, n=96, count=count, runs=500) >= LEAST


@pytest.mark.parametrize("name", ["gap", "centred_gap"])
def test_an_interval_over_items_does_not_hold_for_other_clusters(name):
    """So that there is something to mend: near duplicates counted as independent."""
    rng = np.random.default_rng(22)
    truth = np.mean(
        [METRICS[name](Pair(*near_duplicates(rng, 96, 16)[:2])).value for _ in range(200)]
    )
    held = 0
    for run in range(50):
        x, y, _labels = near_duplicates(rng, 96, 16)
        got = curve([METRICS[name](Pair(x, y))], 100, run)
        held += got.low[0] <= truth <= got.high[0]
    assert held / 50 < 0.85
