"""Continuations turn where the toy's closed form says so, and random pushes turn none."""

from __future__ import annotations

import numpy as np
import pytest

from semhub.errors import InputError
from semhub.experiments.turned import RANDOM_DIRECTIONS, turned
from semhub.steering import Question, direction
from tests.sentences import assert_one_sentence
from tests.toy_hub import SteerableHub

TOY = SteerableHub()
ASKED = [Question(f"b{k} a1") for k in range(3, 8)] + [Question("a5")]
STRENGTHS = (0.25, 0.75, 1.0)


def wish(said: str) -> str | None:
    return "a2" if said == "a1" else None


def found(questions=ASKED, strengths=STRENGTHS, layer: int = 3):
    way = direction(TOY, "a1", "a2")
    return turned(
        TOY, questions, [way] * len(questions), [wish] * len(questions), str,
        layer=layer, strengths=strengths, length=1,
    )  # fmt: skip


def test_a_push_turns_answers_beyond_half_of_the_difference():
    result = found()
    assert (result.n, result.left_out) == (5, 1)
    assert result.shares["turned"].value.tolist() == [0, 1, 1]
    assert result.shares["unchanged"].value.tolist() == [1, 0, 0]
    assert result.best == 1 and result.said[1] == ["a2"] * 5


def test_random_pushes_as_long_turn_none():
    result = found()
    assert np.shape(result.random) == (RANDOM_DIRECTIONS, 3, 5)
    assert result.by_chance.value.tolist() == [0, 0, 0] and result.clear


def test_before_the_meaning_is_there_a_push_that_does_not_reach_it_turns_none():
    result = found(strengths=(0.25,), layer=1)
    assert result.shares["turned"].value.tolist() == [0] and not result.clear


def test_the_three_outcomes_add_up_to_all():
    assert sum(band.value for band in found().shares.values()).tolist() == [1, 1, 1]


def test_two_runs_are_the_same():
    assert found().to_dict() == found().to_dict()


def test_answers_that_cannot_be_turned_are_one_sentence():
    with pytest.raises(InputError, match="choose another model") as caught:
        found(ASKED[2:])
    assert_one_sentence(str(caught.value))
