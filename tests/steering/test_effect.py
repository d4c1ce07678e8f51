"""A push on the planted hub: right where and by as much as known, flat where it must be."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from semhub.errors import InputError
from semhub.inputs import Text
from semhub.steering import Choice, Effect, Question, RandomBand, direction, steer
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
@pytest.mark.parametrize("strength", [0.1, 1.0])
def test_behind_the_hub_a_push_found_in_one_language_moves_the_other_by_what_is_known(
    model, three_to_five, layer, strength
):
    result = steer(model, three_to_five, asked("b3"), CHOICE, layer=layer, strength=strength)
    assert result.point.push.change == pytest.approx([strength * math.sqrt(2)], abs=1e-5)
    assert result.point.reversed.change == pytest.approx([-strength * math.sqrt(2)], abs=1e-5)
    assert result.before == pytest.approx([-1.0], abs=1e-5)


def test_before_the_hub_no_push_changes_anything(model, three_to_five):
    point = steer(model, three_to_five, asked("b3", "a7"), CHOICE, layer=1, strength=1.0).point
    for effect in (point.push, point.reversed):
        assert effect.change == pytest.approx(0, abs=1e-6)
    assert point.random.limit == pytest.approx(0, abs=1e-6)


def test_the_wrong_layer_is_the_farthest_and_flat(model, three_to_five):
    point = steer(model, three_to_five, asked("b3"), CHOICE, layer=4, strength=1.0).point
    assert point.other_layer == 1
    assert point.wrong_layer.change == pytest.approx(0, abs=1e-6)


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
        for s in (0.70, 0.72)  # the push takes s / sqrt(2) off one meaning and gives it the other
    ]
    assert flips == [0.0, 1.0]


def test_an_answer_that_was_there_already_cannot_flip(model, three_to_five):
    push = steer(model, three_to_five, asked("b5", "b3"), CHOICE, layer=3).point.push
    assert push.open.tolist() == [False, True] and push.flipped.tolist() == [False, True]
    assert push.flips == 1.0


def test_the_curve_and_the_sweep_are_the_points_that_they_are_made_of(model, three_to_five):
    questions = asked("b3", "a3")
    result = steer(
        model, three_to_five, questions, CHOICE,
        layer=3, strength=0.5, strengths=(1.0, 0.5), layers=(4, 1, 3),
    )  # fmt: skip
    assert [point.strength for point in result.curve] == [0.5, 1.0]
    sweep = result.sweep
    assert (sweep.layers, sweep.strengths) == ([1, 3, 4], [-1.0, -0.5, 0.5, 1.0])
    for row, layer in enumerate(sweep.layers):
        for column, strength in enumerate(sweep.strengths):
            alone = steer(model, three_to_five, questions, CHOICE, layer=layer, strength=strength)
            assert sweep.change[row, column] == pytest.approx(alone.point.push.mean, abs=1e-6)
        limit = steer(model, three_to_five, questions, CHOICE, layer=layer, strength=0.5)
        assert sweep.limit[row] == pytest.approx(limit.point.random.limit, abs=1e-6)
    assert result.curve[1].push.mean == pytest.approx(math.sqrt(2), abs=1e-5)


def test_each_question_may_have_a_direction_and_words_of_its_own(model):
    ways = [direction(model, Text(f"a{i}"), Text(f"a{i + 1}")) for i in (2, 6)]
    choices = [Choice("a2", "a3"), Choice("a6", "a7")]
    result = steer(model, ways, asked("b2", "b6"), choices, layer=3, strength=1.0)
    assert result.point.push.change == pytest.approx([math.sqrt(2)] * 2, abs=1e-5)
    assert result.words == [("a2", "a3"), ("a6", "a7")]


def test_a_random_direction_passes_the_band_in_one_case_of_twenty():
    rng = np.random.default_rng(0)
    before = np.zeros((3, 2))
    passed = []
    for _ in range(4000):
        pushes = rng.standard_normal(21)
        after = np.zeros((20, 3, 2))
        after[:, :, 1] = pushes[:20, None]
        passed.append(abs(pushes[20]) > RandomBand.of(before, after).limit)
    assert np.mean(passed) == pytest.approx(0.05, abs=0.012)


def test_random_directions_of_a_model_pass_the_band_as_seldom(model, three_to_five):
    passed = []
    for seed in range(60):
        null = three_to_five.random(10_000 + seed)
        point = steer(model, null, asked("b3"), CHOICE, layer=3, seed=seed).point
        passed.append(abs(point.push.mean) > point.random.limit)
    assert 0 <= np.mean(passed) < 0.15


def test_the_share_that_moved_the_wrong_way_and_the_interval_are_over_items():
    before = np.zeros((4, 2))
    after = np.array([[0.0, 1.0], [0.0, 2.0], [0.0, -1.0], [0.0, 2.0]])
    effect = Effect.of(before, after)
    assert effect.wrong_way == 0.25 and effect.mean == 1.0
    assert -1 <= effect.low < 1.0 < effect.high <= 2


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


def test_another_number_of_choices_than_questions_is_refused(model, three_to_five):
    with pytest.raises(InputError, match="3 prompts and 2 choices"):
        steer(model, three_to_five, asked("a1", "a2", "a3"), [CHOICE, CHOICE], layer=3)


def test_nothing_to_ask_is_refused(model, three_to_five):
    with pytest.raises(InputError, match="at least one prompt"):
        steer(model, three_to_five, [], CHOICE, layer=3)
