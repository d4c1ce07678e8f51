"""The band is where most pairs meet: planted layers are found again, and nothing where none is."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest

from semhub.comparison import Comparison
from semhub.hub import Cell, hub_of
from semhub.hub.band import band, longest_runs
from semhub.statistics import Curve
from tests.hub.planted import PlantedBand, spokes

LETTERS = "abcd"


def cell(low, null95=0.5, influence=0.0, rows="rows", n=10):
    """A cell with these lower ends at layers 0, 1, ...; a value is 0.1 above its lower end."""
    low = np.array(low, dtype=float)
    curve = Curve(low + 0.1, low, low + 0.2, chance=0.0, null95=null95, p=0.01)
    layers = list(range(len(low)))
    comparison = Comparison("toy", "mean", n, layers, {"acc1": curve}, ("acc1", 0))
    return Cell("a", "b", rows, comparison, np.broadcast_to(influence, (len(low), n)))


@pytest.mark.parametrize("metric", ["acc1", "centred_gap", "cka"])
@pytest.mark.parametrize(("first", "last"), [(2, 4), (1, 5), (3, 6)])
def test_planted_layers_are_found_again(metric, first, last):
    model = PlantedBand(LETTERS, first=first, last=last)
    found = hub_of(model, spokes(LETTERS), metric=metric, resamples=300).band
    assert found.layers == list(range(first, last + 1))
    assert found.first.layer == first and found.last.layer == last
    assert found.first.low <= first <= found.first.high
    assert found.last.low <= last <= found.last.high
    assert found.found == 1.0 and found.pairs == 6


@pytest.mark.parametrize("metric", ["acc1", "centred_gap"])
def test_without_a_hub_the_band_is_empty(metric):
    found = hub_of(PlantedBand(LETTERS, exact=""), spokes(LETTERS), metric=metric).band
    assert found.layers == [] and found.first is None and found.last is None
    assert found.share.max() < 0.5 and found.found < 0.05


def test_pairs_that_meet_are_no_band_while_most_do_not():
    model = PlantedBand("abcd", exact="ab")
    found = hub_of(model, spokes("abcd")).band
    assert found.layers == []
    np.testing.assert_allclose(found.share[2:5], 1 / 6, atol=1e-9)


def test_a_layer_is_in_the_band_from_four_pairs_of_five_on():
    four = [cell([0, 1, 1])] * 4 + [cell([0, 0, 1])]
    assert band(four).share.tolist() == [0.0, 0.8, 1.0]
    assert band(four).layers == [1, 2]
    three = [cell([0, 1, 1])] * 3 + [cell([0, 0, 1])] * 2
    assert band(three).layers == [2]


def test_what_just_reaches_its_null_does_not_stand_above_it():
    assert band([cell([0.5, 0.51])]).layers == [1]


def test_of_two_runs_of_layers_the_longest_is_the_band_and_the_first_of_equals():
    assert band([cell([1, 0, 1, 1, 0, 1, 1])]).layers == [2, 3]


def test_a_band_whose_items_all_agree_has_ends_that_are_sure():
    found = band([cell([0, 1, 1, 0])])
    assert (found.first.low, found.first.high, found.last.low, found.last.high) == (1, 1, 2, 2)


def test_a_layer_that_hangs_on_some_of_the_items_widens_the_interval_of_its_end():
    # At layer 1 the lower end is barely above the null, and half of the items hold it up.
    influence = np.zeros((4, 10))
    influence[1] = np.repeat([0.3, -0.3], 5)
    found = band([cell([0, 0.51, 1, 0], influence=influence)])
    assert found.first.layer == 1
    assert (found.first.low, found.first.high) == (1, 2)
    assert (found.last.low, found.last.high) == (2, 2)


def test_the_share_of_draws_with_a_band_is_the_binomial_probability():
    # The pair is above its null if more of the drawn items are of the first half than not.
    influence = np.repeat([0.3, -0.3], 5)[None]
    found = band([cell([0.5 - 1e-9], influence=influence)], resamples=20_000)
    assert found.layers == []
    more = sum(comb(10, k) for k in range(6, 11)) / 2**10
    assert found.found == pytest.approx(more, abs=0.015)


def test_pairs_on_the_same_rows_are_drawn_together_and_others_apart():
    half = np.repeat([0.3, -0.3], 5)[None]
    both = band([cell([0.5 - 1e-9], influence=half)] * 2, resamples=5000)
    opposite = [cell([0.5 - 1e-9], influence=half), cell([0.5 - 1e-9], influence=-half)]
    assert band(opposite, resamples=5000).found == 0  # never both, since the rows are the same
    apart = [cell([0.5 - 1e-9], influence=half, rows=rows) for rows in ("one", "two")]
    one = band(apart[:1], resamples=5000).found
    assert both.found == one
    assert band(apart, resamples=5000).found == pytest.approx(one**2, abs=0.02)


def test_pairs_without_an_interval_are_not_counted():
    untold = cell([np.nan, np.nan], influence=np.nan)
    assert band([untold, cell([0, 1])]).pairs == 1
    assert band([untold, cell([0, 1])]).layers == [1]
    assert band([untold]).pairs == 0 and band([untold]).layers == []


def test_the_longest_run_is_that_of_a_loop():
    inside = np.random.default_rng(0).random((300, 7)) < 0.6
    for row, (begin, end) in zip(inside, longest_runs(inside), strict=True):
        text = "".join("x" if here else "." for here in row)
        longest = max(text.split("."), key=len)
        if longest:
            assert (begin, end) == (text.index(longest), text.index(longest) + len(longest) - 1)
        else:
            assert (begin, end) == (-1, -1)
