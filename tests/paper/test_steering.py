"""Pushed operands and arguments: the record has what greedy continuations say, one by one."""

from __future__ import annotations

import pytest

from semhub.experiments.scoring import first_number
from semhub.paper.arithmetic import LENGTH, _sum_said, operand_steering
from semhub.paper.code import _three, _two, _with_start, argument_steering
from semhub.paper.run import Run
from semhub.paper.setting import AS_PAPER
from semhub.records.part import Part
from semhub.steering import PRESETS, Push, Question, continuation, direction


@pytest.fixture(scope="module")
def sums(nano, memory) -> Part:
    return operand_steering(Run(nano, memory=memory)).parts[0]


def test_an_operand_is_pushed_where_it_stands_and_the_answer_read(nano, sums):
    preset = PRESETS["sum"]
    way = preset.direction(nano)
    layer, strength = sums.data["layer"], sums.data["strengths"][1]
    for k in (0, 3):
        asked = sums.data["prompts"][k]
        place = len(nano.encode([Question(asked.removesuffix(" =")).item])[0]) - 1
        question = Question(asked, places=(place,))
        assert first_number(continuation(nano, question, length=LENGTH).text) == str(
            eval(asked.removesuffix("="))
        )
        push = Push(layer, way.push(layer, strength))
        said = first_number(continuation(nano, question, push, length=LENGTH).text)
        assert sums.data["said"][1][k] == said


def test_only_sums_that_are_right_without_a_push_are_counted_and_the_wish_is_the_next(sums):
    for before, wished in zip(sums.data["before"], sums.data["wished"], strict=True):
        assert int(wished) == int(before) + 1
    assert len(sums.data["before"]) + sums.data["left_out"] == 12


def test_as_in_the_paper_a_sum_is_pushed_behind_its_plus_by_words_one_apart(nano, memory):
    part = operand_steering(Run(nano, AS_PAPER, memory=memory)).parts[0]
    assert part.data["prompts"][0] == "3=1+" and part.data["wished"][0] == "1+1"
    way = direction(nano, "three equals to one plus", "three equals to two plus")
    push = Push(part.data["layer"], way.push(part.data["layer"], 2.0))
    said = continuation(nano, Question("3=1+"), push, length=LENGTH).text
    assert part.data["said"][1][0] == _sum_said(said)


@pytest.mark.parametrize(
    "text, said", [("2+1\n", "2+1"), ("2+11", "2"), ("3", "3"), (" 10+1", "10+1"), ("x", "nothing")]
)
def test_a_sum_is_read_as_the_paper_reads_it(text, said):
    assert _sum_said(text) == said


def test_the_embedded_models_argument_goes_from_two_to_three(nano, memory):
    found = argument_steering(Run(nano, memory=memory))
    (part,) = found.parts
    assert set(part.data["before"]) == {"2"} and set(part.data["wished"]) == {"3"}
    assert max(part.data["turned"]["low"]) > max(part.data["turned_by_random"]["high"])
    assert "writes no range" in found.notes[0]


def test_only_calls_with_one_argument_can_get_another():
    assert _with_start("len(data)") == "0, len(data)"
    assert _with_start("0, len(data)") is _with_start("") is _with_start("nothing") is None
    assert (_two("1"), _two("2"), _three("2"), _three("4")) == ("2", None, "3", None)
