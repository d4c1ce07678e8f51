"""The band is where most pairs meet: planted layers are found again, and nothing where none is."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest

from semhub.experiments.comparison import Comparison
from semhub.experiments.hub import Cell, hub_of
from semhub.experiments.hub.band import band, longest_runs
from semhub.experiments.meeting import meeting
from semhub.statistics.curve import Curve
from tests.experiments.hub.planted import PlantedBand, spokes

LETTERS = "abcd"


def cell(value, influence=0.0, rows="rows", n=1000):
    """A cell whose items are found this often at layers 0, 1, ..., above every null."""
    value = np.array(value, dtype=float)
    curve = Curve(
        value, value - 0.01, value + 0.01, chance=0.0, null95=-1.0, p=0.01,
        influence=(np.broadcast_to(influence, (len(value), n)),),
    )  # fmt: skip
    layers = list(range(len(value)))
    comparison = Comparison("toy", "mean", n, layers, {"acc1": curve}, ("acc1", 0), meeting(curve))
    return Cell("a", "b", rows, comparison, curve)


@pytest.mark.parametrize("metric", ["acc1", "centred_gap", "cka"])
@pytest.mark.parametrize(("first", "last"), [(2, 4), (1, 5), (3, 5)])
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


def test_what_meets_and_stays_is_no_band():
    found = hub_of(PlantedBand(LETTERS, first=3, last=6), spokes(LETTERS)).band
    assert found.layers == [] and found.share.max() == 0


def test_a_layer_is_in_the_band_from_four_pairs_of_five_on():
    four = [cell([0, 1, 1, 0])] * 4 + [cell([0, 0, 1, 0])]
    assert band(four).share.tolist() == [0.0, 0.8, 1.0, 0.0]
    assert band(four).layers == [1, 2]
    three = [cell([0, 1, 1, 0])] * 3 + [cell([0, 0, 1, 0])] * 2
    assert band(three).layers == [2]


def test_of_two_runs_of_layers_the_longest_is_the_band_and_the_first_of_equals():
    assert band([cell([0, 1, 0, 1, 1, 0, 1, 1, 0])]).layers == [3, 4]


def test_a_band_whose_items_all_agree_has_ends_that_are_sure():
    found = band([cell([0, 1, 1, 0])])
    assert (found.first.low, found.first.high, found.last.low, found.last.high) == (1, 1, 2, 2)
    assert found.found == 1.0


def test_a_layer_that_hangs_on_some_of_the_items_widens_the_interval_of_its_end():
    # Layer 1 barely stands above both ends, and half of the items hold it up.
    influence = np.zeros((4, 10))
    influence[1] = np.repeat([0.3, -0.3], 5)
    found = band([cell([0, 0.25, 1, 0], influence=influence, n=10)])
    assert found.first.layer == 1
    assert (found.first.low, found.first.high) == (1, 2)
    assert (found.last.low, found.last.high) == (2, 2)


def test_pairs_on_the_same_rows_are_drawn_together_and_others_apart():
    half = np.zeros((3, 10))
    half[1] = np.repeat([0.3, -0.3], 5)
    on_edge = dict(value=[0, 0.2, 0], n=10)
    one = band([cell(influence=half, **on_edge)], resamples=5000).found
    assert 0.1 < one < 0.9
    both = [cell(influence=half, **on_edge)] * 2
    assert band(both, resamples=5000).found == one
    opposite = [cell(influence=half, **on_edge), cell(influence=-half, **on_edge)]
    # Both only where five are drawn of each half: the rows are the same.
    assert band(opposite, resamples=5000).found == pytest.approx(comb(10, 5) / 2**10, abs=0.03)
    apart = [cell(influence=half, rows=rows, **on_edge) for rows in ("one", "two")]
    assert band(apart, resamples=5000).found == pytest.approx(one**2, abs=0.03)


def test_pairs_without_an_interval_are_not_counted():
    nothing = np.full(3, np.nan)
    curve = Curve(nothing, nothing, nothing, np.nan, np.nan, np.nan)
    told = cell([0, 1, 0])
    untold = Cell("a", "b", "rows", told.comparison, curve)
    assert band([untold, told]).pairs == 1
    assert band([untold, told]).layers == [1]
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
