"""Partners: masks are those of the texts that they stand for."""

from __future__ import annotations

import numpy as np
import pytest

from semhub import datasets
from semhub.datasets import sums
from semhub.datasets.partners import NEAR, partners

ROWS = [4, 0, 17, 30]


@pytest.mark.parametrize(
    ("dataset", "a", "b", "kinds"),
    [
        ("programs", "en", "code", {"right": "code", "changed": "changed"}),
        ("logic", "en", "form", {"right": "form", "swapped": "swapped", "shuffled": "shuffled"}),
    ],
)
def test_each_kind_points_at_the_text_of_its_own_row(dataset, a, b, kinds):
    made, table = partners(dataset, a, b, ROWS), datasets.table(dataset)
    assert made.items == [table[a][row] for row in ROWS]
    for kind, column in kinds.items():
        for i, row in enumerate(ROWS):
            [at] = np.flatnonzero(made.kinds[kind][i])
            assert made.texts[at] == table[column][row] and made.owners[at] == i


def test_strangers_are_the_own_partners_of_all_other_rows():
    made = partners("programs", "en", "code", ROWS)
    for i in range(len(ROWS)):
        strangers = [made.texts[at] for at in np.flatnonzero(made.kinds["strangers"][i])]
        others = [row for k, row in enumerate(ROWS) if k != i]
        assert strangers == [datasets.table("programs")["code"][row] for row in others]


def test_hard_negatives_are_taken_from_whichever_side_has_them():
    there, back = (partners("programs", *sides, ROWS) for sides in (("en", "code"), ("code", "en")))
    assert there.texts == back.texts and there.items == back.items
    assert partners("programs", "en", "de", ROWS) is None
    assert partners("sentences", "en", "de", ROWS) is None


def test_sums_are_parted_by_how_far_their_results_are_from_each_other():
    numbers = list(range(90))
    made, items = partners("sums", "digits", "zh", numbers), sums.rows()
    for i in numbers:
        for j in numbers:
            apart = abs(items[i].result - items[j].result)
            kind = "right" if i == j else "far" if apart > NEAR else "near" if apart else "same"
            turned = {items[i].left, items[i].right} == {items[j].left, items[j].right}
            expected = set() if kind == "same" and turned else {kind}
            assert {name for name, mask in made.kinds.items() if mask[i, j]} == expected


def test_sums_are_asked_without_their_results():
    made = partners("sums", "digits", "en", ROWS)
    assert all(text.endswith(" =") for text in made.items)
    assert all(text.endswith(" is") for text in made.texts)


def test_every_question_asks_of_kinds_that_there_are():
    for sides in (("programs", "en", "code"), ("logic", "en", "form"), ("sums", "digits", "en"),
                  ("world", "zh", "logic")):  # fmt: skip
        made = partners(*sides, ROWS)
        assert {kind for question in made.questions for kind in question} <= set(made.kinds)
        assert set(made.kinds) <= set(made.names)
