"""The part of a push has the numbers of its result, its controls among them."""

from __future__ import annotations

import numpy as np
import pytest

from semhub.records.part import COLUMNS
from semhub.records.parts import part_of
from semhub.steering import Choice, Question, direction, steer
from tests.toy_hub import SteerableHub


@pytest.fixture(scope="module")
def result():
    toy = SteerableHub()
    return steer(
        toy, direction(toy, "a3", "a5"), [Question("b3"), Question("b3 b3")], Choice("a3", "a5"),
        layer=3, strengths=[0.5, 1.0], sweep=[1, 3],
    )  # fmt: skip


@pytest.fixture(scope="module")
def part(result):
    return part_of(result, "push", asked="b")


def row(part, metric: str, item=None) -> dict:
    (found,) = [r for r in part.rows if r["metric"] == metric and r.get("item") == item]
    return found


def test_every_effect_is_a_row_with_its_interval(result, part):
    assert {key for r in part.rows for key in r} <= set(COLUMNS)
    for kind, effect in (
        ("push", result.point.push),
        ("reversed", result.point.reversed),
        ("other layers", result.point.wrong_layer),
    ):
        found = row(part, f"change in log-odds: {kind}, strength 1")
        assert (found["value"], found["low"], found["high"], found["layer"]) == (
            effect.mean, effect.low, effect.high, 3,
        )  # fmt: skip
    random = row(part, "change in log-odds: random, strength 1")
    assert (random["value"], random["low"]) == (result.point.random.centre, result.point.random.low)


def test_every_prompt_strength_and_layer_has_a_row(result, part):
    each = [
        row(part, "change in log-odds: push, strength 1", one)["value"] for one in ("b3", "b3 b3")
    ]
    np.testing.assert_allclose(each, result.point.push.change)
    assert row(part, "change in log-odds: push, strength 0.5")["value"] == pytest.approx(1.0)
    alone = [r for r in part.rows if r["metric"] == "change in log-odds: push alone, strength 1"]
    assert [(r["layer"], r["value"]) for r in alone] == [
        (1, pytest.approx(result.sweep.change[0, -1])), (3, pytest.approx(2.0)),
    ]  # fmt: skip


def test_the_sentence_says_how_far_and_whether_random_pushes_reach_it(part):
    assert "change by +2.00" in part.sentence and "beyond 95% of random pushes" in part.sentence
    assert "layer 3" in part.sentence and "in b" in part.sentence


def test_a_push_that_does_nothing_is_said_to_do_no_more_than_random_ones():
    toy = SteerableHub()
    found = steer(toy, direction(toy, "a3", "a5"), "b3", Choice("a3", "a5"), layer=1, strength=0.5)
    assert "no more than 95%" in part_of(found, "push").sentence


def test_its_figures_are_those_of_the_page(part):
    assert [one.name for one in part.figures] == [
        "push-shifts", "push-shares", "push-strength", "push-sweep",
    ]  # fmt: skip
