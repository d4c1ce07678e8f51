"""A result in a notebook: one short line, its chart, its numbers, and a record of it."""

from __future__ import annotations

import numpy as np
import pytest

import semhub
from semhub.errors import InputError
from semhub.experiments.hard_negatives import Contrast
from semhub.experiments.next_word import NextWord
from semhub.experiments.turned import Turned
from semhub.records.parts import KINDS, part_of
from semhub.statistics.band import Band
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


def test_every_result_has_its_faces_without_a_word_of_context():
    import inspect
    from importlib import import_module

    for kind in set(KINDS.values()):
        _, _, *context = inspect.signature(
            import_module(f"semhub.records.parts.{kind}").part
        ).parameters.values()
        assert all(one.default is not one.empty for one in context), kind


def test_a_contrast_a_next_word_and_a_turned_answer_are_drawn_alone():
    def band() -> Band:
        return Band(np.array([0.4, 0.9]), np.array([0.3, 0.8]), np.array([0.5, 1.0]))

    nearer = Contrast(
        9, [0, 1], {"right": band(), "far": band()}, {("right", "far"): band()},
        {("right", "far"): 9},
    )  # fmt: skip
    words = {kind: band() for kind in ("meaning", "surface", "others")}
    turned = Turned("m", "five", "six", ["a", "b"], 1, [1.0], ["8"] * 2, ["9"] * 2,
                    [["8", "9"]], [[["8"] * 2]], 0)  # fmt: skip
    for one in (nearer, NextWord("m", "logit", 9, 0, words, band(), band(), 0.5), turned):
        assert "<svg" in one._repr_html_() and len(one.to_pandas())
    assert "Layer 1" in nearer._repr_html_().split("<svg")[0]
