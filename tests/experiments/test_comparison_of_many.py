"""Comparisons of many pairs: what is kept in memory, what changes, and that they say so."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from semhub.experiments.comparison import compare_states
from semhub.experiments.wrong_partners import wrong_partners
from semhub.similarity import METRICS, USUAL, blocks, cka
from semhub.statistics import draws
from semhub.statistics.curve_file import curve_to_dict


def states(layers, n, width=16, seed=0):
    rng = np.random.default_rng(seed)
    shared = rng.standard_normal((layers, n, width))
    return [shared + rng.standard_normal((layers, n, width)) for _side in range(2)]


def compared(x, y, metrics=tuple(METRICS), **options):
    options = {"resamples": 40, "seed": 3} | options
    layers = list(range(len(x)))
    return compare_states(x, y, layers, model="", pool="mean", metrics=metrics, **options)


@pytest.mark.parametrize("entries", [97, 1001])
def test_a_comparison_by_rows_is_that_of_whole_matrices(monkeypatch, entries):
    x, y = states(3, 33)
    wrong = wrong_partners(np.arange(33) % 7, 20, 0)
    whole = compared(x, y, wrong=wrong)
    monkeypatch.setattr(blocks, "WHOLE", 0)
    monkeypatch.setattr(blocks, "ENTRIES", entries)
    by_rows = compared(x, y, wrong=wrong)
    assert by_rows.hub == whole.hub and by_rows.peak == whole.peak
    for name, curve in whole.metrics.items():
        got = by_rows.metrics[name]
        for part, found in curve_to_dict(curve).items():
            np.testing.assert_allclose(getattr(got, part), found, atol=1e-6)


@pytest.mark.parametrize("whole", [0, 10**6], ids=["by rows", "whole"])
def test_more_layers_take_no_more_memory(monkeypatch, whole):
    monkeypatch.setattr(blocks, "WHOLE", whole)
    monkeypatch.setattr(blocks, "ENTRIES", 2**13)

    def most(layers):
        x, y = states(layers, 250)
        tracemalloc.start()
        try:
            compared(x, y, USUAL)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    most(2)  # what is imported once
    assert most(8) / most(2) < 1.5


def test_a_comparison_of_many_says_what_it_does_in_another_way(monkeypatch):
    x, y = states(2, 40)
    assert compared(x, y).notes == ()
    monkeypatch.setattr(cka, "ALL_SHUFFLED", 39)
    monkeypatch.setattr(draws, "MOST_DRAWN", 30)
    found = compared(x, y, ["cka", "gap"], resamples=300)
    fitted, drawn = found.notes
    assert f"null of cka is {cka.FEWER} shuffles in place of 300" in fitted
    assert "draw 30 of the 40 pairs" in drawn
    assert found.to_dict()["notes"] == [fitted, drawn]
    assert set(found.to_dict()["metrics"]["cka"]) == {
        "value", "low", "high", "chance", "null95", "p",
    }  # fmt: skip
    assert compared(x, y, ["gap"], resamples=300).notes == (drawn,)


def test_a_null_of_no_more_shuffles_than_are_made_is_not_fitted(monkeypatch):
    x, y = states(2, 40)
    plain = compared(x, y, ["cka"], resamples=cka.FEWER)
    monkeypatch.setattr(cka, "ALL_SHUFFLED", 39)
    few = compared(x, y, ["cka"], resamples=cka.FEWER)
    assert few.notes == ()
    assert few.metrics["cka"].null95 == pytest.approx(plain.metrics["cka"].null95, abs=1e-6)
    assert few.metrics["cka"].p == plain.metrics["cka"].p


def test_chosen_layers_of_one_metric_are_those_among_all():
    x, y = states(4, 20)
    every = compared(x, y, ["mrr"])
    some = compare_states(
        x, y, [3, 1], model="", pool="mean", metrics=["mrr"], resamples=40, seed=3
    )
    assert some.metrics["mrr"].value.tolist() == every.metrics["mrr"].value[[3, 1]].tolist()
    assert some.hub == every.hub
