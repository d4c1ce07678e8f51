"""Sums: the question is the sum without its result, in every rendering."""

from __future__ import annotations

import re

import pytest

from semhub.datasets import sums
from semhub.world.renderings.arithmetic import RENDERINGS
from semhub.world.scenes import Sum, held_out

PARSED = [re.fullmatch(r"(\d+) ([+-]) (\d+) = (\d+)", text) for text in sums.columns()["digits"]]


def test_every_row_is_a_sum_that_training_never_shows():
    for found in PARSED:
        left, operation, right, result = found.groups()
        item = Sum(int(left), operation, int(right))
        assert held_out(item) and item.result == int(result)


def test_the_rows_are_what_the_digits_say():
    told = [(item.left, item.operation, item.right, item.result) for item in sums.rows()]
    assert told == [(int(a), sign, int(b), int(c)) for a, sign, b, c in
                    (found.groups() for found in PARSED)]  # fmt: skip


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_a_question_is_the_sum_up_to_its_result(rendering):
    for question, whole in zip(sums.questions()[rendering], sums.columns()[rendering], strict=True):
        rest = whole.removeprefix(question).strip(" .。")
        assert whole.startswith(question) and rest
        assert len(rest.split()) <= 3  # "vingt et un" is the longest result


def test_questions_as_they_are_asked():
    item = Sum(5, "+", 3)
    assert [sums.question(item, name) for name in ("digits", "code", "en", "zh")] == [
        "5 + 3 =", "assert 5 + 3 ==", "Five plus three is", "五加三等于",
    ]  # fmt: skip
