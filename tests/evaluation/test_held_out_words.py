"""Held-out figures: those recorded are the file's, those measured are what evaluate measures."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

import semhub
from semhub.evaluation import held_out_words as heldout
from semhub.evaluation.figures import patches, sensing
from semhub.evaluation.held_out_words import HeldOut, Point, measured, recorded
from semhub.models import catalogue
from semhub.world.scenes import CLASSES
from tests.sentences import said

ROWS, SEED = 16, 5
SHIPPED = json.loads((catalogue.CHECKPOINTS / catalogue.EMBEDDED / heldout.FILE).read_text())


@pytest.fixture(scope="module")
def model():
    return semhub.load(catalogue.EMBEDDED)


@pytest.fixture
def in_short(monkeypatch):
    """Fewer sentences in the index, and a tone for every spoken one: what is run stays the same."""
    tone = np.sin(np.arange(16_000, dtype=np.float32) / 9)
    monkeypatch.setattr(patches, "INDEXED", 40)
    for module in (patches, sensing):
        monkeypatch.setattr(module, "speech", lambda drawn, _language, _seed: [tone] * len(drawn))


@pytest.fixture
def kept(monkeypatch, tmp_path):
    """Writes a model's figures, changed as asked; gives the model that they are of."""
    monkeypatch.setattr(heldout.catalogue, "folder", lambda _name: tmp_path)

    def written(**changed) -> SimpleNamespace:
        (tmp_path / heldout.FILE).write_text(json.dumps(SHIPPED | changed))
        return SimpleNamespace(name="own", revision=SHIPPED["revision"])

    return written


def shares(found: HeldOut) -> dict[tuple, tuple]:
    return {(p.kind, p.slot, p.language): (p.value, p.low, p.high, p.n) for p in found.points}


def listed(kinds, readings, described) -> dict[tuple, tuple]:
    """The entries of an evaluation under the same keys."""
    where = {"image": "at its patches", "speech": "in speech"}
    values = ("value", "low", "high", "n")
    return {
        (kinds[0], reading["name"].split(" ")[0], None): tuple(reading["best"][v] for v in values)
        for reading in readings
        if reading["name"].endswith(where[kinds[0]])
    } | {
        (kind, *what.split(" in ")): tuple(share[v] for v in values)
        for kind in kinds
        for what, share in described[kind].items()
    }


@pytest.mark.parametrize("modality", ["image", "audio"])
def test_what_is_recorded_is_every_figure_of_that_sense_in_the_file(model, modality):
    found = recorded(model, modality)
    kinds = heldout.KINDS[modality]
    assert shares(found) == listed(kinds, SHIPPED["readings"], SHIPPED["senses"]["described"])
    assert (found.rows, found.seed, found.pivot) == (200, 20_240, "en")


def test_targets_are_those_of_the_card_and_chance_is_one_word_of_the_class(model):
    of = {(p.slot, p.language): p for p in recorded(model, "image").points}
    assert of["thing", None].target == of["thing", "zh"].target == 0.6
    assert of["colour", "zh"].target == 0.9
    assert of["thing", "en"].target is None
    assert all(p.chance == 1 / len(CLASSES[p.slot]) for p in of.values())
    heard = recorded(model, "audio").points
    assert {p.target for p in heard if p.language} == {None}


@pytest.mark.parametrize(
    "changed", [{"senses": {}, "readings": []}, {"revision": "sha256:other"}],
    ids=["no senses", "other weights"],
)  # fmt: skip
def test_without_figures_of_these_weights_there_is_nothing(kept, changed):
    assert recorded(kept(), "image") is not None
    assert recorded(kept(**changed), "image") is None


def test_without_a_file_there_is_nothing(kept):
    assert recorded(SimpleNamespace(name="own", revision="1"), "image") is None


@pytest.mark.parametrize("modality", ["image", "audio"])
def test_measuring_again_runs_what_evaluate_runs(model, modality, in_short, monkeypatch):
    nothing = sensing.Share(0, 0, 0, 1)
    for name in ("matched", "matched_calls", "push_figure"):
        monkeypatch.setattr(sensing, name, lambda *_: nothing)
    kinds = heldout.KINDS[modality]
    described = sensing.sense_figures(model, "en", ROWS, SEED)["described"]
    readings = patches.reading_figures(model, "en", ROWS, SEED)
    found = measured(model, modality, "en", ROWS, SEED)
    assert shares(found) == listed(kinds, readings, described)
    assert (found.rows, found.seed) == (ROWS, SEED)


def test_progress_goes_through_all_of_the_work_and_ends_with_it(model, in_short):
    told: list[tuple[int, int]] = []
    measured(model, "audio", "en", ROWS, SEED, lambda *at: told.append(at))
    done, total = (list(part) for part in zip(*told, strict=True))
    assert done == sorted(done) and len(set(total)) == 1 and done[-1] == total[0]
    assert done[0] < 0.1 * total[0]


def test_too_few_calls_are_one_sentence(in_short):
    assert "ask for more rows" in said(lambda: measured(None, "audio", "en", 1, SEED))


def point(value: float, low: float, high: float, target: float | None = None) -> Point:
    return Point("image", "thing", None, value, low, high, 9, 1 / 16, target)


def test_a_target_is_missed_below_it_and_a_guess_is_what_the_interval_holds():
    assert point(0.5, 0.4, 0.6, 0.6).missed and not point(0.6, 0.5, 0.7, 0.6).missed
    assert not point(0.1, 0.0, 0.2).missed
    assert point(0.1, 0.05, 0.2).guessed and not point(0.1, 0.07, 0.2).guessed


def test_intervals_that_overlap_are_counted_by_what_they_are_of():
    first = HeldOut("image", "en", 9, 1, (point(0.5, 0.4, 0.6),))
    assert first.overlapping(replace(first, points=(point(0.7, 0.6, 0.8),))) == 1
    assert first.overlapping(replace(first, points=(point(0.7, 0.61, 0.8),))) == 0
    elsewhere = replace(point(0.5, 0.4, 0.6), language="zh")
    assert first.overlapping(replace(first, points=(elsewhere,))) == 0
