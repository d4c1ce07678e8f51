"""All spokes at once are what `compare` says of each two, and cost one forward pass an item."""

from __future__ import annotations

import json

import numpy as np
import pytest

from semhub.errors import InputError
from semhub.experiments.comparison import WRONG_PARTNERS, compare_states
from semhub.experiments.hub import Findings, Spokes, hub_of, measure, take
from semhub.similarity import METRICS, Pair
from semhub.states.extraction import Memory, extract
from semhub.statistics.curve import curve
from tests.experiments.hub.planted import PlantedBand, spokes, words

LETTERS = "abcd"


@pytest.fixture(scope="module")
def model():
    return PlantedBand(LETTERS)


@pytest.fixture(scope="module")
def found(model):
    return hub_of(model, spokes(LETTERS))


@pytest.mark.parametrize("metric", METRICS)
def test_every_cell_is_what_compare_says_of_its_two_spokes(model, metric):
    hub = hub_of(model, spokes(LETTERS), metric=metric, resamples=50, seed=3)
    assert len(hub.cells) == 6
    states = {letter: extract(model, items) for letter, items in words(LETTERS).items()}
    for cell in hub.cells:
        alone = compare_states(
            states[cell.a], states[cell.b], hub.layers, model=model.name, pool="mean",
            wrong=hub.states.wrong(cell.a, cell.b, WRONG_PARTNERS, 3), metrics=[metric],
            resamples=50, seed=3,
        )  # fmt: skip
        got, want = cell.comparison.to_dict(), alone.to_dict()
        # CKA's shuffles are in float32, of many pairs in another order than of one.
        level = got["metrics"][metric].pop("null95")
        assert level == pytest.approx(want["metrics"][metric].pop("null95"), abs=1e-7)
        assert metric == "cka" or level == alone.metrics[metric].null95
        assert got == want
        np.testing.assert_array_equal(cell.above, np.isin(hub.layers, alone.related(metric)))
        np.testing.assert_array_equal(cell.inside, np.isin(hub.layers, alone.hub.band))


def test_an_items_influence_is_what_the_value_loses_when_it_is_left_out(model):
    x, y = np.random.default_rng(0).standard_normal((2, 24, 8))
    found = curve([METRICS["acc1"](Pair(x, y))], 9)
    centred_x, centred_y = x - x.mean(0), y - y.mean(0)  # as of all items, whoever is left out
    without = np.array([
        _acc1(np.delete(centred_x, i, axis=0), np.delete(centred_y, i, axis=0)) for i in range(24)
    ])  # fmt: skip
    pseudo = 24 * found.value - 23 * without
    np.testing.assert_allclose(found.influence[0][0], pseudo - pseudo.mean(), atol=1e-9)


def _acc1(x, y):
    """Of states that are centred already."""
    x, y = (side / np.linalg.norm(side, axis=1, keepdims=True) for side in (x, y))
    s, own = x @ y.T, np.arange(len(x))
    return ((s.argmax(0) == own).mean() + (s.argmax(1) == own).mean()) / 2


def test_every_item_is_run_once_however_many_pairs_it_stands_in():
    model = PlantedBand(LETTERS)
    hub_of(model, spokes(LETTERS))
    assert model.forwards == 4 * 24


def test_another_metric_runs_nothing_again():
    model, memory = PlantedBand(LETTERS), Memory()
    states = take(model, spokes(LETTERS), memory=memory)
    before = model.forwards
    measure(states, "cka")
    hub_of(model, spokes(LETTERS), metric="mrr", memory=memory)
    assert model.forwards == before


def test_rows_that_no_pair_is_compared_on_are_not_run():
    model = PlantedBand(LETTERS)
    many, few = words("ab", rows=16), words("abc", rows=8, first=16)
    hub = hub_of(model, Spokes(("a", "b", "c"), {"many": many, "few": few}))
    assert {(c.a, c.b): c.rows for c in hub.cells} == {
        ("a", "b"): "many", ("a", "c"): "few", ("b", "c"): "few",
    }  # fmt: skip
    assert model.forwards == 2 * 16 + 3 * 8
    model = PlantedBand(LETTERS)
    hub_of(model, Spokes(("a", "b"), {"many": many, "few": {c: few[c] for c in "ab"}}))
    assert model.forwards == 2 * 16


