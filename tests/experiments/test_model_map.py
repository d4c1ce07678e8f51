"""Two models of any sense: where items lie alike is found, and nothing where they do not."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from semhub.errors import InputError
from semhub.experiments.layer_map import cell_map
from semhub.experiments.layer_map_result import CellMap, LayerMap
from semhub.experiments.model_map import cell_sentence, map_models, standing, verdict
from semhub.inputs import Audio, Image, Text
from semhub.models.loading import load
from semhub.similarity import Pair
from semhub.similarity.prediction import FOLDS, PENALTIES, LinearPrediction
from semhub.statistics.curve import permutations
from tests.experiments.test_layer_map import N, PlantedTower
from tests.models.encoder_decoders import write
from tests.models.encoders import folder
from tests.models.multimodal import png, wav
from tests.sentences import assert_one_sentence, said

A, B = ([Text(f"{side}{i}") for i in range(N)] for side in "ab")
ALL = ("cka", "mknn", "linear")
NEVER = 99
"""A layer that the toys do not have: two of them that meet there never meet."""


def toys(meets: tuple[int, int] = (3, 1)) -> tuple[PlantedTower, PlantedTower]:
    return (
        PlantedTower(n_layers=4, meets_at=meets[0], width=24),
        PlantedTower(n_layers=2, meets_at=meets[1], width=40),
    )


def twin(model: PlantedTower, _modality: str, _seed: int) -> PlantedTower:
    """States that hold no meaning, of the same shape."""
    return PlantedTower(n_layers=model.n_layers, meets_at=NEVER, width=model.width)


@pytest.fixture(scope="module")
def met() -> LayerMap:
    return map_models(*toys(), A, B, twin=twin)


def slow_r2(x: np.ndarray, y: np.ndarray, penalty: float) -> float:
    """Ridge regression by its normal equations, fold by fold."""
    fold = np.random.default_rng(0).permutation(len(x)) % FOLDS
    predicted = np.zeros_like(y)
    for k in range(FOLDS):
        test, train = fold == k, fold != k
        centre, mean = x[train].mean(0), y[train].mean(0)
        known = x[train] - centre
        ridge = penalty * (known**2).sum() / train.sum() * np.eye(x.shape[1])
        weights = np.linalg.solve(known.T @ known + ridge, known.T @ (y[train] - mean))
        predicted[test] = (x[test] - centre) @ weights + mean
    return 1 - ((y - predicted) ** 2).sum() / ((y - y.mean(0)) ** 2).sum()


@pytest.mark.parametrize("metric", ALL)
def test_a_planted_pair_is_found_at_its_layers_and_nowhere_else(met, metric):
    found = met.metrics[metric]
    bright = np.zeros((5, 3), bool)
    bright[3:, 1:] = True
    assert (found.value[bright] > found.null95).all()
    assert (found.value[~bright] < found.null95).all()
    assert found.peak[0] >= 3 and found.peak[1] >= 1 and found.low > found.untrained


def test_the_verdict_on_a_planted_pair_names_all_metrics_and_their_layers(met):
    assert standing(met) == dict.fromkeys(ALL, "meets")
    sentence = verdict(met, ("this", "that"))
    assert sentence.startswith("this and that meet beyond shuffled partners and untrained twins by")
    assert "CKA 1.00" in sentence and "at their layers 3 and 1" in sentence
    assert_one_sentence(sentence)


def test_shuffled_partners_meet_nowhere():
    claims = 0
    for seed in range(10):
        order = np.random.default_rng(seed).permutation(N)
        found = map_models(*toys(), A, [B[i] for i in order], twin=twin, resamples=199)
        claims += "meets" in standing(found).values()
    assert claims <= 2  # of ten, where one in twenty is let through


def test_two_random_encoders_of_unrelated_items_meet_nowhere():
    pictures = [Image.from_bytes(png(33, 33, seed)) for seed in range(13)]
    sounds = [Audio.from_bytes(wav(0.3, seed)) for seed in range(13)]
    found = map_models(load(folder("ViT")), load(folder("HuBERT")), pictures, sounds)
    assert "meets" not in standing(found).values()
    assert verdict(found).startswith("No two layers of ")


def test_what_random_encoders_share_of_the_same_pictures_is_no_meeting():
    """Both keep what is alike in pixels: their twins do too, and say so."""
    rng = np.random.default_rng(0)
    pictures = [
        Image((np.ones((32, 32, 3)) * rng.integers(0, 256, 3)).astype(np.uint8), f"{i}")
        for i in range(24)
    ]
    found = map_models(load(folder("ViT")), load(folder("DINOv2")), pictures, pictures)
    assert found.metrics["cka"].p < 0.01 and "meets" not in standing(found).values()
    assert "not clearly more alike than " in verdict(found)


def test_a_model_and_what_was_made_out_of_it_do_not_meet_by_their_input(tmp_path):
    """Random weights: both read the same tokens by the same embeddings, and that is all."""
    texts = [Text(f"{who} {does}.") for who in ("The cat", "A dog", "The old horse", "My friend")
             for does in ("sleeps", "runs home", "eats the red apple", "sings")]  # fmt: skip
    write(tmp_path / "T5", "T5")
    encoder, decoder = (load(f"{tmp_path / 'T5'}{part}") for part in ("", "#decoder"))
    found = map_models(encoder, decoder, texts, texts)
    assert "meets" not in standing(found).values()
    assert "before their first block (CKA" in verdict(found)


def test_one_model_beside_itself_meets_nothing():
    items = [Text(f"The {one} sleeps.") for one in ("cat", "dog", "horse", "cow", "pig", "goat")]
    found = map_models(load("semhub-nano"), load("semhub-nano"), items, items)
    assert "meets" not in standing(found).values()
    assert "not clearly more alike than before their first block" in verdict(found)


def test_so_few_pairs_that_no_p_could_be_small_are_too_few():
    a, b = toys()
    assert "too few" in verdict(map_models(a, b, A[:4], B[:4], twin=twin))
    assert "too few" not in verdict(map_models(a, b, A[:6], B[:6], twin=twin))


def test_items_that_are_all_the_same_are_one_sentence():
    sentence = said(lambda: map_models(*toys(), A[:1] * 12, B[:12], twin=twin))
    assert "All items of a side are the same" in sentence


def test_every_cell_of_linear_prediction_is_a_ridge_regression_held_out():
    rng = np.random.default_rng(2)
    x, wide = rng.standard_normal((2, 30, 8)), rng.standard_normal((2, 30, 70))
    y = np.stack([x[0] @ rng.standard_normal((8, 5)), rng.standard_normal((30, 5))])
    for states in (x, wide):
        slow = [[max(slow_r2(a, b, penalty) for penalty in PENALTIES) for b in y] for a in states]
        np.testing.assert_allclose(cell_map(states, y, "linear").value, slow, atol=1e-9)


def test_linear_prediction_finds_few_directions_in_states_much_wider_than_there_are_items():
    rng = np.random.default_rng(4)
    shared = rng.standard_normal((40, 3))
    x, y = (shared @ rng.standard_normal((3, 400)) for _ in range(2))
    assert LinearPrediction(Pair(x, y)).value > 0.95
    noise = LinearPrediction(Pair(rng.standard_normal((40, 400)), y)).value
    assert -0.5 < noise < 0.2


def test_the_null_of_linear_prediction_is_the_best_cell_of_each_shuffle():
    rng = np.random.default_rng(3)
    x, y = rng.standard_normal((2, 20, 6)), rng.standard_normal((2, 20, 9))
    found = cell_map(x, y, "linear", resamples=200, seed=5)
    shuffles = permutations(20, 200, 5)
    best = np.max([LinearPrediction(Pair(a, b)).permuted(shuffles) for a in x for b in y], axis=0)
    assert found.null95 == pytest.approx(np.percentile(best, 95))


def test_left_out_values_of_linear_prediction_are_those_of_its_own_squares():
    rng = np.random.default_rng(6)
    x = rng.standard_normal((20, 4))
    metric = LinearPrediction(Pair(x, x @ rng.standard_normal((4, 3))))
    missed, whole = metric._squares
    assert metric.by_item.mean() == pytest.approx(metric.value)
    assert metric.leave_one_out()[3] == pytest.approx(
        1 - np.delete(missed, 3).sum() / np.delete(whole, 3).sum()
    )


def test_calibrated_is_zero_at_the_null_and_one_at_the_most(met):
    for found in met.metrics.values():
        value, null95 = found.value[1, 1], found.null95
        assert found.calibrated[1, 1] == pytest.approx((value - null95) / (1 - null95))
        assert replace(found, value=np.array([[found.null95, 1.0]])).calibrated.tolist() == [[0, 1]]


def test_a_cell_says_what_it_is_against_shuffled_partners(met):
    high, low = (cell_sentence(met, "cka", *cell, ("this", "that")) for cell in ((3, 1), (0, 0)))
    assert (
        high.startswith("Layer 3 of this and layer 1 of that: CKA 1.00")
        and "1.00 of the way" in high
    )
    assert "no more than they do" in low


@pytest.mark.parametrize(
    ("p", "meets"),
    [
        ((0.01, 0.02, 0.04), 3),
        ((0.01, 0.03, 0.04), 1),
        ((0.02, 0.02, 0.02), 0),
        ((0.005, 0.5, 0.5), 1),
    ],
)
def test_several_metrics_claim_together_no_more_often_than_one_would(p, meets):
    cells = {
        name: CellMap(np.array([[0.0, 0.5]]), (0, 1), 0.4, 0.6, 0.0, 0.2, one, 199, 0.1)
        for name, one in zip(ALL, p, strict=True)
    }
    found = LayerMap("m", 30, ("text", "image"), cells, {}, models=("m", "n"))
    assert list(standing(found).values()).count("meets") == meets


def test_what_is_there_before_any_block_is_no_meeting():
    cells = {"cka": CellMap(np.array([[0.45, 0.5]]), (0, 1), 0.4, 0.6, 0.0, 0.2, 0.001, 999, 0.1)}
    found = LayerMap("m", 30, ("text", "image"), cells, {}, models=("m", "n"))
    assert standing(found) == {"cka": "input"}


def test_what_untrained_twins_reach_is_no_meeting():
    cells = {"cka": CellMap(np.array([[0.0, 0.5]]), (0, 1), 0.4, 0.6, 0.0, 0.2, 0.001, 999, 0.45)}
    found = LayerMap("m", 30, ("text", "image"), cells, {}, models=("m", "n"))
    assert standing(found) == {"cka": "untrained"}


def test_twins_are_of_one_seed_only_where_a_model_stands_beside_itself():
    seeds = []

    def noting(model, modality, seed):
        seeds.append(seed)
        return twin(model, modality, seed)

    one, other = toys()
    map_models(one, one, A, B, twin=noting, metrics="mknn", resamples=1)
    map_models(one, other, A, B, twin=noting, metrics="mknn", resamples=1)
    assert seeds == [0, 0, 0, 1]


def test_a_model_without_a_twin_is_mapped_and_that_is_said():
    found = map_models(*toys(), A, B, resamples=199)
    assert np.isnan(found.metrics["cka"].untrained)
    assert "untrained twins were not run" in found.notes[0] and "untrained" not in verdict(found)


def test_the_json_has_the_calibrated_map_and_both_models(met):
    written = json.loads(json.dumps(met.to_dict(), allow_nan=False))
    assert written["models"] == list(met.models) and written["corner"] == {}
    for found in written["metrics"].values():
        assert np.shape(found["calibrated"]) == np.shape(found["value"]) == (5, 3)
        assert found["untrained"] is not None
    few = map_models(*toys(), A[:3], B[:3], twin=twin)
    assert json.loads(json.dumps(few.to_dict(), allow_nan=False))["metrics"]["cka"]["peak"] is None
    assert "3 pairs are too few" in verdict(few)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"b": B[:3]}, "Side A has 24 items and side B has 3"),
        ({"metrics": ["acc1"]}, "no metric “acc1”; choose one of cka, mknn, linear"),
        ({"a": A * 50, "b": B * 50}, "takes 1 to 1,000 pairs"),
        ({"second": "ViT"}, "The model is a name, “ViT”"),
    ],
)
def test_a_bad_argument_is_one_sentence(change, named):
    first, second = toys()
    given = {"first": first, "second": second, "a": A, "b": B, "twin": twin} | change
    with pytest.raises(InputError) as caught:
        map_models(**given)
    assert named in str(caught.value)
    assert_one_sentence(str(caught.value))


def test_a_text_for_a_model_that_sees_is_one_sentence():
    model = load(folder("ViT"))
    assert "takes image, but no text" in said(lambda: map_models(model, model, A, A))
