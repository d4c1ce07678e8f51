"""Scorers read what a continuation says, and say so where it says nothing."""

from __future__ import annotations

import ast

import pytest

from semhub.experiments.scoring import (
    UNREAD,
    argument_count,
    arguments,
    arguments_said,
    first_number,
)

CALLS = (
    "len(data)", "0, len(data)", "1, 1000", "",
    "a[1, 2], {'x': (1, 2)}", "',', \")\"", "f(g(1, 2), 3)",
    "0, n - 1, -1", "'it\\'s', 2", "[x for x in (1, 2)]",
)  # fmt: skip


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("behind", ["):\n  print(i, ", ")", ") + f(1, 2)"])
def test_arguments_are_those_that_python_reads(call, behind):
    asked = ast.parse(f"range({call})", mode="eval").body.args
    found = arguments(call + behind)
    assert [ast.unparse(ast.parse(one, mode="eval")) for one in found] == [
        ast.unparse(one) for one in asked
    ]
    assert argument_count(call + behind) == str(len(asked))


@pytest.mark.parametrize("text", ["", "0, len(data", "0, 'a)", "1, 2]", "a, (b"])
def test_a_call_that_is_not_closed_has_no_arguments(text):
    assert arguments(text) is None
    assert argument_count(text) == arguments_said(text) == UNREAD


@pytest.mark.parametrize(
    "text, number", [(" 12\n13", "12"), ("so 007", "7"), ("none", UNREAD), ("3+1", "3")]
)
def test_the_first_number_is_read(text, number):
    assert first_number(text) == number
