"""Layer by layer maps: exact cells, one null for all of them, and a corner where towers meet."""

from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from semhub.errors import InputError
from semhub.experiments import layer_map as mapping
from semhub.experiments.layer_map import cell_map, compare_towers
from semhub.inputs import Image, Text
from semhub.similarity import METRICS, Pair
from semhub.states.extraction import Memory
from semhub.statistics.curve import curve, permutations
from tests import reference
from tests.sentences import assert_one_sentence
from tests.toy import PlantedHub

N = 24
TEXTS = [Text(f"a{i}") for i in range(N)]
PICTURES = [Image(np.full((4, 4, 3), i, np.uint8), f"b{i}") for i in range(N)]


class PlantedTower(PlantedHub):
    """The toy model as one tower: its items are named by their labels, and from the layer where
    they meet its states are the shared meanings, turned into a space of this tower's own."""

    modality = "text"

    def __init__(self, **shape):
        super().__init__(meanings=N, **shape)
        generator = torch.Generator().manual_seed(self.width)
        turn = torch.linalg.qr(torch.randn(self.width, self.width, generator=generator)).Q
        meaning = torch.randn(N, 16, generator=torch.Generator().manual_seed(1)) @ turn[:16]
        for block in self.blocks:
            if block.table is not None:
                block.table = torch.cat([torch.zeros(1, self.width), meaning, meaning])

    def encode(self, items):
        return super().encode([SimpleNamespace(text=item.label) for item in items])


class PlantedTowers:
    """Keeps what `compare_towers` asks of `Towers`: they meet at text layer 3 and picture layer 1,
    and in the joint space matched items are the same."""

    name = "planted"

    def __init__(self):
        self.of = {
            "text": PlantedTower(n_layers=4, meets_at=3, width=24),
            "image": PlantedTower(n_layers=2, meets_at=1, width=40),
        }
        self.projected = 0
        self.joined = np.random.default_rng(0).standard_normal((N, 8))

    def tower(self, modality):
        return self.of[modality]

    def joint(self, items, progress=None):
        self.projected += len(items)
        if progress:
            progress(len(items), len(items))
        return self.joined[[int(item.label[1:]) for item in items]]

    def notes(self, items):
        return [f"{len(items)} of {items[0].modality}"]


@pytest.fixture(scope="module")
def met():
    return compare_towers(PlantedTowers(), TEXTS, PICTURES)


@pytest.fixture(scope="module")
def states():
    """Two sides of unequal depth and width that share something, (layers, n, width) each."""
    rng = np.random.default_rng(3)
    shared = rng.standard_normal((N, 6))
    x = np.stack([shared @ rng.standard_normal((6, 9)) + k * rng.standard_normal((N, 9))
                  for k in range(3)])  # fmt: skip
    y = np.stack([shared @ rng.standard_normal((6, 5)) + k * rng.standard_normal((N, 5))
                  for k in (2, 1)])  # fmt: skip
    return x, y


@pytest.mark.parametrize("metric", ["cka", "mknn"])
def test_the_map_is_bright_where_both_towers_hold_the_meaning_and_nowhere_else(met, metric):
    found = met.metrics[metric]
    bright = np.zeros((5, 3), bool)
    bright[3:, 1:] = True
    assert found.value.shape == (5, 3)
    np.testing.assert_allclose(found.value[bright], 1, atol=1e-6)
    assert (found.value[~bright] < found.null95).all()
    assert found.peak[0] >= 3 and found.peak[1] >= 1
    assert found.p == 1 / 1001 and found.null95 < 0.75 < found.low <= found.high


def test_retrieval_in_the_corner_is_perfect_where_joint_features_match(met):
    assert set(met.corner) == set(METRICS)
    assert met.corner["acc1"].value == [1] and met.corner["mrr"].value == [1]
    assert met.corner["acc1"].low[0] > met.corner["acc1"].null95
    assert met.corner["gap"].value > 0.9


def test_shuffled_meanings_leave_the_whole_map_in_the_null():
    order = np.random.default_rng(1).permutation(N)
    result = compare_towers(PlantedTowers(), TEXTS, [PICTURES[i] for i in order])
    for found in result.metrics.values():
        assert found.p > 0.05 and (found.value <= found.null95).all()
    assert result.corner["acc1"].value < 0.3


@pytest.mark.parametrize("metric", ["cka", "mknn"])
def test_every_cell_agrees_with_its_formula_whatever_the_widths(states, metric):
    x, y = states
    slow = [[getattr(reference, metric)(a, b) for b in y] for a in x]
    np.testing.assert_allclose(cell_map(x, y, metric).value, slow, atol=1e-9)


