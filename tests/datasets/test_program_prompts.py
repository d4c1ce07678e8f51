"""Prompts of programs: every comma of a list and no other; every argument at its own start."""

from __future__ import annotations

import pytest

from semhub.datasets.program_prompts import call_arguments, list_commas


def ends(prompts, code: str) -> list[str]:
    """What of the code is behind each prompt's text."""
    assert all(code.startswith(prompt.text) for prompt in prompts)
    return [code[len(prompt.text) :].lstrip()[:3] for prompt in prompts]


@pytest.mark.parametrize(
    "code, behind",
    [
        ("x = [1, 20, 3]", [", 2", ", 3"]),
        ("f(a, b)", []),
        ("x = (1, 2)", []),
        ("y = x[1, 2]", []),
        ("return_ = {'a': [f(1, 2), 'b, c']}", [", '"]),
        ("x = [1, 2,\n  ]", [", 2"]),
        ("for a in [1, 2]: pass", [", 2"]),
        ("x = [[1], [é, ü]]", [", [", ", ü"]),
    ],
)
def test_only_commas_between_items_of_a_list_are_asked_about(code, behind):
    assert ends(list_commas(code), code) == [part[:3] for part in behind]


def test_behind_a_comma_the_next_token_stands():
    (one,) = list_commas("x = [a,\n  -b]", behind=True)
    assert (one.text, one.surface) == ("x = [a,", "-")


def test_arguments_are_asked_about_in_their_order_and_by_their_place():
    code = "é = range(n)\nx = range(0, len(é), step)\ny = sum(*a)\nz.sum(b)\n"
    found = call_arguments(code)
    assert [(one.meaning, one.surface) for one in found] == [
        ("end", "n"), ("start", "0"), ("end", "len"), ("object", "é"),
    ]  # fmt: skip
    assert ends(found, code) == ["n)\n", "0, ", "len", "é),"]
    assert all({one.meaning, one.surface}.isdisjoint(one.others) for one in found)
