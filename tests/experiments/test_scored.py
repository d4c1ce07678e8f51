"""Continuations under pushes are those of `continuation`, and score what they say."""

from __future__ import annotations

import numpy as np
import pytest

from semhub.errors import InputError
from semhub.experiments.judging import by_words
from semhub.experiments.scored import KINDS, scored
from semhub.records.parts import part_of
from semhub.steering import Push, Question, continuation, direction
from tests.toy_hub import SteerableHub

SCORE = by_words(["a3"], ["a5"])


@pytest.fixture(scope="module")
def toy():
    return SteerableHub()


@pytest.fixture(scope="module")
def found(toy):
    return scored(
        toy, direction(toy, "a3", "a5"), [Question("b3"), Question("b7")], SCORE,
        layer=3, length=3,
    )  # fmt: skip


def test_words_are_counted_whole_and_the_score_is_their_balance():
    assert SCORE("a5 a5 a3 a7") == pytest.approx(1 / 3)
    assert SCORE("a35 xa5") == 0
    assert by_words(["bad"], ["good"])("Good, BAD. good") == pytest.approx(1 / 3)


def test_without_spaces_a_longer_word_is_not_counted_as_a_shorter_one():
    assert by_words(["难看"], ["看", "好"], spaced=False)("真难看") == -1


def test_on_the_planted_hub_the_push_turns_what_is_said_and_no_control_does(found):
    """b3 goes on as a3, and behind the push as a5; b7 says neither, and a push of one natural
    difference leaves it a tie that it does not lose."""
    assert tuple(found.scores) == KINDS
    assert [one[:, 0].tolist() for one in found.scores.values()] == [[-1], [1], [-1], [-1] * 4]
    assert found.said["push"][0] == "a5 a5 a5" and found.said["no push"][0] == "a3 a3 a3"
    assert found.change("push").value == pytest.approx(
        (found.scores["push"] - found.scores["no push"]).mean()
    )


def test_every_kind_of_push_is_as_one_continuation_alone(toy, found):
    way = direction(toy, "a3", "a5")
    vectors = {
        "push": way.push(3, 1),
        "reversed": -way.push(3, 1),
        "random": way.random(0).push(3, 1),
    }
    for kind, vector in vectors.items():
        alone = [continuation(toy, one, Push(3, vector), length=3).text for one in ("b3", "b7")]
        assert found.said[kind] == alone
        np.testing.assert_allclose(found.scores[kind][0], [SCORE(text) for text in alone])


def test_seeds_draw_each_run_anew_and_the_same_again(toy):
    way, asked = direction(toy, "a3", "a5"), [Question("b3")]
    runs = [
        scored(toy, way, asked, SCORE, layer=3, length=3, seeds=(1, 2), directions=1)
        for _ in range(2)
    ]
    assert runs[0].to_dict() == runs[1].to_dict()
    assert runs[0].scores["push"].shape == (2, 1)


def test_its_part_has_every_mean_change_and_prompt(found):
    rows = {(row["metric"], row.get("item")): row for row in part_of(found, "said").rows}
    change = rows["change in score: push", None]
    assert change["value"] == found.change("push").value
    assert rows["score: push", "b3"]["value"] == 1 and rows["score: no push", "b3"]["value"] == -1


def test_nothing_to_go_on_with_is_refused(toy):
    with pytest.raises(InputError, match="at least one prompt"):
        scored(toy, direction(toy, "a3", "a5"), [], SCORE, layer=3)
