import json

import numpy as np
import pytest

from semhub.errors import InputError
from semhub.experiments.comparison import (
    WRONG_PARTNERS,
    compare,
    compare_states,
    like_length,
    pair_cosine,
    similarity_matrix,
    without_length,
)
from semhub.experiments.verdict import Meeting
from semhub.experiments.wrong_partners import wrong_partners
from semhub.inputs import Text
from semhub.similarity import METRICS
from semhub.states.extraction import extract
from semhub.statistics.curve import permutations
from semhub.validity.simulated import with_sink
from tests.reference import METRICS as SLOW
from tests.sentences import said
from tests.toy import PlantedHub
from tests.toy_sink import PlantedSink

N = 20
A = [Text(f"a{i}") for i in range(N)]
B = [Text(f"b{i}") for i in range(N)]


@pytest.fixture(scope="module")
def met():
    """Two languages that meet at layer 2 of 4."""
    return compare(PlantedHub(meets_at=2), A, B)


def test_the_toys_languages_are_related_from_the_layer_on_at_which_they_meet(met):
    assert met.related("acc1") == [2, 3, 4]
    assert met.hub == Meeting("acc1", band=[], peak=[2, 3, 4], verdict="rises and stays")
    assert met.metrics["acc1"].value[2] == 1.0
    assert met.metrics["acc1"].value[1] < 0.3


def test_the_peak_is_where_the_leading_metric_is_largest(met):
    metric, layer = met.peak
    assert metric == "centred_gap"
    assert layer == int(np.argmax(met.metrics[metric].value)) >= 2


@pytest.mark.parametrize("metric", METRICS)
def test_every_metric_agrees_with_its_formula_at_every_layer(metric):
    model = PlantedHub(meets_at=2)
    found = compare(model, A, B, metrics=[metric])
    x, y = extract(model, A), extract(model, B)
    slow = [SLOW[metric](a.astype(float), b.astype(float)) for a, b in zip(x, y, strict=True)]
    np.testing.assert_allclose(found.metrics[metric].value, slow, atol=1e-6)


def test_shuffled_meanings_have_no_hub():
    order = np.random.default_rng(1).permutation(N)
    result = compare(PlantedHub(meets_at=2), A, [B[i] for i in order])
    assert result.related("centred_gap") == [] == result.hub.band
    assert result.hub.verdict == "nothing meets"
    assert result.metrics["centred_gap"].p > 0.05


def test_chosen_layers_are_the_same_numbers_as_among_all(met):
    some = compare(PlantedHub(meets_at=2), A, B, layers=[1, 3], metrics=["gap"])
    assert some.layers == [1, 3]
    np.testing.assert_allclose(some.metrics["gap"].value, met.metrics["gap"].value[[1, 3]])


@pytest.mark.parametrize("metric", ["acc1", "centred_gap", "cka"])
def test_the_null_is_the_harder_one_of_shuffled_and_of_wrong_partners(metric):
    """On plain means of a sink, which tell lengths alone, wrong partners are far the harder."""
    states = with_sink(24, seed=1)
    wrong = wrong_partners(states.lengths[1], 30, 3)
    shuffled = permutations(24, 50, 5)
    middle = slice(3, 6)
    found = compare_states(
        states.x[middle], states.y[middle], [0, 1, 2], model="", pool="mean", wrong=wrong,
        metrics=[metric], resamples=50, seed=5,
    ).metrics[metric]  # fmt: skip

    def best(partners):
        layers = zip(states.x[middle], states.y[middle], strict=True)
        return np.max([[SLOW[metric](x, y[p]) for p in partners] for x, y in layers], axis=0)

    nulls = [best(shuffled), best(wrong)]
    expected = [np.percentile(null, 95) for null in nulls]
    assert found.null95 == pytest.approx(max(expected))
    assert metric == "acc1" or expected[1] > expected[0] + 0.1
    assert found.p == pytest.approx(
        max((1 + sum(null >= found.value.max() - 1e-9)) / (len(null) + 1) for null in nulls)
    )


