"""A result in a notebook: one short line, its chart, its numbers, and a record of it."""

from __future__ import annotations

import pytest

import semhub
from semhub.errors import InputError
from semhub.records.parts import part_of
from tests.records.conftest import comparison


def test_a_result_prints_one_short_line():
    assert len(repr(comparison())) < 300 and "\n" not in repr(comparison())
    assert repr(comparison()).startswith("Comparison(model='toy'")


def test_plot_is_the_chart_of_the_page():
    from semhub.charts.curve import layer_curve

    found = comparison()
    drawn = found.plot("Retrieval", sides=("en", "zh")).to_dict()
    expected = layer_curve(found, "acc1", "en", "zh").to_dict()
    assert drawn["title"] == expected["title"] and drawn["layer"] == expected["layer"]


def test_a_chart_that_is_not_there_is_refused():
    with pytest.raises(InputError, match="no chart “x”"):
        comparison().plot("x")
    with pytest.raises(InputError, match="no layer 7"):
        comparison().plot(layer=7)


def test_to_pandas_has_the_rows_of_the_part():
    found = comparison()
    assert found.to_pandas()["value"].dropna().tolist() == [
        row["value"] for row in part_of(found).rows if row["value"] is not None
    ]


def test_what_is_saved_opens_again(tmp_path):
    found = comparison()
    record = semhub.open(found.save(tmp_path / "one.zip", sides=("en", "zh")))
    assert record.results()["comparison"]["data"] == found.to_dict()
    assert "its items are not in the record" in record.about["notes"][0]


def test_in_a_notebook_it_is_a_sentence_and_a_picture_without_a_script():
    shown = comparison()._repr_html_()
    assert "<svg" in shown and "<script" not in shown and "Retrieval" not in shown.split("<svg")[0]
    assert part_of(comparison()).sentence in shown
