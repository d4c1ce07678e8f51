"""The figures of pushes in every spoke: what is counted, and what is left out."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

import semhub
from semhub.datasets.world_spokes import opening, rendered_scenes, words
from semhub.evaluation.figures.steering import LAYER, STRENGTH, steering_figure, value_states
from semhub.evaluation.steering import main
from semhub.steering import Choice, Family, Question, between, steer


@pytest.fixture(scope="module")
def model():
    return semhub.load("semhub-nano")


@pytest.fixture(scope="module")
def states(model):
    return value_states(model, "thing", seed=3)


def test_a_figure_is_that_of_pushes_from_each_items_own_value(model, states, monkeypatch):
    """With two animals to choose from, what an item is pushed to needs no draw."""
    pair = {"duck": states["duck"], "frog": states["frog"]}
    items = [one for one in rendered_scenes("zh") if one[0].thing in pair][:6]
    said = words("zh", "thing")
    ways = {a: between(pair[a], pair[b], (a, b)) for a, b in (("duck", "frog"), ("frog", "duck"))}
    other = {"duck": "frog", "frog": "duck"}
    questions = [Question(item, opening("zh", "thing")) for _, item in items]
    choices = [Choice(said[s.thing], said[other[s.thing]], by="beginning") for s, _ in items]
    point = steer(
        model, [ways[s.thing] for s, _ in items], questions, choices,
        layer=LAYER, strength=STRENGTH, seed=3, controls=("pairs", "third"),
        family=Family(states),
    ).point  # fmt: skip

    monkeypatch.setattr(
        "semhub.evaluation.figures.steering.words",
        lambda *_: {value: said[value] for value in pair},
    )
    found = steering_figure(model, "zh", "thing", items, states, 3)
    assert found.change == pytest.approx(point.push.mean)
    assert found.limit == pytest.approx(point.random.limit)
    assert found.centre == pytest.approx(point.random.centre)
    assert found.times_random == pytest.approx(point.times_random)
    assert found.changed.n == found.flipped.n and found.changed.value == point.push.changes
    assert found.random_changed == point.random.changes
    pairs = point.others["pairs"]
    assert found.times_pairs == pytest.approx((point.push.mean - pairs.centre) / pairs.single)
    assert found.third == pytest.approx(point.others["third"].centre)
    lengths = [ways[s.thing].lengths[LAYER] for s, _ in items]
    assert found.natural == pytest.approx(sum(lengths) / len(lengths))
    assert found.flipped.n == point.push.open.sum()
    assert found.right.n == len(items)


def test_an_item_whose_word_begins_as_another_is_left_out(model, states):
    """A Chinese owl begins with a cat."""
    items = [
        one for one in rendered_scenes("zh") if one[0].thing in ("cat", "owl", "duck", "frog")
    ][:12]
    found = steering_figure(model, "zh", "thing", items, states, 3)
    cats = sum(scene.thing in ("cat", "owl") for scene, _ in items)
    assert 0 < found.left_out == cats and found.right.n == 12 - cats


def test_the_command_tells_the_spokes_it_is_asked_of_and_refuses_too_few_rows(capsys, monkeypatch):
    assert main(["--rows", "4"]) == 2
    assert capsys.readouterr().err.startswith("--rows")
    monkeypatch.setattr("semhub.evaluation.figures.steering.SPOKES", ("code", "sound"))
    assert main(["--rows", "5", "--json", "-"]) == 0
    figures = json.loads(capsys.readouterr().out)["figures"]
    asked = [(figure["spoke"], figure["slot"]) for figure in figures]
    assert asked == [("code", "thing"), ("code", "colour"), ("code", "mood"), ("sound", "thing")]
    assert all(0 <= figure["flipped"]["value"] <= 1 for figure in figures)


def test_where_nothing_could_change_the_command_asks_for_more_rows(
    capsys, monkeypatch, model, states
):
    items = [one for one in rendered_scenes("zh") if one[0].thing == "duck"][:6]
    nothing = steering_figure(model, "zh", "thing", items, states, 3)
    nothing = replace(nothing, random_flips=float("nan"))
    monkeypatch.setattr("semhub.evaluation.steering.steering_figures", lambda *_: [nothing])
    assert main(["--rows", "5", "--json", "-"]) == 2
    assert capsys.readouterr().err.strip().endswith("ask for more.")
