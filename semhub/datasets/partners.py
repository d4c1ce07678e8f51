"""For rows of two columns: which other texts each item is to be compared with, and as what.

`semhub.experiments.hard_negatives` takes the masks; this file says which texts they are of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from semhub import datasets
from semhub.datasets import sums
from semhub.datasets.ablation import ablated
from semhub.datasets.variants import KEPT, NAMES, variants
from semhub.inputs.wording import split

NEAR = 2
"""Results that differ by no more than this are nearly the same: their terms are as large, too."""

SUM_NAMES = {
    "right": "the same sum",
    "same": "same result, other terms",
    "near": f"result 1 to {NEAR} off",
    "far": "result farther off",
}


@dataclass(frozen=True)
class Partners:
    """Items, and what each is compared with.

    items: n texts of one column. texts: m texts of the other, the items' own partners first.
    owners: (m,) the item that each text was made from.
    kinds: kind -> (n, m), which texts are partners of that kind. names: kind -> how it is called.
    questions: (kind, other kind): is the first nearer than the second?
    asks: the main question in plain words.
    """

    items: list[str]
    texts: list[str]
    owners: np.ndarray
    kinds: Mapping[str, np.ndarray]
    names: Mapping[str, str]
    questions: list[tuple[str, str]]
    asks: str


def partners(dataset: str, a: str, b: str, rows: Sequence[int]) -> Partners | None:
    """Return partners of some rows of `dataset:a` and `dataset:b`; None where the set has none.

    rows: their numbers, from 0. Hard negatives are taken of column `b` where it has any.
    """
    if dataset == "sums":
        return _by_result(a, b, rows)
    for items, texts in ((a, b), (b, a)):
        made = variants(dataset, texts)
        if made and items != texts:
            return _by_variant(dataset, items, texts, made, rows)
    return None


def by_content(items: Sequence[str], texts: Sequence[str], language: str) -> Partners | None:
    """Return partners of any n pairs of texts: the right one, and the right one with other content
    words in the same frame. None where too few texts have more than one word to be exchanged.

    language: code of that of `texts`. Raises `InputError` where its words are not known.
    """
    others = ablated(texts, language)
    rows = [row for row, other in enumerate(others) if other and len(split(texts[row])[1]) > 1]
    if 2 * len(rows) <= len(texts):
        return None
    n = len(rows)
    own, nothing = np.eye(n, dtype=bool), np.zeros((n, n), dtype=bool)
    return Partners(
        items=[items[row] for row in rows],
        texts=[texts[row] for row in rows] + [others[row] for row in rows],
        owners=np.tile(np.arange(n), 2),
        kinds={
            "right": np.hstack([own, nothing]),
            "other_content": np.hstack([nothing, own]),
            "strangers": np.hstack([~own, nothing]),
        },
        names={
            "right": "its own partner",
            "other_content": "other content, same frame",
            "strangers": "other rows",
        },
        questions=[("right", "other_content"), ("strangers", "other_content")],
        asks="Is it the content, or the frame?",
    )


def _by_variant(
    dataset: str, items: str, texts: str, made: Mapping[str, list[str]], rows: Sequence[int]
) -> Partners:
    table, n = datasets.table(dataset), len(rows)
    columns = [table[texts], *made.values()]
    own, nothing = np.eye(n, dtype=bool), np.zeros((n, n), dtype=bool)
    kinds = {
        kind: np.hstack([own if at == k else nothing for at in range(len(columns))])
        for k, kind in enumerate(("right", *made))
    }
    kinds["strangers"] = np.hstack([~own, *[nothing] * len(made)])
    wrong = next(kind for kind in made if kind not in KEPT)
    return Partners(
        items=[table[items][row] for row in rows],
        texts=[column[row] for column in columns for row in rows],
        owners=np.tile(np.arange(n), len(columns)),
        kinds=kinds,
        names={"right": "its own partner", **NAMES, "strangers": "other rows"},
        questions=[("right", wrong), *((kind, wrong) for kind in made if kind in KEPT)],
        asks="Does it matter who did what to whom?"
        if wrong == "swapped"
        else "Does one changed meaning move it away?",
    )


def _by_result(a: str, b: str, rows: Sequence[int]) -> Partners:
    asked, items = sums.questions(), sums.rows()
    results = np.array([items[row].result for row in rows])
    terms = np.array([sorted((items[row].left, items[row].right)) for row in rows])
    apart, own = np.abs(results[:, None] - results), np.eye(len(rows), dtype=bool)
    turned = (terms[:, None] == terms).all(axis=2)  # 3 + 5 beside 5 + 3
    kinds = {
        "right": own,
        "same": (apart == 0) & ~turned,
        "near": (apart > 0) & (apart <= NEAR),
        "far": apart > NEAR,
    }
    return Partners(
        items=[asked[a][row] for row in rows],
        texts=[asked[b][row] for row in rows],
        owners=np.arange(len(rows)),
        kinds=kinds,
        names=SUM_NAMES,
        questions=[("same", "near"), ("same", "far")],
        asks="Do sums that come to the same lie together?",
    )