def test_a_cell_is_found_in_either_order_and_its_matrix_is_of_the_shared_rows(found):
    assert found.cell("d", "b") is found.cell("b", "d")
    x, y = found.states.pair("d", "b")
    same = found.similarity("d", "b", 3)
    assert same.shape == (24, 24) and np.argmax(same, axis=1).tolist() == list(range(24))
    np.testing.assert_allclose(same, found.similarity("b", "d", 3).T)
    np.testing.assert_array_equal(x[0], found.states.sets["words"]["d"][0])
    np.testing.assert_array_equal(y[0], found.states.sets["words"]["b"][0])


def test_spokes_without_a_row_in_common_have_no_cell(model):
    apart = Spokes(tuple("abc"), {"one": words("ab"), "two": words("bc", 12)})
    hub = hub_of(model, apart)
    assert hub.cell("a", "c") is None
    assert hub.to_dict()["apart"] == [["a", "c"]]


def test_the_best_layer_is_one_at_which_all_meet(found):
    assert found.best_layer() in (2, 3, 4)


def test_the_progress_tells_both_stages_to_their_end(model):
    said = []
    hub_of(model, spokes(LETTERS), progress=lambda share, stage: said.append((stage, share)))
    stages = dict(said)  # the last share of each stage
    assert list(stages) == ["Reading", "Comparing every pair"] and set(stages.values()) == {1.0}


def test_the_json_has_the_contracts_keys_and_one_number_a_layer(found):
    result = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert list(result) == [
        "model", "pool", "metric", "layers", "spokes", "rows", "left_out", "best_layer", "pairs",
        "apart", "band",
    ]  # fmt: skip
    assert result["rows"] == {"words": {"n": 24, "spokes": list(LETTERS)}}
    assert [(pair["a"], pair["b"]) for pair in result["pairs"]] == [
        ("a", "b"), ("a", "c"), ("a", "d"), ("b", "c"), ("b", "d"), ("c", "d"),
    ]  # fmt: skip
    for pair in result["pairs"]:
        assert set(pair) == {
            "a", "b", "rows", "n", "value", "low", "high", "chance", "null95", "p", "hub",
        }  # fmt: skip
        assert len(pair["value"]) == len(pair["low"]) == len(pair["high"]) == 7
    assert list(result["band"]) == [
        "threshold", "share", "pairs", "layers", "first", "last", "found",
    ]  # fmt: skip
    assert result["band"]["layers"] == [2, 3, 4]
    assert set(result["band"]["first"]) == {"layer", "low", "high"}


def test_too_few_rows_are_told_as_null(model):
    result = hub_of(model, spokes("ab", rows=2)).to_dict()
    assert result["pairs"][0]["value"] == [None] * 7 and result["pairs"][0]["p"] is None
    assert result["best_layer"] is None
    assert result["band"]["pairs"] == 0 and result["band"]["layers"] == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"metric": "euclid"}, "no metric “euclid”"),
        ({"pool": "max"}, "no pooling “max”"),
        ({"spokes": spokes("a")}, "no two of these data types"),
    ],
)
def test_a_bad_argument_is_one_sentence_before_anything_is_run(change, sentence):
    model = PlantedBand(LETTERS)
    with pytest.raises(InputError, match=sentence):
        hub_of(model, **{"spokes": spokes(LETTERS)} | change)
    assert model.forwards == 0


def test_what_a_file_has_of_a_hub_is_read_back_as_it_was(model, found):
    few = measure(take(model, spokes(LETTERS, rows=2)))  # too few to tell anything
    for hub in (found, few):
        told = json.loads(json.dumps(hub.to_dict()))
        again = Findings.from_dict(told)
        assert again.to_dict() == told
        assert again.cell("c", "a").above.tolist() == hub.cell("c", "a").above.tolist()
