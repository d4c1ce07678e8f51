"""A push on the planted hub: right where and by as much as known, flat where it must be."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
import torch

from semhub.errors import InputError
from semhub.inputs import Text
from semhub.steering import Choice, Question, direction, steer
from tests.toy_hub import SteerableHub

WIDTH = 256
HUB = 2  # the block at which the two languages meet


@pytest.fixture(scope="module")
def model():
    return SteerableHub(width=WIDTH, meets_at=HUB)


@pytest.fixture(scope="module")
def three_to_five(model):
    return direction(model, Text("a3"), Text("a5"))


def asked(*words: str) -> list[Question]:
    return [Question(Text(word)) for word in words]


CHOICE = Choice("a3", "a5", ("a0", "a1", "a2"))


@pytest.mark.parametrize("layer", [2, 3, 4])
@pytest.mark.parametrize("strength", [0.1, 1.0, 2.0])
def test_behind_the_hub_a_push_found_in_one_language_moves_the_other_by_what_is_known(
    model, three_to_five, layer, strength
):
    result = steer(model, three_to_five, asked("b3"), CHOICE, layer=layer, strength=strength)
    assert result.point.push.change == pytest.approx([2 * strength], abs=1e-5)
    assert result.point.reversed.change == pytest.approx([-2 * strength], abs=1e-5)
    assert result.before == pytest.approx([-1.0], abs=1e-5)


def test_a_push_that_replaces_leaves_nothing_of_what_stood_there(model, three_to_five):
    """In the place of any word's state, the difference alone says: the log-odds are 2 * strength,
    since both meanings have an equal share in it."""
    result = steer(
        model, three_to_five, asked("b3", "b8"), CHOICE, layer=3, strength=0.5, replace=True
    )
    after = result.before + result.point.push.change
    assert after == pytest.approx([1.0, 1.0], abs=1e-5)
    assert result.before + result.point.reversed.change == pytest.approx([-1.0, -1.0], abs=1e-5)


def test_before_the_hub_no_push_changes_anything(model, three_to_five):
    point = steer(model, three_to_five, asked("b3", "a7"), CHOICE, layer=1, strength=0.7).point
    for effect in (point.push, point.reversed):
        assert effect.change == pytest.approx(0, abs=1e-6)
    assert point.random.limit == pytest.approx(0, abs=1e-6)


def test_the_wrong_layer_is_the_farthest_and_flat(model, three_to_five):
    point = steer(model, three_to_five, asked("b3"), CHOICE, layer=4, strength=0.7).point
    assert point.other_layers == (1,)
    assert point.wrong_layer.change == pytest.approx(0, abs=1e-6)


# At a strength of 1 an item becomes another exactly, and rounding decides what a layer before the
# hub takes it for.
@pytest.mark.parametrize("strength", [0.1, 0.9, -0.5])
@pytest.mark.parametrize(
    ("layers", "count"), [((3, 4), 2), ((2, 3, 4), 3), ((2, 4), 2), ((1, 3), 1)]
)
def test_pushes_at_several_layers_behind_the_hub_add_up_and_one_before_it_adds_nothing(
    model, three_to_five, layers, count, strength
):
    point = steer(model, three_to_five, asked("b3"), CHOICE, layer=layers, strength=strength).point
    assert point.push.change == pytest.approx([2 * count * strength], abs=1e-5)
    assert point.reversed.change == pytest.approx([-2 * count * strength], abs=1e-5)


@pytest.mark.parametrize("same", [(3,), [3], range(3, 4), (3, 3), np.int64(3)])
def test_one_layer_in_a_tuple_is_that_layer(model, three_to_five, same):
    questions = asked("b3", "a1", "b5")
    told = [
        steer(
            model, three_to_five, questions, CHOICE, layer=layer, strength=0.7, strengths=(0.5, 2)
        ).to_dict()
        for layer in (3, same)
    ]
    assert told[0] == told[1] and told[1]["layer"] == 3


def test_layers_may_come_in_any_order(model, three_to_five):
    one, other = (
        steer(model, three_to_five, asked("b3"), CHOICE, layer=layers)
        for layers in ((4, 2), (2, 4))
    )
    assert one.to_dict() == other.to_dict() and one.to_dict()["layer"] == [2, 4]


def test_several_wrong_layers_are_the_farthest_and_flat(three_to_five):
    model = SteerableHub(width=WIDTH, n_layers=6, meets_at=3)
    way = direction(model, Text("a3"), Text("a5"))
    point = steer(model, way, asked("b3"), CHOICE, layer=(5, 6), strength=0.4).point
    assert point.other_layers == (1, 2)
    assert point.wrong_layer.change == pytest.approx(0, abs=1e-6)
    assert point.push.change == pytest.approx([1.6], abs=1e-5)


def test_random_pushes_at_several_layers_add_up_as_the_push_itself_does(model, three_to_five):
    """Drawn apart at each layer, they would not: the push would look better for nothing."""
    questions = asked("b3", "a3")
    alone, both = (
        steer(model, three_to_five, questions, CHOICE, layer=layer).point for layer in (3, (3, 4))
    )
    np.testing.assert_allclose(both.random.means, 2 * alone.random.means, atol=1e-5)
    assert both.times_random == pytest.approx(alone.times_random, rel=1e-4)


def test_where_no_layers_are_left_apart_there_is_no_wrong_layer(model, three_to_five):
    result = steer(model, three_to_five, asked("b3"), CHOICE, layer=(1, 2, 3), strengths=(0.5, 1.0))
    for point in (result.point, *result.curve):
        assert (point.wrong_layer, point.other_layers) == (None, ())
    told = json.loads(json.dumps(result.to_dict(), allow_nan=False))
    assert told["layer"] == [1, 2, 3] and told["wrong_layer"] is None


def test_random_directions_stay_below_the_ceiling_that_the_width_sets(model, three_to_five):
    point = steer(model, three_to_five, asked("b3", "a3"), CHOICE, layer=3, strength=1.0).point
    # Half of what the ceiling allows to twice it: 20 draws tell a percentile no better.
    assert 0.5 < point.times_random / (math.sqrt(WIDTH) / 1.96) < 2
    assert abs(point.random.means.mean()) < 0.1
    assert point.random.low <= point.random.means.min() < point.random.means.max()


def test_where_neither_the_push_nor_a_random_one_moves_anything_it_is_no_times_random(
    model, three_to_five
):
    still = steer(model, three_to_five, asked("b3"), CHOICE, layer=3, strength=0.0)
    assert still.point.times_random == 0


def test_an_answer_flips_when_the_push_outweighs_the_state_and_not_before(model, three_to_five):
    flips = [
        steer(model, three_to_five, asked("b3"), CHOICE, layer=3, strength=s).point.push.flips
        for s in (0.49, 0.51)  # the push takes s off one meaning and gives it the other
    ]
    assert flips == [0.0, 1.0]


def test_an_answer_that_was_there_already_cannot_flip(model, three_to_five):
    push = steer(model, three_to_five, asked("b5", "b3"), CHOICE, layer=3).point.push
    assert push.open.tolist() == [False, True] and push.flipped.tolist() == [False, True]
    assert push.flips == 1.0


def test_strength_1_takes_the_state_of_minus_exactly_to_that_of_plus(model, three_to_five):
    """So the answer to `b3` becomes what the answer to `b5` is, for every word."""
    pushed, other = (
        steer(model, three_to_five, asked(word), CHOICE, layer=3, strength=s)
        for word, s in (("b3", 1.0), ("b5", 0.0))
    )
    after = pushed.before + pushed.point.push.change
    np.testing.assert_allclose(after, other.before, atol=1e-5)
    np.testing.assert_allclose(
        model.meaning[3] + torch.from_numpy(three_to_five.push(3, 1.0)), model.meaning[5], atol=1e-5
    )


def test_a_token_outside_the_class_that_becomes_the_likeliest_is_a_change(model):
    """From `a3` to `a9`, which is no word of the choice."""
    away = direction(model, Text("a3"), Text("a9"))
    push = steer(model, away, asked("b3"), Choice("a3", "a5"), layer=3, strength=0.9).point.push
    assert (push.flips, push.strays, push.changes) == (0, 0, 1)


def test_the_curve_and_the_sweep_are_the_points_that_they_are_made_of(model, three_to_five):
    questions = asked("b3", "a3")
    result = steer(
        model, three_to_five, questions, CHOICE,
        layer=3, strength=0.5, strengths=(1.0, 0.5), sweep=(4, 1, 3),
    )  # fmt: skip
    assert [point.strength for point in result.curve] == [0.5, 1.0]
    sweep = result.sweep
    assert (sweep.layers, sweep.strengths) == ([1, 3, 4], [-1.0, -0.5, 0.5, 1.0])
    for row, layer in enumerate(sweep.layers):
        for column, strength in enumerate(sweep.strengths):
            alone = steer(model, three_to_five, questions, CHOICE, layer=layer, strength=strength)
            assert sweep.change[row, column] == pytest.approx(alone.point.push.mean, abs=1e-6)
        alone = steer(model, three_to_five, questions, CHOICE, layer=layer, strength=0.5).point
        assert sweep.limit[row] == pytest.approx(alone.random.limit, abs=1e-6)
        assert sweep.centre[row] == pytest.approx(alone.random.centre, abs=1e-6)
        assert sweep.changed[row, 2] == alone.push.changes
    assert result.curve[1].push.mean == pytest.approx(2, abs=1e-5)


def test_each_question_may_have_a_direction_and_words_of_its_own(model):
    ways = [direction(model, Text(f"a{i}"), Text(f"a{i + 1}")) for i in (2, 6)]
    choices = [Choice("a2", "a3"), Choice("a6", "a7")]
    result = steer(model, ways, asked("b2", "b6"), choices, layer=3, strength=1.0)
    assert result.point.push.change == pytest.approx([2] * 2, abs=1e-5)
    assert result.words == [("a2", "a3"), ("a6", "a7")]


def test_random_directions_of_a_model_pass_the_band_as_seldom(model, three_to_five):
    passed = []
    for seed in range(60):
        null = three_to_five.random(10_000 + seed)
        point = steer(model, null, asked("b3"), CHOICE, layer=3, seed=seed).point
        passed.append(abs(point.times_random) > 1)
    assert 0 <= np.mean(passed) < 0.15


def test_a_single_item_has_no_interval_and_json_says_none(model, three_to_five):
    result = steer(model, three_to_five, asked("b3"), CHOICE, layer=3)
    told = json.loads(json.dumps(result.to_dict(), allow_nan=False))
    assert told["push"]["low"] is None
    assert told["random"]["directions"] == 20 and told["wrong_layer"]["layer"] == 1


def test_progress_ends_where_it_said_it_would(model, three_to_five):
    seen = []
    steer(
        model, three_to_five, asked("b3", "a1"), CHOICE, layer=3,
        strengths=(0.5, 1.0), progress=lambda done, total: seen.append((done, total)),
    )  # fmt: skip
    done, total = zip(*seen, strict=True)
    assert list(done) == sorted(done) and done[-1] == total[-1] and len(set(total)) == 1


@pytest.mark.parametrize("layer", [0, 5, -1])
def test_a_layer_that_is_no_blocks_output_is_refused(model, three_to_five, layer):
    with pytest.raises(InputError, match="block 1 to 4"):
        steer(model, three_to_five, asked("b3"), CHOICE, layer=layer)


@pytest.mark.parametrize(("layers", "what"), [((3, 5), "block 1 to 4"), ((), "at least one")])
def test_layers_that_are_none_are_refused(model, three_to_five, layers, what):
    with pytest.raises(InputError, match=what):
        steer(model, three_to_five, asked("b3"), CHOICE, layer=layers)


def test_another_number_of_choices_than_questions_is_refused(model, three_to_five):
    with pytest.raises(InputError, match="3 prompts and 2 choices"):
        steer(model, three_to_five, asked("a1", "a2", "a3"), [CHOICE, CHOICE], layer=3)


def test_nothing_to_ask_is_refused(model, three_to_five):
    with pytest.raises(InputError, match="at least one prompt"):
        steer(model, three_to_five, [], CHOICE, layer=3)
