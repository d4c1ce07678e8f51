"""Programs: each line is Python, and its hard negative differs from it in one place."""

from __future__ import annotations

import ast

from semhub import datasets

TABLE = datasets.table("programs")
PAIRS = list(zip(TABLE["code"], TABLE["changed"], strict=True))


def differences(a: object, b: object) -> int:
    """In how many smallest subtrees two syntax trees differ."""
    if type(a) is not type(b):
        return 1
    if isinstance(a, ast.AST):
        return sum(differences(getattr(a, f, None), getattr(b, f, None)) for f in a._fields)
    if isinstance(a, list):
        if len(a) != len(b):
            return 1
        return sum(differences(left, right) for left, right in zip(a, b, strict=True))
    return int(a != b)


def test_there_are_sixty_programs_and_more_in_nine_languages():
    assert len(PAIRS) >= 60
    assert set(TABLE) == {"en", "es", "fr", "de", "zh", "ja", "ru", "ar", "hi", "code", "changed"}


def test_no_two_programs_or_descriptions_are_the_same():
    for name in set(TABLE) - {"changed"}:
        assert len(set(TABLE[name])) == len(PAIRS)


def test_every_program_is_one_line_of_python():
    for pair in PAIRS:
        for line in pair:
            assert "\n" not in line
            ast.parse(line)


def test_a_hard_negative_differs_in_exactly_one_place():
    assert [pair for pair in PAIRS if differences(*map(ast.parse, pair)) != 1] == []


def test_no_direction_mark_is_left_in_a_description():
    assert not any(
        mark in text for texts in TABLE.values() for text in texts for mark in "\u200e\u200f"
    )
