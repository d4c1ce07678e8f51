"""The chart of held-out figures: a dot a figure, and what falls short is said and marked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from semhub.charts.media.held_out import right_words, right_words_answer, right_words_frame
from semhub.charts.style import png
from semhub.evaluation.held_out_words import HeldOut, Point

NAMES = {"en": "English", "zh": "Chinese", "es": "Spanish"}


def point(slot: str, language: str | None, value: float, target=None, kind="image") -> Point:
    return Point(kind, slot, language, value, value - 0.05, value + 0.05, 40, 0.125, target)


SEEN = HeldOut("image", "en", 200, 7, (
    point("thing", None, 0.42, 0.6), point("colour", None, 0.74, 0.6),
    point("thing", "en", 0.82), point("colour", "zh", 0.92, 0.9),
    point("colour", "es", 0.16), point("place", "es", 0.15),
))  # fmt: skip
AGAIN = replace(SEEN, rows=40, seed=8, points=(point("thing", None, 0.55), *SEEN.points[1:]))


def datasets(chart) -> list[list[dict]]:
    return list(chart.to_dict()["datasets"].values())


def texts(chart) -> list[str]:
    """What is written into the plot."""
    return [row["text"] for data in datasets(chart) for row in data if row.get("text")]


def test_every_figure_is_a_dot_beside_the_others_of_its_word():
    frame = right_words_frame(SEEN, None, NAMES)
    assert len(frame) == len(SEEN.points)
    assert list(dict.fromkeys(frame["place"])) == ["thing", "colour", "place"]
    rows = max(datasets(right_words(SEEN, None, names=NAMES)), key=len)
    places = {"thing": 0, "colour": 1, "place": 2}
    assert all(abs(row["x"] - places[row["place"]]) < 0.4 for row in rows)
    assert len({row["x"] for row in rows}) == len(rows)


def test_what_falls_short_is_told_with_its_target_and_marked():
    first = right_words_answer(SEEN, None, NAMES)[0]
    assert first == "Short of the target: thing read at its patches 0.42 [0.37, 0.47], target 0.60"
    assert {"target", "0.42"} <= set(texts(right_words(SEEN, None, names=NAMES)))


def test_where_nothing_falls_short_that_is_told():
    good = replace(SEEN, points=SEEN.points[1:4])
    assert right_words_answer(good, None, NAMES) == [
        "All 2 targets are reached: colour read at its patches; colour continued in Chinese",
        "All 3 are better than a guess; 200 scenes of seed 7",
    ]  # fmt: skip
    assert "0.74" not in texts(right_words(good, None, names=NAMES))


def test_what_may_be_a_guess_is_told():
    second = right_words_answer(SEEN, None, NAMES)[1]
    assert second == (
        "May be no better than a guess: colour, place continued in Spanish; 200 scenes of seed 7"
    )


def test_what_was_measured_again_is_hollow_and_stands_beside_what_is_recorded():
    chart = right_words(SEEN, AGAIN, names=NAMES)
    assert right_words_answer(SEEN, AGAIN, NAMES)[2] == (
        "Hollow: measured again, 40 scenes of seed 8; the intervals overlap in 5 of 6"
    )
    rows = max(datasets(chart), key=len)
    pairs = [(row["x"], row["measured"]) for row in rows if row["way"] == "continued in English"]
    (old, _), (new, _) = sorted(pairs, key=lambda pair: pair[1], reverse=True)
    assert [when for _, when in sorted(pairs)] == ["recorded", "again"] and new > old
    filled = [layer["mark"]["filled"] for layer in chart.to_dict()["layer"]
              if layer["mark"]["type"] == "point"]  # fmt: skip
    assert filled == [True, False]


def test_a_call_has_a_place_of_its_own():
    heard = HeldOut("audio", "en", 9, 1, (
        point("thing", None, 0.9, 0.6, "speech"), point("thing", "en", 0.8, kind="speech"),
        point("thing", "en", 0.7, kind="sound"),
    ))  # fmt: skip
    frame = right_words_frame(heard, None, NAMES)
    assert list(frame["place"]) == ["thing", "thing", "thing, of its call"]
    assert list(frame["way"]) == ["read in speech", "continued in English", "continued in English"]


@pytest.mark.parametrize("again", [None, AGAIN])
def test_the_chart_can_be_saved(again):
    assert png(right_words(SEEN, again, names=NAMES)).startswith(b"\x89PNG")
