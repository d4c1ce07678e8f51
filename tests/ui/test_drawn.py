"""A chart that is drawn again is not made again."""

from __future__ import annotations

import gc

import altair as alt
import numpy as np
import pandas as pd
import pyarrow as pa

from semhub.ui.shared import cached
from semhub.ui.shared.drawn import _pages, drawn, of_page

_calls: list[int] = []


def _points(values: np.ndarray, *, name: str = "a") -> alt.Chart:
    _calls.append(1)
    rows = pd.DataFrame({name: values.astype(float)})
    return alt.Chart(rows).mark_point().encode(x=f"{name}:Q").properties(title=name, height=200)


def test_the_same_arguments_give_the_same_chart_and_others_another():
    cached.clear()
    _calls.clear()
    first = drawn(_points, np.arange(3.0), name="b")
    assert drawn(_points, np.arange(3.0), name="b") is first
    assert len(_calls) == 1
    assert drawn(_points, np.arange(4.0), name="b") is not first
    assert drawn(_points, np.arange(3.0), name="c") is not first


def test_a_page_gets_what_altair_writes_with_its_data_as_tables():
    chart = _points(np.array([1.0, 2.5]))
    spec = of_page(chart)
    whole = chart.to_dict()
    assert spec["encoding"] == whole["encoding"]
    ((name, rows),) = whole["datasets"].items()
    assert isinstance(spec["datasets"][name], pa.Table)
    assert spec["datasets"][name].to_pylist() == rows


def test_what_one_page_does_to_its_specification_no_other_sees():
    chart = _points(np.arange(3.0))
    of_page(chart)["encoding"]["x"]["field"] = "another"
    assert of_page(chart)["encoding"]["x"]["field"] == "a"


def test_what_pages_need_of_a_chart_goes_with_it():
    chart = _points(np.arange(3.0))
    of_page(chart)
    key = id(chart)
    assert key in _pages
    del chart
    gc.collect()
    assert key not in _pages