def test_compare_is_against_wrong_partners_of_like_length():
    model, ones = PlantedHub(40), [Text(" ".join(f"b{k}" for k in range(i % 9 + 1)))
                                   for i in range(40)]  # fmt: skip
    found = like_length(model, [Text(f"a{i}") for i in range(40)], ones, seed=2)
    np.testing.assert_array_equal(found, wrong_partners(np.arange(40) % 9 + 1, WRONG_PARTNERS, 2))


def test_length_that_is_taken_off_leaves_no_sink_in_plain_means():
    model = PlantedSink()
    rng = np.random.default_rng(0)
    a, b = ([Text(" ".join(["a0", *(f"{side}{k}" for k in rng.integers(1, 60, length))]))
             for length in lengths] for side, lengths in
            (("a", rng.integers(3, 12, 40)), ("b", rng.integers(3, 12, 40))))  # fmt: skip
    asked = dict(pool="mean", metrics=["cka"])
    x = extract(model, a, pool="mean")
    rest = without_length(model, a, x)
    tokens = np.array([len(text.text.split()) for text in a])
    direction = (rest[2] - rest[2].mean(0)) @ model.sink.numpy()
    assert abs(np.corrcoef(x[2] @ model.sink.numpy(), 1 / tokens)[0, 1]) > 0.99
    assert abs(np.corrcoef(direction, 1 / tokens)[0, 1]) < 1e-3
    taken, plain = (compare(model, a, b, partial=p, **asked) for p in ("length", None))
    assert not np.allclose(taken.metrics["cka"].value, plain.metrics["cka"].value)
    sentence = said(lambda: compare(model, a[:5], b[:5], partial="length", **asked))
    assert "takes at least 12 items" in sentence


def test_the_same_seed_gives_the_same_intervals(met):
    again = compare(PlantedHub(meets_at=2), A, B)
    np.testing.assert_array_equal(again.metrics["gap"].low, met.metrics["gap"].low)


def test_the_json_has_the_contracts_keys_and_one_number_a_layer(met):
    result = json.loads(json.dumps(met.to_dict(), allow_nan=False))
    assert set(result) == {"model", "pool", "n", "layers", "metrics", "peak", "hub"}
    assert set(result["hub"]) == {"metric", "band", "peak", "verdict"}
    assert list(result["metrics"]) == ["gap", "centred_gap", "acc1", "mrr", "cka", "mknn"]
    for curve in result["metrics"].values():
        assert set(curve) == {"value", "low", "high", "chance", "null95", "p"}
        assert len(curve["value"]) == len(curve["low"]) == len(result["layers"]) == 5


def test_what_too_few_pairs_cannot_tell_is_null_in_the_json():
    result = compare(PlantedHub(), A[:5], B[:5]).to_dict()
    assert result["metrics"]["mknn"]["value"] == [None] * 5
    assert result["metrics"]["mknn"]["p"] is None
    assert None not in result["metrics"]["acc1"]["value"]


def test_one_pair_still_has_a_cosine_at_every_layer():
    model = PlantedHub(meets_at=2)
    x, y = extract(model, A[:1]), extract(model, B[:1])
    curve = pair_cosine(x, y)
    assert curve.shape == (5,)
    np.testing.assert_allclose(curve[2:], 1.0, atol=1e-6)
    assert similarity_matrix(x[3], y[3]) == pytest.approx(np.array([[1.0]]))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"b": B[:3]}, "Side A has 20 items and side B has 3"),
        ({"pool": "max"}, "no pooling “max”"),
        ({"layers": [9]}, "layers 0 to 4, and no layer 9"),
        ({"metrics": ["euclid"]}, "no metric “euclid”"),
    ],
)
def test_a_bad_argument_is_one_sentence(change, sentence):
    arguments = {"a": A, "b": B} | change
    with pytest.raises(InputError, match=sentence):
        compare(PlantedHub(), **arguments)
