"""A small record: three layers of two sides, without a model."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from semhub.experiments.comparison import compare_states
from semhub.inputs import texts
from semhub.records.about import about, digest, item_rows
from semhub.records.parts import part_of
from semhub.records.record import Record, record_of

SIDES = {"en": texts([f"word {k}" for k in range(30)]), "zh": texts([f"字 {k}" for k in range(30)])}


def comparison(seed: int = 0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(3, 30, 8))
    y = rng.normal(size=(3, 30, 8))
    y[1] = x[1] + 0.1 * y[1]
    return compare_states(
        x, y, [0, 1, 2], model="toy", pool="mean", metrics=["centred_gap", "acc1"], resamples=50
    )


@cache
def part(seed: int):
    return part_of(comparison(seed), "similarity", sides=("en", "zh"))


def made(seed: int = 0, model: str = "toy") -> Record:
    drawn = part(seed)
    asked = {
        "model": model, "revision": "r", "pool": "mean", "seed": seed, "options": {},
        "data": [
            {"name": name, "n": len(side), "digest": digest(side)} for name, side in SIDES.items()
        ],
    }  # fmt: skip
    described = about("multilingual-similarity", asked, drawn.sentence, command="c", seconds=1)
    return record_of(described, [drawn], item_rows(SIDES))


@pytest.fixture
def record() -> Record:
    return made()
