"""Charts of hard negatives and next words: every curve with its interval, and what was counted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from semhub.charts.hard_negatives import COLOURS, contrast_answer, contrast_curve
from semhub.charts.lens.next_word import next_word_answer, next_word_curve, two_words_curve
from semhub.charts.series import Series, series_curve
from semhub.charts.style import png
from semhub.datasets.partners import SUM_NAMES
from semhub.datasets.variants import NAMES
from semhub.experiments.hard_negatives import Contrast
from semhub.experiments.next_word import NextWord
from semhub.statistics.band import Band


def band(*values: float) -> Band:
    value = np.array(values)
    return Band(value, value - 0.1, value + 0.1)


KINDS = {"right": band(0.2, 0.9), "changed": band(0.2, 0.5), "strangers": band(0, 0)}
LABELS = {"right": "its own partner", "changed": "one meaning changed", "strangers": "other rows"}
TOLD = Contrast(
    40, [0, 1], KINDS, {("right", "changed"): band(0.5, 0.8)}, {("right", "changed"): 40}
)


def rows(chart, field: str) -> list[list]:
    """The values of `field` for each curve, in the order of the data."""
    spec = chart.to_dict()
    [data] = spec["datasets"].values()
    names = list(dict.fromkeys(row["series"] for row in data))
    return [[row[field] for row in data if row["series"] == name] for name in names]


def test_every_kind_has_its_curve_and_its_interval():
    chart = contrast_curve(TOLD, LABELS, question="?", layer=1)
    for field in ("value", "low", "high"):
        assert rows(chart, field) == [getattr(kind, field).tolist() for kind in KINDS.values()]


def test_a_kind_keeps_its_colour_and_strangers_are_dashed():
    chart = contrast_curve(TOLD, LABELS, question="?", layer=1)
    scales = chart.to_dict()["layer"][1]["encoding"]
    colour = scales["color"]["scale"]
    expected = [(LABELS[kind], COLOURS[kind]) for kind in KINDS]
    assert list(zip(colour["domain"], colour["range"], strict=True)) == expected
    assert scales["strokeDash"]["scale"]["range"] == [[1, 0], [1, 0], [6, 4]]


def test_the_subtitle_says_how_many_items_prefer_their_partner():
    title = contrast_curve(TOLD, LABELS, question="Is it?", layer=1).to_dict()["title"]
    assert title["text"] == "Is it?"
    assert title["subtitle"] == contrast_answer(TOLD, LABELS, 1) == (
        "Layer 1: “its own partner” is nearer than “one meaning changed” for 0.80 [0.70, 0.90] of "
        "40 items; chance 0.50"
    )  # fmt: skip


def test_every_kind_that_there_is_has_a_colour():
    assert {"right", "strangers", *NAMES, *SUM_NAMES} <= set(COLOURS)


@pytest.fixture
def next_word() -> NextWord:
    logs = {"meaning": band(-9, -2, -3), "surface": band(-8, -7, -1), "others": band(-9, -9, -9)}
    return NextWord("a/model", "logit", 24, 2, logs, band(0.1, 0.9, 0.2), band(0.1, 0.7, 0.8), 0.04)


def test_the_best_layer_is_sought_before_the_last(next_word):
    names = dict.fromkeys(next_word.log_probability, "")
    names = {name: name for name in names}
    title = next_word_curve(next_word, names, "Which?").to_dict()["title"]
    assert title["subtitle"] == [
        "The meaning's word leads its class most at layer 1: in 0.70 [0.60, 0.80] of 24 prompts; "
        "chance 0.04",
        "It is ahead of the surface's word most at layer 1: in 0.90 [0.80, 1.00]",
    ]


def test_each_share_is_told_at_the_layer_where_it_is_largest(next_word):
    crossing = replace(next_word, right=band(0.7, 0.1, 0.8), ahead=band(0, 0.71, 0.2))
    leads, ahead = next_word_answer(crossing)
    assert "most at layer 0: in 0.70" in leads and "most at layer 1: in 0.71" in ahead
    _, never = next_word_answer(replace(next_word, ahead=band(0, 0, 0.9)))
    assert never == "It is ahead of the surface's word at no layer before the last"


def test_a_share_that_is_larger_at_another_layer_is_told_too():
    assert contrast_answer(TOLD, LABELS, 0).endswith("chance 0.50; most at layer 1: 0.80")


def test_meaning_surface_and_others_each_have_their_curve(next_word):
    names = {name: name.upper() for name in next_word.log_probability}
    chart = next_word_curve(next_word, names, "Which?")
    assert rows(chart, "value") == [[-9, -2, -3], [-8, -7, -1], [-9, -9, -9]]


def test_two_words_after_one_prompt_are_two_curves_and_no_evidence():
    logs = {"three": np.array([-9.0, -1.0, -2.0]), "3": np.array([-8.0, -5.0, -0.1])}
    chart = two_words_curve(logs, "8=5+")
    assert rows(chart, "value") == [[-9, -1, -2], [-8, -5, -0.1]]
    assert chart.to_dict()["title"]["subtitle"] == (
        "Layer 1: “three” is ahead; one prompt: no interval, so no evidence yet"
    )


def test_the_scale_holds_all_that_is_drawn_and_room_above_it():
    chart = series_curve([(Series("a", "red"), band(-1, 1))], question="", answer="", axis="x")
    low, high = chart.to_dict()["layer"][1]["encoding"]["y"]["scale"]["domain"]
    assert low < -1.1 and high > 1.1


def test_curves_become_a_picture():
    chart = contrast_curve(TOLD, LABELS, question="Is it?", layer=1)
    assert png(chart).startswith(b"\x89PNG")
