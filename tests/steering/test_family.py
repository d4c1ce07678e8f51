"""Controls made of other words of the class: none of them does on a planted hub what the push does,
but for a third word, which does the half that it must."""

from __future__ import annotations

import json

import numpy as np
import pytest

from semhub.errors import InputError
from semhub.inputs import Text, texts
from semhub.steering import CONTROLS, Choice, Family, Question, between, direction, family, steer
from semhub.steering.family import offered
from tests.toy_hub import SteerableHub

FRAMES = ("a8", "a9", "b7")
WORDS = ("a3", "a5", "a0", "a1", "a2", "a6")
"""The push leads from the first to the second."""
CHOICE = Choice(*WORDS[:2], WORDS[2:])


@pytest.fixture(scope="module")
def model():
    return SteerableHub(width=256)


@pytest.fixture(scope="module")
def said():
    """Each word behind other words, which texts of one word do not share."""
    return {word: texts([f"{frame} {word}" for frame in FRAMES]) for word in WORDS}


@pytest.fixture(scope="module")
def known(model, said):
    return family(model, said, pool="mean")


@pytest.fixture(scope="module")
def way(model, said):
    return direction(model, said["a3"], said["a5"], pool="mean", names=("a3", "a5"))


@pytest.fixture(scope="module")
def point(model, way, known):
    questions = [Question(Text("b3")), Question(Text("b3 a3"))]
    return steer(
        model, way, questions, CHOICE, layer=3, strength=1.5, controls=CONTROLS, family=known
    ).point  # fmt: skip


@pytest.mark.parametrize("kind", ["pairs", "span", "states"])
def test_what_is_no_push_to_the_word_does_not_move_its_log_odds(point, kind):
    band = point.others[kind]
    np.testing.assert_allclose(band.change, 0, atol=1e-5)
    assert point.push.mean == pytest.approx(1.5, abs=1e-5)  # words are half of each text's mean
    assert (point.push.flips, band.flips) == (1, 0)


def test_a_push_to_a_third_word_has_half_of_the_effect_and_changes_answers_to_it(point):
    band = point.others["third"]
    assert len(band.change) == len(WORDS) - 2
    np.testing.assert_allclose(band.change, point.push.mean / 2, atol=1e-5)
    assert band.centre == pytest.approx(0.75, abs=1e-5)
    assert (band.flips, band.strays, band.changes) == (0, 1, 1)


@pytest.mark.parametrize("kind", CONTROLS)
def test_every_control_is_as_long_as_the_push_and_each_direction_another(kind, known, way):
    found = known.control(kind, way, 8, seed=1)
    assert len(found) == (4 if kind == "third" else 8)
    for one in found:
        assert np.linalg.norm(one.push(3, 0.7)) == pytest.approx(np.linalg.norm(way.push(3, 0.7)))
    drawn = np.array([one.vectors[3] for one in found])
    if kind != "states":  # texts of different words differ in the same way here
        alike = drawn @ drawn.T - np.eye(len(drawn))
        assert alike.max() < 0.999
    again = known.control(kind, way, 8, seed=1)
    np.testing.assert_array_equal(drawn, [one.vectors[3] for one in again])


def test_pairs_are_the_differences_of_means_of_the_other_words(known, way):
    means = {word: states.mean(axis=1)[3] for word, states in known.states.items()}
    found = known.control("pairs", way, 100, seed=0)
    assert len(found) == 4 * 3
    assert {one.minus for one in found} == {*WORDS[2:]}
    for one in found:
        slow = means[one.plus] - means[one.minus]
        np.testing.assert_allclose(one.vectors[3], slow / np.linalg.norm(slow), atol=1e-5)


def test_the_span_holds_every_mixture_and_nothing_of_the_pushs_own_words(known, way):
    pairs = np.array([one.vectors[3] for one in known.control("pairs", way, 100, seed=0)])
    axes = np.linalg.svd(pairs, full_matrices=False)[2][:3]  # four words differ in three ways
    for one in known.control("span", way, 10, seed=0):
        assert np.linalg.norm(axes @ one.vectors[3]) == pytest.approx(1, abs=1e-4)


