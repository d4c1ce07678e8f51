"""Charts of a push: every item is a dot, and no chart is without its controls."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from semhub.charts.steering.shares import shares, shares_frame
from semhub.charts.steering.shifts import PICK, shifts
from semhub.charts.steering.strength import strength_curve, strength_frame
from semhub.charts.steering.sweep import sweep_frame, sweep_map
from semhub.charts.style import png
from semhub.steering import Band, Effect, Point, Steering, Sweep

N, DIRECTIONS, CENTRE = 5, 20, 0.4
BEFORE = np.column_stack([np.full(N, 2.0), np.zeros(N)])


def effect(*change: float) -> Effect:
    """Each item's log-odds rise by `change`."""
    after = BEFORE + np.column_stack([np.zeros(N), np.array(change)])
    return Effect.of(BEFORE, after, np.array([False] * (N - 1) + [True]))


def point(strength: float, layers=(3,), others=(1,)) -> Point:
    spread = CENTRE + np.linspace(-1, 1, DIRECTIONS)[:, None, None] * np.ones((1, N, 1))
    after = BEFORE + np.concatenate([np.zeros_like(spread), strength * spread], axis=2)
    return Point(
        layers=layers,
        strength=strength,
        push=effect(*(strength * np.array([4, 4, 4, 4, -1]))),
        reversed=effect(*[-2 * strength] * N),
        wrong_layer=effect(*[0.1 * strength] * N) if others else None,
        other_layers=others,
        random=Band.of(BEFORE, after, np.ones((DIRECTIONS, N), dtype=bool)),
    )


@pytest.fixture
def result() -> Steering:
    sweep = Sweep(
        layers=[1, 2, 3], strengths=[-1.0, 1.0], change=np.array([[0, 0], [-1, 1], [-2, 3.0]]),
        flipped=np.array([[0, 0], [0, 0.5], [0, 0.8]]), wrong_way=np.full((3, 2), 0.2),
        changed=np.full((3, 2), 0.9), centre=np.array([0.0, 0.2, -0.3]),
        limit=np.array([0.1, 0.5, 0.9]), limit_strength=1.0,
    )  # fmt: skip
    return Steering(
        model="toy", minus="dog", plus="cat", labels=[f"item {k} مرحبا" for k in range(N)],
        words=[("dog", "cat")] * N, before=np.full(N, -2.0), point=point(1.0),
        curve=(point(0.5), point(1.0)), sweep=sweep,
    )  # fmt: skip


def rows(chart) -> list[dict]:
    """The largest of a chart's tables."""
    return max(chart.to_dict()["datasets"].values(), key=len)


def said(chart) -> str:
    return chart.to_dict()["title"]["subtitle"]


def test_every_item_is_a_dot_under_the_push_and_under_each_of_its_controls(result):
    found = rows(shifts(result, 0))
    by_kind = {row["kind"]: [] for row in found}
    for row in found:
        by_kind[row["kind"]].append(row["change"])
    assert {kind: len(changes) for kind, changes in by_kind.items()} == {
        "push": N, "reversed": N, "layer 1 instead": N, "20 random": N * DIRECTIONS,
    }  # fmt: skip
    assert by_kind["push"] == [4, 4, 4, 4, -1]


def test_the_share_that_moved_the_wrong_way_is_stated(result):
    assert said(shifts(result, 0)).startswith("1 of 5 moved the wrong way (20%); mean change +3.00")


def test_a_dot_that_is_clicked_gives_its_item_and_the_chosen_one_is_ringed(result):
    spec = shifts(result, 3).to_dict()
    [pick] = spec["params"]
    assert (pick["name"], pick["select"]["fields"]) == (PICK, ["item"])
    ring = [row for data in spec["datasets"].values() for row in data if len(data) == 1]
    assert [row["item"] for row in ring if "item" in row] == [3]


def test_no_strength_is_no_change_and_each_strength_has_its_random_band(result):
    frame = strength_frame(result)
    assert not frame[frame["strength"] == 0][["value", "low", "high"]].to_numpy().any()
    bands = frame[frame["kind"] == "random"].set_index("strength")
    for one in result.curve:
        assert tuple(bands.loc[one.strength, ["low", "high"]]) == (one.random.low, one.random.high)
    assert "at 0.5" in said(strength_curve(result, 0.5)).lower()
    assert "reversed −1.00, layer 1 instead +0.05;" in said(strength_curve(result, 0.5))


def test_the_grey_band_lies_around_its_own_centre_and_the_centre_is_drawn(result):
    band = result.point.random
    assert band.centre == pytest.approx(CENTRE)
    [drawn] = [
        rows_[0] for rows_ in shifts(result, 0).to_dict()["datasets"].values() if "low" in rows_[0]
    ]
    assert drawn["centre"] == band.centre
    assert (drawn["low"] + drawn["high"]) / 2 == pytest.approx(CENTRE)
    assert "95% of random pushes: 0.40 ± " in said(shifts(result, 0))
    frame = strength_frame(result)
    middle = frame[(frame["kind"] == "random") & (frame["strength"] == 1.0)]
    assert middle["value"].item() == pytest.approx(CENTRE)
    dashed = [
        layer for layer in strength_curve(result, 1.0).to_dict()["layer"]
        if layer["mark"]["type"] == "line" and "strokeDash" in layer["mark"]
    ]  # fmt: skip
    assert len(dashed) == 1 and "around 0.40" in said(strength_curve(result, 1.0))


