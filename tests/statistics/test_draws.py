"""Draws of some of many items, scaled to all of them."""

from __future__ import annotations

import numpy as np
import pytest

from semhub.similarity import METRICS, Pair
from semhub.statistics import draws
from semhub.statistics.curve import curve
from semhub.statistics.excess import Measured, over_first
from semhub.statistics.influence import drawn_errors
from tests.similarity.sides import gaussian_sides


@pytest.fixture
def few_drawn(monkeypatch):
    monkeypatch.setattr(draws, "MOST_DRAWN", 100)


def test_up_to_the_most_all_are_drawn_and_above_as_many():
    n = draws.MOST_DRAWN
    assert (draws.drawn_items(n), draws.scale_of_draws(n)) == (n, 1)
    assert (draws.drawn_items(4 * n), draws.scale_of_draws(4 * n)) == (n, 0.5)
    assert draws.note_of_draws(n) is None
    assert f"{n:,} of the {4 * n:,} pairs" in draws.note_of_draws(4 * n)


@pytest.mark.parametrize("name", ["gap", "centred_gap"])
def test_intervals_from_some_of_the_items_are_as_wide_as_from_all(name, monkeypatch):
    pair = Pair(*gaussian_sides(np.random.default_rng(0), 400, 8, 1.0))
    whole = curve([METRICS[name](pair)], 3000, 0)
    monkeypatch.setattr(draws, "MOST_DRAWN", 100)
    some = curve([METRICS[name](pair)], 3000, 0)
    assert some.value == whole.value
    width = (whole.high - whole.low)[0]
    assert (some.high - some.low)[0] == pytest.approx(width, rel=0.1)
    assert some.low[0] == pytest.approx(whole.low[0], abs=0.1 * width)
    assert some.low[0] != whole.low[0]


def test_errors_drawn_of_some_of_the_items_spread_as_those_of_all(few_drawn):
    rng = np.random.default_rng(0)
    influence = rng.standard_normal((2, 400))
    influence -= influence.mean(1, keepdims=True)
    errors = drawn_errors((influence,), 4000, 0)
    np.testing.assert_allclose(errors.std(0), influence.std(1) / 20, rtol=0.05)


def test_an_excess_of_many_items_has_the_interval_of_all(few_drawn):
    rng = np.random.default_rng(0)
    influence = rng.standard_normal((2, 400))
    influence -= influence.mean(1, keepdims=True)
    found = over_first(Measured(np.array([0.1, 0.4]), influence), resamples=4000)
    wide = 2 * 1.96 * np.std(influence[1] - influence[0]) / 20
    assert found.high[1] - found.low[1] == pytest.approx(wide, rel=0.06)
