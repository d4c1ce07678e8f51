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
    rows = list(range(60))
    made, results = partners("sums", "digits", "zh", rows), sums.results()
    for i in rows:
        for j in rows:
            apart = abs(results[i] - results[j])
            kind = (
                "right" if i == j else "same" if not apart else "near" if apart <= NEAR else "far"
            )
            assert {name for name, mask in made.kinds.items() if mask[i, j]} == {kind}
    assert not any(str(result) in text.split("=")[1] for result, text in
                   zip(results, made.items, strict=False))  # fmt: skip


def test_every_question_asks_of_kinds_that_there_are():
    for sides in (("programs", "en", "code"), ("logic", "en", "form"), ("sums", "digits", "en"),
                  ("world", "zh", "logic")):  # fmt: skip
        made = partners(*sides, ROWS)
        assert {kind for question in made.questions for kind in question} <= set(made.kinds)
        assert set(made.kinds) <= set(made.names)