@pytest.mark.parametrize("metric", ["cka", "mknn"])
def test_the_null_is_the_best_cell_of_each_shuffle_when_all_cells_share_it(states, metric):
    x, y = states
    found = cell_map(x, y, metric, resamples=300, seed=5)
    shuffles = permutations(N, 300, 5)
    cells = [METRICS[metric](Pair(a, b)).permuted(shuffles) for a in x for b in y]
    best = np.max(cells, axis=0)
    assert found.null95 == pytest.approx(np.percentile(best, 95))
    assert found.p == (1 + np.sum(best >= found.value.max() - 1e-9)) / 301


@pytest.mark.parametrize("metric", ["cka", "mknn"])
def test_the_peak_has_the_interval_of_its_own_two_layers(states, metric):
    x, y = states
    found = cell_map(x, y, metric)
    a, b = found.peak
    own = curve([METRICS[metric](Pair(x[a], y[b]))])
    assert found.value[a, b] == found.value.max() == pytest.approx(own.value[0])
    assert (found.low, found.high, found.chance) == (own.low[0], own.high[0], own.chance)


def test_zeros_behind_narrow_states_change_no_cell(states):
    x, y = states
    wide = np.pad(y, ((0, 0), (0, 0), (0, 7)))
    for metric in ("cka", "mknn"):
        np.testing.assert_allclose(
            cell_map(x, y, metric).value, cell_map(x, wide, metric).value, atol=1e-12
        )


def test_shuffles_are_fewer_where_they_would_take_minutes_and_that_is_said(states, monkeypatch):
    monkeypatch.setattr(mapping, "EFFORT", 3 * 2 * N**2 * 450)
    assert cell_map(*states, "cka").shuffles == 450
    assert cell_map(*states, "cka", resamples=100).shuffles == 100
    monkeypatch.setattr(mapping, "EFFORT", 1)
    assert cell_map(*states, "cka").shuffles == mapping.FEWEST_SHUFFLES


def test_the_json_has_a_row_a_layer_of_a_and_a_point_a_metric_for_the_corner(met):
    result = json.loads(json.dumps(met.to_dict(), allow_nan=False))
    assert set(result) == {"model", "pool", "n", "sides", "metrics", "corner", "notes"}
    assert (result["n"], result["sides"]) == (N, ["text", "image"])
    for found in result["metrics"].values():
        assert set(found) == {"value", "peak", "chance", "null95", "p", "shuffles"}
        assert [len(row) for row in found["value"]] == [3] * 5
        assert set(found["peak"]) == {"layers", "low", "high"}
    assert set(result["corner"]) == set(METRICS)
    assert set(result["corner"]["gap"]) == {"value", "low", "high", "chance", "null95", "p"}
    assert result["notes"] == [f"{N} of text", f"{N} of image"]


def test_what_too_few_pairs_cannot_tell_is_null_in_the_json():
    result = json.loads(json.dumps(
        compare_towers(PlantedTowers(), TEXTS[:5], PICTURES[:5]).to_dict(), allow_nan=False
    ))  # fmt: skip
    mknn = result["metrics"]["mknn"]
    assert mknn["value"] == [[None] * 3] * 5
    assert mknn["peak"] is mknn["p"] is result["corner"]["mknn"]["value"] is None
    assert result["metrics"]["cka"]["peak"] is not None


def test_with_memory_an_edit_runs_one_item_in_states_and_joint_space():
    towers, memory = PlantedTowers(), Memory()
    first = compare_towers(towers, TEXTS[:-1], PICTURES[:-1], memory=memory)
    again = compare_towers(towers, TEXTS[:-1], PICTURES[:-1], memory=memory)
    assert (towers.projected, towers.of["text"].forwards) == (2 * (N - 1), N - 1)
    np.testing.assert_array_equal(first.corner["gap"].value, again.corner["gap"].value)
    whole = compare_towers(towers, TEXTS, PICTURES, memory=memory)
    assert (towers.projected, towers.of["text"].forwards) == (2 * N, N)
    fresh = compare_towers(PlantedTowers(), TEXTS, PICTURES)
    np.testing.assert_array_equal(whole.corner["gap"].value, fresh.corner["gap"].value)


def test_progress_runs_through_both_towers_without_turning_back():
    seen = []
    compare_towers(PlantedTowers(), TEXTS, PICTURES, progress=lambda *step: seen.append(step))
    shares = [done / total for done, total in seen]
    assert shares == sorted(shares) and shares[-1] == 1


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"b": PICTURES[:3]}, "Side A has 24 items and side B has 3"),
        ({"b": [*PICTURES[1:], TEXTS[0]]}, "One side holds image and text"),
        ({"metrics": ["acc1"]}, "no metric “acc1”; choose one of cka, mknn"),
        ({"a": TEXTS * 50, "b": PICTURES * 50}, "takes 1 to 1,000 pairs, and these are 1,200"),
        ({"a": [], "b": []}, "is empty"),
    ],
)
def test_a_bad_argument_is_one_sentence(change, named):
    with pytest.raises(InputError) as caught:
        compare_towers(PlantedTowers(), **({"a": TEXTS, "b": PICTURES} | change))
    assert named in str(caught.value)
    assert_one_sentence(str(caught.value))
