"""The grammar of logical forms: every form reads back, and its controls differ as they say."""

from __future__ import annotations

import re

import pytest

from semhub.datasets import logic
from semhub.datasets.logic import AND, NAMES, Event

COLUMNS = logic.columns()
ROWS = logic.rows()
CONJUNCT = re.compile(r"(\w+)\((\w+)(?:, (\w+))?\)")


def read_form(form: str) -> Event:
    """The event that a conjunction says, in whatever order: slow and obvious."""
    facts = [CONJUNCT.fullmatch(part).groups() for part in form.split(AND)]
    called = {a: b for name, a, b in facts if name == "name"}
    called |= {a: name for name, a, b in facts if b is None and a.startswith("x")}
    verbs = {a: name for name, a, b in facts if b is None and a.startswith("e")}

    def event(e: str) -> Event:
        roles = {role: b for role, a, b in facts if a == e and b is not None}
        content = roles.pop("content", None)
        said = {role: called[x] for role, x in roles.items()}
        return Event(verbs[e], **said, content=event(content) if content else None)

    return event("e1")


def test_there_are_a_hundred_rows_and_more_and_all_differ():
    assert len(ROWS) >= 100
    for column in COLUMNS.values():
        assert len(set(column)) == len(ROWS)


def test_every_form_reads_back_to_its_event():
    for (event, _), form in zip(ROWS, COLUMNS["form"], strict=True):
        assert read_form(form) == event


def test_a_shuffled_form_says_the_same_in_another_order():
    for form, shuffled in zip(COLUMNS["form"], COLUMNS["shuffled"], strict=True):
        assert read_form(shuffled) == read_form(form)
        assert shuffled != form


def test_a_swapped_form_exchanges_two_people_and_nothing_else():
    for (event, _), swapped in zip(ROWS, COLUMNS["swapped"], strict=True):
        other = read_form(swapped)
        first, second, *_ = logic.people(event)
        assert other != event
        assert other.renamed({first: second, second: first}) == event


def test_both_controls_are_made_of_the_same_symbols_as_the_form():
    for form, *controls in zip(*(COLUMNS[c] for c in ("form", "shuffled", "swapped")), strict=True):
        assert all(sorted(control) == sorted(form) for control in controls)


def test_the_order_of_the_people_in_a_form_says_nothing_of_who_acts():
    for form in COLUMNS["form"]:
        named = re.findall(r"name\(x\d, (\w+)\)", form)
        assert named == sorted(named)


def test_every_word_of_a_sentence_is_said_by_its_form():
    inflected = {past: verb for verb, past in (logic.GIFTS | logic.SAYINGS).items()}
    for verb, (past, participle) in logic.DEEDS.items():
        inflected |= {past: verb, participle: verb}
    for sentence, form in zip(COLUMNS["en"], COLUMNS["form"], strict=True):
        words = [inflected.get(w, w) for w in re.findall(r"\w+", sentence)]
        content = set(words) - {"the", "to", "that", "in", "was", "by"}
        assert content <= set(re.findall(r"\w+", form))


@pytest.mark.parametrize("shape", logic.SHAPES)
def test_every_shape_is_told_as_often(shape):
    assert sum(told == shape for _, told in ROWS) == len(ROWS) / len(logic.SHAPES)


def test_a_passive_tells_the_same_event_as_its_active():
    event = Event("help", NAMES[0], NAMES[1])
    assert logic.sentence(event, "deed") == "Nora helped Omar."
    assert logic.sentence(event, "passive") == "Omar was helped by Nora."


def test_the_seed_alone_decides_the_rows():
    assert logic.rows(30, seed=1) == logic.rows(30, seed=1) != logic.rows(30, seed=2)
