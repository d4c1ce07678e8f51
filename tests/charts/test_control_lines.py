"""Thin lines beneath a curve: all of them are drawn, named once and told on hover."""

from __future__ import annotations

import numpy as np

from semhub.charts import style
from semhub.charts.control_lines import LABELS
from semhub.charts.curve import layer_curve
from semhub.experiments.comparison import Comparison
from semhub.experiments.controls import NAMES, Control
from semhub.statistics.curve import Curve

VALUE = np.array([0.1, 0.5, 0.2])
CURVE = Curve(VALUE, VALUE - 0.01, VALUE + 0.01, 0.01, 0.03, 0.5)
RESULT = Comparison("toy", "mean", 90, [0, 1, 2], {"acc1": CURVE}, ("acc1", 1))


def drawn(controls) -> dict:
    return layer_curve(RESULT, "acc1", "A", "B", controls=controls).to_dict()


def controls(*names: str) -> dict[str, Control]:
    return {
        name: Control(np.array([0.0, 0.05 * k, 0.7]), 90 if k % 2 else 12, "It is one.")
        for k, name in enumerate(names)
    }


def lines(spec: dict) -> dict:
    return next(part for part in spec["layer"] if "strokeDash" in part["encoding"])


def rows(spec: dict) -> list[dict]:
    return spec["datasets"][lines(spec)["data"]["name"]]


def test_every_control_has_a_name():
    assert list(LABELS) == list(NAMES)


def test_every_control_is_a_line_of_its_own_look_and_one_legend_names_it():
    spec = drawn(controls(*NAMES))
    assert len(rows(spec)) == 3 * len(NAMES)
    encoding = lines(spec)["encoding"]
    scales = [encoding[channel]["scale"] for channel in ("color", "strokeDash")]
    assert scales[0]["domain"] == scales[1]["domain"]
    assert len(set(scales[0]["domain"])) == len(NAMES)
    looks = zip(*(map(str, scale["range"]) for scale in scales), strict=True)
    assert len(set(looks)) == len(NAMES)
    assert encoding["color"]["legend"] == encoding["strokeDash"]["legend"]


def test_the_legend_names_how_many_pairs_where_they_are_not_all():
    domain = lines(drawn(controls("wrong_partners", "length")))["encoding"]["color"]["scale"]
    assert domain["domain"] == ["wrong partners (12)", "length alone"]


def test_before_they_come_their_room_is_kept_and_nothing_is_drawn():
    before, after = drawn({}), drawn(controls(*NAMES))
    assert rows(before) == []
    assert before["height"] == after["height"] > drawn(None)["height"]
    assert lines(before)["encoding"]["color"]["scale"]["domain"] == list(LABELS.values())


def test_switched_off_there_is_neither_line_nor_legend():
    assert not any("strokeDash" in part["encoding"] for part in drawn(None)["layer"])


def test_the_axis_reaches_as_high_as_a_control():
    spec = drawn(controls("twin"))
    domain = next(
        part["encoding"]["y"]["scale"]["domain"]
        for part in spec["layer"]
        if "scale" in part["encoding"].get("y", {})
    )
    assert domain[1] > 0.7


def test_the_pointer_is_told_every_control():
    spec = drawn(controls("twin", "words"))
    titles = [shown.get("title") for shown in spec["layer"][-1]["encoding"]["tooltip"]]
    assert titles[-2:] == ["untrained twin", "words alone"]


def test_a_curve_with_controls_is_a_file_too():
    chart = layer_curve(RESULT, "acc1", "A", "B", controls=controls(*NAMES))
    assert "shuffled words" in style.svg(chart)
