"""The verdict on a curve: planted values and influences, and max-t by a loop."""

from __future__ import annotations

import json

import numpy as np
import pytest

from semhub.experiments.comparison import compare_states
from semhub.experiments.meeting import band_of_draws, meeting
from semhub.experiments.verdict import NO_MEETING, NOTHING, VERDICTS, Meeting
from semhub.similarity import METRICS, Pair
from semhub.statistics.clusters import clusters
from semhub.statistics.curve import Curve, bootstrap_indices, curve
from semhub.statistics.influence import drawn_errors

N = 400


def planted(value, *, influence=0.0, low=None, null95=0.1, n=N):
    """A curve of those values; each of n items moves a layer by a row of `influence`."""
    value = np.array(value, dtype=float)
    low = value - 0.01 if low is None else np.array(low)
    ways = (np.broadcast_to(influence, (len(value), n)).astype(float),)
    return Curve(value, low, value + 0.01, 1 / n, null95, 0.001, influence=ways)


def halves(size, layers, at, n=N):
    """Half of the items move the layers `at` up by `size`, the others down."""
    found = np.zeros((layers, n))
    found[at] = size * np.repeat([1, -1], n // 2)
    return found


def noisy(seed, n=60, layers=6, grouped=None):
    """The curve of retrieval on states that meet in the middle, with noise at every layer."""
    rng = np.random.default_rng(seed)
    z = rng.standard_normal((n, 12))
    strength = 0.5 + 0.7 * np.sin(np.linspace(0, np.pi, layers))
    prepared = [
        METRICS["acc1"](Pair(*(s * z + rng.standard_normal((n, 12)) for _side in range(2))))
        for s in strength
    ]
    return curve(prepared, 200, clusters=grouped)


# --- verdicts


@pytest.mark.parametrize(
    ("value", "band", "peak", "verdict"),
    [
        ([0.2, 0.9, 1.0, 0.9, 0.2], [1, 2, 3], [2], "meets and parts"),
        ([0.0, 0.9, 1.0, 0.9, 0.0], [1, 2, 3], [2], "meets and parts"),
        ([0.0, 0.5, 0.9, 0.9, 0.9], [], [2, 3, 4], "rises and stays"),
        ([0.0, 0.3, 0.6, 0.9, 1.0], [], [4], "rises and stays"),
        ([0.9, 0.9, 0.9, 0.9, 0.9], [], [0, 1, 2, 3, 4], "there from the start"),
        ([0.9, 0.6, 0.4, 0.2, 0.0], [], [0], "there from the start"),
        ([0.05, 0.09, 0.1, 0.09, 0.05], [], [], "nothing meets"),
        ([0.0, 0.0, 0.0, 0.0, 0.0], [], [], "nothing meets"),
    ],
)
def test_each_verdict_of_sure_values(value, band, peak, verdict):
    assert meeting(planted(value)) == Meeting("acc1", band, peak, verdict)
    assert verdict in VERDICTS


def test_what_does_not_beat_the_null_is_no_hub_however_far_it_rises():
    value = [0.0, 0.5, 0.9, 0.5, 0.0]
    assert meeting(planted(value, null95=0.95)) == NO_MEETING
    assert meeting(planted(value, null95=0.6)).band == [2]
    assert meeting(planted(value, low=[-0.5, 0.0, 0.3, 0.0, -0.5], null95=0.4)) == NO_MEETING


def test_a_rise_that_the_first_layer_has_already_is_none():
    assert meeting(planted([0.9, 0.5, 0.2, 0.5, 0.9])).verdict == "there from the start"


def test_one_layer_that_starts_below_its_null_and_barely_passes_it_later_claims_nothing():
    """Above the null at layer 2 alone, and not above layer 0: nothing can be said."""
    unsure = halves(2.0, 5, [1, 2, 3])
    found = meeting(planted([0.09, 0.1, 0.12, 0.1, 0.09], influence=unsure, low=[0.0] * 5))
    assert found == NO_MEETING


# --- closed forms


@pytest.mark.parametrize(("reach", "band"), [(1.45, []), (1.85, [1])])
def test_one_layer_over_two_sure_ends_needs_1_64_standard_errors(reach, band):
    """Both differences are then the same, so that their maximum is a normal deviate's."""
    influence = halves(1.0, 3, 1)
    spread = np.sqrt(1 / (N - 1) + 1 / N**2)
    value = [0.2, 0.2 + reach * spread, 0.2]
    assert meeting(planted(value, influence=influence)).band == band


def test_items_that_move_all_layers_alike_cast_no_doubt_on_their_difference():
    alike = np.broadcast_to(halves(3.0, 1, 0)[0], (3, N))
    assert meeting(planted([0.2, 0.25, 0.2], influence=alike)).band == [1]
    assert meeting(planted([0.2, 0.25, 0.2], influence=halves(3.0, 3, 1))).band == []


def test_the_peak_holds_what_is_within_1_64_standard_errors_of_the_best():
    influence = halves(1.0, 3, 1)
    spread = np.sqrt(1 / (N - 1) + 1 / N**2)
    near, far = ([0.0, 0.5, 0.5 - reach * spread] for reach in (1.45, 1.85))
    assert meeting(planted(near, influence=influence)).peak == [1, 2]
    assert meeting(planted(far, influence=influence)).peak == [1]


# --- against a loop


def by_a_loop(c: Curve, resamples: int, seed: int):
    """Band and peak, draw by draw and difference by difference."""
    layers, last = range(len(c.value)), len(c.value) - 1
    n = min(way.shape[1] for way in c.influence)

    def spread(k, m):
        square = 0
        for way in c.influence:
            moved = way[k] - way[m]
            square += sum(moved**2) / len(moved) / (len(moved) - 1)
        return np.sqrt(square + 1 / n**2)

    errors = []
    for row in range(resamples):
        error = np.zeros(len(c.value))
        for number, way in enumerate(c.influence):
            drawn = bootstrap_indices(way.shape[1], resamples, seed + number)[row]
            error += [np.mean([way[k, item] for item in drawn]) for k in layers]
        errors.append(error)
    best = int(np.argmax(c.value))
    ends = np.quantile(
        [max((e[k] - e[m]) / spread(k, m) for k in layers for m in (0, last)) for e in errors], 0.95
    )
    top = np.quantile([max((e[best] - e[k]) / spread(best, k) for k in layers) for e in errors],
                      0.95)  # fmt: skip
    band = [
        k for k in layers
        if c.low[k] > c.null95 and all(c.value[k] - c.value[m] > ends * spread(k, m)
                                       for m in (0, last))
    ]  # fmt: skip
    peak = [k for k in layers if c.value[best] - c.value[k] <= top * spread(best, k)]
    return band, peak


@pytest.mark.parametrize("seed", range(4))
def test_band_and_peak_are_those_of_a_loop(seed):
    found = noisy(seed)
    got = meeting(found, resamples=120, seed=seed)
    assert (got.band, got.peak) == by_a_loop(found, 120, seed)
    assert got.verdict == "meets and parts" if got.band else True


@pytest.mark.parametrize("seed", range(3))
def test_over_clusters_they_are_those_of_a_loop_too(seed):
    rng = np.random.default_rng(seed)
    grouped = clusters({"a": rng.integers(0, 9, 60), "b": rng.integers(0, 7, 60)}, 60)
    found = noisy(seed, grouped=grouped)
    got = meeting(found, resamples=120, seed=seed)
    assert (got.band, got.peak) == by_a_loop(found, 120, seed)


# --- draws


@pytest.mark.parametrize("seed", range(3))
def test_a_draw_without_an_error_has_the_band_itself(seed):
    found = noisy(seed)
    errors = drawn_errors(found.influence, 1000, 0)
    errors[0] = 0
    got = band_of_draws(found, errors)
    assert got.shape == (1000, 6)
    assert np.flatnonzero(got[0]).tolist() == meeting(found, seed=0).band


def test_a_draw_that_lifts_a_layer_over_both_ends_puts_it_in_the_band():
    found = planted([0.2, 0.2, 0.9, 0.2], influence=halves(0.1, 4, [1]))
    errors = np.zeros((50, 4))
    errors[1, 1], errors[2, 2] = 0.5, -0.8
    got = band_of_draws(found, errors)
    assert np.flatnonzero(got[0]).tolist() == [2]
    assert np.flatnonzero(got[1]).tolist() == [1, 2]
    assert not got[2].any()


# --- what is asked for does not matter


def sides(n=60, layers=5):
    rng = np.random.default_rng(0)
    z = rng.standard_normal((n, 12))
    strength = 0.4 + 1.2 * np.sin(np.linspace(0, np.pi, layers))[:, None, None]
    return (strength * z + rng.standard_normal((layers, n, 12)) for _side in range(2))


def test_the_verdict_is_that_of_all_layers_and_of_retrieval_whatever_was_asked_for():
    x, y = sides()
    whole = compare_states(x, y, [0, 1, 2, 3, 4], model="", pool="mean", metrics=["acc1"])
    assert whole.hub.verdict == "meets and parts" and whole.hub.band == [1, 2, 3]
    for layers, metrics in (([1, 3], ["acc1"]), ([4], ["cka", "gap"]), ([2, 1], ["mknn", "acc1"])):
        some = compare_states(x, y, layers, model="", pool="mean", metrics=metrics)
        assert some.layers == layers and some.hub == whole.hub


def test_no_other_metric_claims_a_hub():
    """States that are alike in structure, and whose partners are not each other's nearest."""
    rng = np.random.default_rng(1)
    z = rng.standard_normal((40, 12))
    turned = np.linalg.qr(rng.standard_normal((12, 12)))[0]
    strength = np.sin(np.linspace(0, np.pi, 5))[:, None, None]
    x, y = strength * z + 0.1, strength * (z @ turned) + 0.1
    x, y = (side + 0.05 * rng.standard_normal((5, 40, 12)) for side in (x, y))
    found = compare_states(x, y, list(range(5)), model="", pool="mean", metrics=["cka", "mknn"])
    for name in ("cka", "mknn"):
        value = found.metrics[name].value
        assert value[2] > max(value[0], value[-1]) + 0.4 and 2 in found.related(name)
    assert found.hub == NO_MEETING


@pytest.mark.parametrize("n", [1, 2, 3])
def test_of_too_few_pairs_nothing_meets(n):
    x = np.random.default_rng(0).standard_normal((5, n, 8))
    found = compare_states(x, x, list(range(5)), model="", pool="mean", metrics=["acc1"])
    assert found.hub == NO_MEETING and found.hub.verdict == NOTHING


# --- on file


def test_a_meeting_is_read_as_it_was_written():
    found = meeting(planted([0.2, 0.9, 1.0, 0.9, 0.2]))
    written = json.loads(json.dumps(found.to_dict()))
    assert written == {
        "metric": "acc1", "band": [1, 2, 3], "peak": [2], "verdict": "meets and parts"
    }  # fmt: skip
    assert Meeting.from_dict(written) == found