def test_answers_that_changed_at_all_are_parted_by_what_they_became(result):
    """Under the push of 4 nats four flip, and the fifth says something else first."""
    frame = shares_frame(result.point).set_index(["kind", "became"])["share"]
    assert frame["push"].tolist() == pytest.approx([0.8, 0, 0.2])
    assert frame["20 random"].tolist() == pytest.approx([0, 0, 1])
    assert frame["reversed"].tolist() == pytest.approx([0, 0, 0.2])
    assert said(shares(result)) == (
        "Pushed, 80% become the intended word and 100% change at all; under random pushes 0% and "
        "100%"
    )


def test_where_no_answer_could_change_no_bar_is_drawn(result):
    before = np.column_stack([np.zeros(N), np.ones(N)])
    there = Effect.of(before, before, np.zeros(N, dtype=bool))
    band = Band.of(before, np.stack([before] * 2), np.zeros((2, N), dtype=bool))
    point_ = replace(result.point, push=there, reversed=there, wrong_layer=None, random=band)
    assert not shares_frame(point_)["share"].any()
    assert "Every answer is the intended word" in said(shares(replace(result, point=point_)))


def test_another_control_takes_the_place_of_random_pushes_on_every_chart(result):
    band = replace(result.point.random, change=result.point.random.change[:1] + 5)
    both = replace(result.point, others={"third": band})
    other = replace(result, point=both, curve=(both,))
    assert {"1 to a third"} <= {row["kind"] for row in rows(shifts(other, 0, "third"))}
    for chart in (
        shifts(other, 0, "third"), shares(other, "third"), strength_curve(other, 1.0, "third")
    ):  # fmt: skip
        assert "pushes to a third word" in said(chart) and "random" not in said(chart)
        assert "nan" not in said(chart) and png(chart).startswith(b"\x89PNG")


def steering(result: Steering, *layers: tuple[int, ...]) -> Steering:
    """The same with a push at these layers, and wrong ones at others."""
    return replace(
        result, point=point(1.0, *layers), curve=(point(0.5, *layers), point(1.0, *layers))
    )


def test_several_layers_are_named_as_a_run(result):
    several = steering(result, (7, 8, 9), (1, 2, 3))
    kinds = [row["kind"] for row in rows(shifts(several, 0))]
    assert [*dict.fromkeys(kinds)][2] == "layers 1 to 3 instead"
    chart = strength_curve(several, 0.5)
    assert "layers 1 to 3 instead +0.05;" in said(chart)
    assert "strength at each of layers 7 to 9" in json.dumps(chart.to_dict())
    assert "strength at layer 3 " in json.dumps(strength_curve(result, 0.5).to_dict())


def test_where_there_is_no_wrong_layer_none_is_drawn(result):
    without = steering(result, (1, 2, 3), ())
    kinds = {row["kind"] for row in rows(shifts(without, 0))}
    assert kinds == {"push", "reversed", "20 random"}
    assert {*strength_frame(without)["kind"]} == {"push", "reversed", "random"}
    assert "reversed −1.00; grey: random pushes, " in said(strength_curve(without, 0.5))
    for chart in (shifts(without, 0), strength_curve(without, 0.5)):
        assert png(chart).startswith(b"\x89PNG")


def test_a_cell_is_a_layer_and_strength_and_the_last_row_is_the_random_limit(result):
    frame = sweep_frame(result.sweep)
    cell = frame[(frame["layer"] == 3) & (frame["row"] == "1")]
    assert (cell["value"].item(), cell["said"].item(), cell["flipped"].item()) == (3, "+3.0", 0.8)
    assert frame["row"].iloc[-1] == "random 1"
    assert frame[frame["row"] == "random 1"]["value"].tolist() == [0.1, 0.5, 0.9]
    assert [*dict.fromkeys(frame["row"])] == ["1", "reversed 1", "random 1"]


def test_the_best_cell_is_told_beside_what_random_pushes_reach_there(result):
    answer = said(sweep_map(result.sweep, N, (2,), 1.0))
    assert answer.startswith("Most at layer 3, 1 natural difference: +3.00 nats, 80% as intended")
    assert "90% changed at all" in answer and "−0.30 ± 0.90" in answer and "5 items" in answer


def test_a_cell_that_was_not_swept_is_not_framed(result):
    framed, not_framed = (
        json.dumps(sweep_map(result.sweep, N, (2,), s).to_dict()) for s in (1.0, 0.3)
    )
    assert '"row": "1"}]' in framed and '"row": "0.3"' not in not_framed


def test_every_layer_that_is_pushed_is_framed(result):
    data = sweep_map(result.sweep, N, (2, 3), 1.0).to_dict()["datasets"].values()
    assert [{"layer": 2, "row": "1"}, {"layer": 3, "row": "1"}] in data


def test_a_single_item_has_charts_without_an_interval(result):
    one = np.array([[2.0, 0.0]])
    alone = Effect.of(one, np.array([[2.0, 3.0]]), np.array([True]))
    band = Band.of(one, np.stack([one] * 20), np.zeros((20, 1), dtype=bool))
    lone = Point((3,), 1.0, alone, alone, alone, (1,), band)
    single = Steering("toy", "a", "b", ["x"], [("a", "b")], one[:, 1], lone, (lone,))
    assert "mean change +3.00 nats" in said(shifts(single, 0))
    assert "nan" not in said(strength_curve(single, 1.0))
    for chart in (shifts(single, 0), strength_curve(single, 1.0)):
        assert png(chart).startswith(b"\x89PNG")


def test_charts_of_a_push_can_be_saved(result):
    for chart in (
        shifts(result, 0),
        shares(result),
        strength_curve(result, 1.0),
        sweep_map(result.sweep, N, (1,), 1),
    ):
        assert png(chart).startswith(b"\x89PNG")
