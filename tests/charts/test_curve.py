"""Nothing that is written in a curve's chart stands on anything else in it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from semhub.charts.curve import layer_curve
from semhub.experiments.comparison import Comparison
from semhub.statistics.curve import Curve


def chart(value, *, width=0.01, chance=0.005, null95=0.03):
    value = np.asarray(value, float)
    curve = Curve(value, value - width, value + width, chance, null95, 0.5)
    layers = list(range(len(value)))
    result = Comparison("toy", "mean", 200, layers, {"acc1": curve}, ("acc1", 0))
    return layer_curve(result, "acc1", "A", "B").to_dict()


def words(spec, start: str) -> tuple[dict, dict]:
    """The mark of the words that start so, and the row of data that it draws."""
    for layer in spec["layer"]:
        rows = spec["datasets"][layer["data"]["name"]]
        if layer["mark"]["type"] == "text" and rows[0]["text"].startswith(start):
            return layer["mark"], rows[0]
    raise AssertionError(start)


def place(spec) -> tuple[str, float, float]:
    """The end at which the words for chance and null stand, and from where to where they reach."""
    mark, row = words(spec, "grey")
    channels = [layer["encoding"].get("y", {}) for layer in spec["layer"]]
    low, high = next(y["scale"]["domain"] for y in channels if "scale" in y)
    return mark["align"], row["label"], row["label"] + 0.08 * (high - low)


@pytest.mark.parametrize("peak", [0, 1, 9, 10])
def test_on_a_flat_curve_the_words_for_chance_stand_at_the_end_without_the_peak(peak):
    value = np.full(11, 0.02)
    value[peak] = 0.03
    end, bottom, _top = place(chart(value))
    assert end == ("right" if peak < 5 else "left")
    assert bottom == 0.03


def test_words_that_a_curve_crosses_at_both_ends_stand_above_it():
    value = [0.05, 0.06, 0.05, 0.05, 0.09, 0.05, 0.05, 0.06, 0.05, 0.05, 0.06]
    _end, bottom, _top = place(chart(value, width=0.02, null95=0.05))
    assert bottom == pytest.approx(0.08)


@settings(max_examples=40, deadline=None)
@given(arrays(float, 11, elements=st.floats(0, 1)), st.floats(0.01, 0.6))
def test_no_curve_runs_through_the_words_for_chance(value, null95):
    end, bottom, top = place(chart(value, null95=null95))
    covered = value[-4:] if end == "right" else value[:4]
    assert not ((covered > bottom) & (covered < top)).any()


@pytest.mark.parametrize(("peak", "align"), [(0, "left"), (15, "center"), (32, "right")])
def test_the_peaks_name_stays_inside_the_chart(peak, align):
    value = np.full(33, 0.2)
    value[peak] = 0.6
    assert words(chart(value), "60 of 100")[0]["align"] == align
