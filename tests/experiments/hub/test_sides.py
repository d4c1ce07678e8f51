"""What a hub makes of each spoke at a layer, and what its pairs share."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from semhub.experiments.hub import hub_of, sides
from semhub.similarity import METRICS
from tests.experiments.hub.planted import PlantedBand, spokes

LETTERS = "abcd"


@pytest.fixture
def made(monkeypatch):
    found = []

    class Counted(sides.Side):
        def __init__(self, states):
            super().__init__(states)
            found.append(self)

    monkeypatch.setattr(sides, "Side", Counted)
    return found


def hub(metric):
    return hub_of(PlantedBand(LETTERS), spokes(LETTERS), metric=metric, resamples=40)


@pytest.mark.parametrize("metric", METRICS)
def test_sides_that_leave_memory_are_made_a_pair_and_say_the_same(monkeypatch, made, metric):
    kept = hub(metric)
    once = len(made)
    monkeypatch.setattr(sides, "KEPT", 0)
    anew = hub(metric)
    assert once < len(made) - once == 2 * len(kept.cells) * len(kept.layers)
    for a, b in zip(kept.cells, anew.cells, strict=True):
        assert a.curve.value.tolist() == pytest.approx(b.curve.value.tolist(), abs=1e-12)
        assert a.curve.null95 == pytest.approx(b.curve.null95, abs=1e-6)
        assert (a.curve.p, a.comparison.hub) == (b.curve.p, b.comparison.hub)


def test_pairs_that_are_re_paired_alike_share_the_re_pairings():
    lengths = {rows: dict.fromkeys(LETTERS) for rows in hub("acc1").states.sets}
    for columns in lengths.values():
        columns.update({letter: np.arange(24) % (2 + k) for k, letter in enumerate(LETTERS)})
    states = replace(hub("acc1").states, lengths=lengths)
    by_d = [states.wrong(a, "d", 5, 0) for a in "abc"]
    assert by_d[0] is by_d[1] is by_d[2]
    assert states.wrong("a", "b", 5, 0) is not by_d[0]
