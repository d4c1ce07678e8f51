"""The charts of several lenses, and of the words that led: what they say and what they mark."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from semhub.charts import style
from semhub.charts.lens.leading_words import leading_words, leading_words_frame
from semhub.charts.lens.rows import lens_rows, lens_rows_frame
from semhub.inputs import Text
from semhub.lenses.leading_words import LeadingWords
from semhub.lenses.reading import read
from tests.toy import PlantedHub


@pytest.fixture
def readings():
    logit = read(PlantedHub(meets_at=2), Text("b7 b3"))
    return [logit, replace(logit, kind="jacobian")]


def agree(*cells: tuple[int, int]) -> dict:
    same = np.zeros((5, 2), dtype=bool)
    for cell in cells:
        same[cell] = True
    return {("logit", "jacobian"): same}


def test_each_cell_of_each_lens_names_the_lenses_that_it_agrees_with(readings):
    frame = lens_rows_frame(readings, agree((1, 0)))
    assert len(frame) == 2 * 5 * 2
    marked = frame[frame["agrees"] != ""]
    assert set(zip(marked["lens"], marked["agrees"], strict=True)) == {
        ("logit", "Jacobian lens"), ("jacobian", "logit lens"),
    }  # fmt: skip
    assert (marked["layer"] == 1).all() and (marked["position"] == 0).all()


def test_the_last_layer_where_both_are_one_does_not_count_as_agreement(readings):
    chart = lens_rows(readings, agree((4, 0), (4, 1), (0, 0)))
    where, shares = chart.title.subtitle
    assert "layers 0 to 3" in where and shares == "logit lens and Jacobian lens 12%"  # 1 of 8


@pytest.fixture
def found():
    scores = np.array([[0.6, 0.1], [0.7, 0.2], [0.1, 0.9]])
    return LeadingWords(["pig", " pork"], scores, [[0, 1], [2]], 3)


def test_the_answer_is_the_word_that_led_and_was_dropped(readings, found):
    chart = leading_words(found, readings[0], 1)
    assert "“b3”" in chart.title.text
    assert "“pig” led at layers 0 to 1 (up to 0.70) and not at the end" in chart.title.subtitle
    assert "3 more" in chart.title.subtitle


def test_the_rows_say_where_a_word_led(found):
    frame = leading_words_frame(found, "probability")
    assert frame[frame["led"]]["word"].tolist() == ["pig", "pig", " pork"]
    assert frame["probability"].tolist() == [0.6, 0.7, 0.1, 0.1, 0.2, 0.9]


def test_both_charts_are_drawn_to_a_file(readings, found):
    for chart in (
        lens_rows(readings, agree((1, 0))),
        leading_words(found, readings[0], 0),
    ):
        assert "<svg" in style.svg(chart)
