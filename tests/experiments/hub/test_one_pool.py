"""The shares of one pool with their intervals."""

from __future__ import annotations

import numpy as np
import pytest

from semhub.experiments.hub.one_pool import one_pool
from semhub.similarity.one_pool import OnePool
from semhub.statistics.curve import jackknife_error, wilson_interval


def spokes(rng, n=40, d=16, noise=0.8):
    z = rng.standard_normal((n, d))
    return {name: z + noise * rng.standard_normal((n, d)) for name in "abc"}


def test_each_spoke_has_both_shares_with_wilsons_interval_and_chance():
    found = spokes(np.random.default_rng(0))
    pooled, pool = one_pool(found), OnePool(found)
    assert list(pooled) == ["a", "b", "c"]
    for name, both in pooled.items():
        for got, expected, chance in (
            (both.meaning, pool.meaning(name), 2 / 119),
            (both.side, pool.side(name), 39 / 119),
        ):
            error = jackknife_error(expected.leave_one_out())
            assert got.value == expected.value
            assert (got.low, got.high) == wilson_interval(expected.value, 40, error)
            assert got.chance == pytest.approx(chance)


@pytest.mark.parametrize("share", ["meaning", "side"])
def test_the_intervals_cover_the_truth(share):
    rng = np.random.default_rng(1)
    runs = [getattr(one_pool(spokes(rng, 30))["a"], share) for _ in range(400)]
    truth = np.mean([run.value for run in runs])
    assert 0.90 <= np.mean([run.low <= truth <= run.high for run in runs]) <= 0.99


def test_too_few_items_have_shares_and_no_interval():
    got = one_pool(spokes(np.random.default_rng(0), n=3))["a"].meaning
    assert np.isfinite(got.value) and np.isnan(got.low) and np.isnan(got.high)
