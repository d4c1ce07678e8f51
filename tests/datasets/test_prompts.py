"""Prompts: each breaks off where the words that are asked for could stand."""

from __future__ import annotations

import pytest

from semhub.datasets import logic, prompts
from semhub.world.scenes import Sum, held_out

ALL = (
    prompts.list_commas, prompts.arguments, prompts.world_arguments, prompts.sums_result_first,
    prompts.sums_result_last, prompts.after_commas, prompts.roles,
)  # fmt: skip


@pytest.mark.parametrize("made", ALL, ids=lambda made: made.__name__)
def test_prompts_differ_end_in_no_space_and_hold_three_kinds_of_words(made):
    found = made()
    assert len({prompt.text for prompt in found}) == len(found) >= 20
    for prompt in found:
        assert prompt.text == prompt.text.strip()
        words = (prompt.meaning, prompt.surface, *prompt.others)
        assert len(set(words)) == len(words) >= 3


def test_the_missing_term_is_the_answer():
    for prompt in prompts.sums_result_first():
        result, term = prompt.text.rstrip("+").split("=")
        assert int(term) + int(prompt.surface) == int(result)
        assert prompts.number_words(int(prompt.surface), "en") == prompt.meaning
    assert prompts.Prompt("8=5+", "three", "3", tuple(
        word for word in ("zero", "one", "two", "four", "five", "six", "seven", "eight", "nine")
    )) in prompts.sums_result_first()  # fmt: skip


def test_the_embedded_models_sums_were_never_shown_and_are_right():
    for prompt in prompts.sums_result_last():
        left, operation, right, _ = prompt.text.split()
        item = Sum(int(left), operation, int(right))
        assert held_out(item) and item.result == int(prompt.surface)


def test_all_that_the_line_says_but_the_answer_stands_in_the_list():
    for prompt in prompts.world_arguments():
        line, _, listed = prompt.text.partition(" → ")
        assert prompt.surface in line and prompt.surface not in listed
        assert prompt.meaning not in prompt.others


def test_behind_a_comma_the_next_element_stands_as_in_the_list():
    for prompt in prompts.after_commas():
        assert f"{prompt.text} {prompt.surface}" in prompts.LISTS


def test_where_a_list_opens_nothing_stands_in_it():
    for prompt in prompts.list_openings():
        assert prompt.text[-1] in "[(" and "," not in prompt.text
        assert any(text.startswith(prompt.text) for text in prompts.LISTS)


def test_another_word_of_the_class_can_be_asked_for():
    for prompt in prompts.swapped_for(prompts.list_commas(), "or"):
        assert prompt.meaning == "or" and "and" in prompt.others and "or" not in prompt.others


def test_a_role_is_asked_for_before_a_name_and_is_the_one_of_its_logical_form():
    table = logic.columns()
    for prompt in prompts.roles():
        row = next(
            k
            for k, told in enumerate(table["en"])
            if told.startswith(f"{prompt.text} {prompt.surface}")
        )
        form = table["form"][row]
        variable = form.partition(f", {prompt.surface})")[0].rpartition("name(")[2]
        assert (
            f"{prompt.meaning}(e1, {variable})" in form
            or f"{prompt.meaning}(e2, {variable})" in form
        )
    assert {prompt.meaning for prompt in prompts.roles()} == set(prompts.ROLES)
