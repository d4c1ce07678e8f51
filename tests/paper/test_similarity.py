"""Sums and logical forms: the numbers of a record are those of a slow, obvious version."""

from __future__ import annotations

import numpy as np
import pytest

from semhub import datasets
from semhub.datasets import logic, sums
from semhub.inputs import texts
from semhub.paper.arithmetic import arithmetic_similarity
from semhub.paper.run import Run
from semhub.paper.semantics import _people, semantics_similarity
from semhub.paper.setting import AS_PAPER
from semhub.states.extraction import extract

LAYER = 5


def states(model, memory, said, **how) -> np.ndarray:
    return extract(model, texts(said), memory=memory, **how)[LAYER].astype(float)


def cosine(x, y) -> float:
    return float(x @ y / np.linalg.norm(x) / np.linalg.norm(y))


def values(part, metric: str, layer: int = LAYER) -> float:
    (found,) = [
        row["value"] for row in part.rows if row["metric"] == metric and row.get("layer") == layer
    ]
    return found


@pytest.fixture(scope="module")
def arithmetic(nano, memory):
    return arithmetic_similarity(Run(nano, AS_PAPER, memory=memory))


@pytest.fixture(scope="module")
def semantics(nano, memory):
    return semantics_similarity(Run(nano, AS_PAPER, memory=memory))


def test_as_in_the_paper_a_sum_is_read_without_its_result_at_its_last_token(
    nano, memory, arithmetic
):
    assert [item.text for item in arithmetic.sides["sums:digits"]][:1] == ["7 - 3"]
    x, y = (
        states(nano, memory, sums.terms()[name], pool="last", suffix="")
        for name in ("digits", "en")
    )
    table = [[cosine(a, b) for b in y] for a in x]
    n = len(table)
    own = np.mean([table[i][i] for i in range(n)])
    others = np.mean([table[i][j] for i in range(n) for j in range(n) if i != j])
    assert values(arithmetic.parts[0], "gap") == pytest.approx(own - others, abs=1e-5)


def test_sums_with_one_result_are_compared_without_it(nano, memory, arithmetic):
    asked, rows = sums.questions(), sums.rows()
    x, y = (states(nano, memory, asked[name], pool="last", suffix="") for name in ("digits", "en"))
    same = [
        cosine(x[i], y[j])
        for i, a in enumerate(rows)
        for j, b in enumerate(rows)
        if a.result == b.result and sorted((a.left, a.right)) != sorted((b.left, b.right))
    ]
    assert values(arithmetic.parts[1], "cosine: same") == pytest.approx(np.mean(same), abs=1e-5)


def test_a_filtered_form_is_told_from_one_with_a_changed_meaning_by_plain_cosines(
    nano, memory, semantics
):
    from semhub.datasets.variants import variants

    table = datasets.table("world")
    x, y, wrong = (
        states(nano, memory, said, pool="last", suffix="")
        for said in (table["en"], table["logic"], variants("world", "logic")["changed"])
    )
    filtered = semantics.parts[1]
    right = [cosine(*pair) for pair in zip(x, y, strict=True)]
    changed = [cosine(*pair) for pair in zip(x, wrong, strict=True)]
    assert values(filtered, "cosine: right") == pytest.approx(np.mean(right), abs=1e-5)
    assert values(filtered, "cosine: changed") == pytest.approx(np.mean(changed), abs=1e-5)
    ahead = np.mean([a > b for a, b in zip(right, changed, strict=True)])
    assert values(filtered, "nearer: right than changed") == pytest.approx(ahead, abs=0.011)
    assert [part.name for part in semantics.parts] == ["plain", "filtered", "shuffled"]


def test_the_two_forms_of_a_filtered_sentence_are_made_of_the_same_symbols():
    for as_paper in (True, False):
        for name, made in _people(as_paper).items():
            n = len(made.items)
            for right, wrong in zip(made.texts[:n], made.texts[n:], strict=True):
                assert sorted(right) == sorted(wrong) and right != wrong
                in_order = right in logic.columns()["form"]
                assert in_order == (as_paper or name == "filtered")


def test_of_a_persons_own_data_only_the_plain_variant_is_told(nano):
    sides = {name: datasets.column(f"world:{name}")[:8] for name in ("es", "logic")}
    found = semantics_similarity(Run(nano, sides=sides))
    assert [part.name for part in found.parts] == ["plain"]
    assert "only plain" in found.notes[-1]