def test_states_are_differences_of_two_texts_that_say_the_same_word(known, way):
    found = known.control("states", way, 1000, seed=0)
    assert len(found) == len(WORDS) * 3 * 2
    slow = []
    for states in known.states.values():
        slow += [
            states[3, b] - states[3, a] for a in range(3) for b in range(3) if a != b
        ]  # fmt: skip
    slow = {tuple(np.round(one / np.linalg.norm(one), 3) + 0.0) for one in slow}
    assert {tuple(np.round(one.vectors[3], 3) + 0.0) for one in found} == slow


def test_a_family_gives_the_direction_that_its_texts_give(known, way):
    pair = between(known.states["a3"], known.states["a5"], ("a3", "a5"), way.norms)
    np.testing.assert_allclose(pair.push(3, 1.0), way.push(3, 1.0), atol=1e-6)


def test_each_question_may_have_a_direction_of_its_own_beside_the_same_family(model, known):
    ways = [
        between(known.states[a], known.states[b], (a, b)) for a, b in (("a3", "a5"), ("a6", "a0"))
    ]
    choices = [Choice("a3", "a5", ("a6",)), Choice("a6", "a0", ("a3",))]
    questions = [Question(Text("b3")), Question(Text("b6"))]
    both = steer(model, ways, questions, choices, layer=3, controls=("third",), family=known)
    assert both.point.others["third"].centre == pytest.approx(both.point.push.mean / 2, rel=0.2)


def test_a_control_is_told_in_json_with_how_far_the_push_lies_beyond_it(point):
    told = json.loads(json.dumps(point.to_dict(), allow_nan=False))
    assert [*told["controls"]] == [*CONTROLS]
    assert told["controls"]["third"]["centre"] == pytest.approx(0.75, abs=1e-5)
    assert told["controls"]["pairs"]["flipped"] == 0 and "times" in told["controls"]["pairs"]


def test_what_is_offered_is_what_the_texts_are_enough_for(said):
    two = {word: said[word] for word in WORDS[:2]}
    assert offered(two, "a3", "a5") == ("states",)
    assert offered({word: said[word][:1] for word in WORDS[:3]}, "a3", "a5") == ("third",)
    assert offered(said, "a3", "a5") == CONTROLS
    assert "third" not in offered(said, "a name of one's own", "a5")


@pytest.mark.parametrize(
    ("kind", "words", "sentence"),
    [
        ("pairs", 3, "2 or more other words"),
        ("span", 4, "3 or more other words"),
        ("third", 2, "1 or more other words"),
        ("nonsense", 6, "choose from pairs"),
    ],
)
def test_too_few_words_are_one_sentence(kind, words, sentence, known, way):
    few = Family({word: known.states[word] for word in WORDS[:words]})
    with pytest.raises(InputError, match=sentence):
        few.control(kind, way, 20, seed=0)


def test_one_text_a_word_has_no_differences_of_texts(known, way):
    lone = Family({word: states[:, :1] for word, states in known.states.items()})
    with pytest.raises(InputError, match="two or more on a side"):
        lone.control("states", way, 20, seed=0)


def test_texts_with_the_same_states_are_no_difference(known, way):
    """Else a push that does nothing would count among the controls."""
    twice = {word: states[:, [0, 0, 1]] for word, states in known.states.items()}
    found = Family(twice).control("states", way, 1000, seed=0)
    assert len(found) == len(WORDS) * 4 and all(one.vectors[3].any() for one in found)
    same = {word: states[:, [0, 0]] for word, states in known.states.items()}
    with pytest.raises(InputError, match="different texts"):
        Family(same).control("states", way, 20, seed=0)


def test_a_control_without_a_family_is_refused(model, way):
    with pytest.raises(InputError, match="give a family"):
        steer(model, way, Question(Text("b3")), CHOICE, layer=3, controls=("pairs",))
