"""Where nothing meets, nothing is reported; where sides meet and part, it is: simulated states.

The kinds that `semhub check` has, and harder ones. `pytest -m long tests/validity` draws more.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from semhub.experiments.comparison import WRONG_PARTNERS, compare_states
from semhub.experiments.wrong_partners import wrong_partners
from semhub.validity.simulated import HILL, WITH, WITHOUT, simulated, with_sink

LAYERS, WIDTH = 13, 32
DEPTH = np.linspace(0, 1, LAYERS)
RISE = np.exp(-(((DEPTH - 0.5) / 0.2) ** 2))


def banded(compared) -> list[bool]:
    return [bool(found.hub.band) for found in compared]


# --- the kinds of `semhub check`


def test_of_200_simulated_models_without_a_hub_at_most_one_in_twenty_has_a_band():
    found = [simulated(kind, 200, seed).compared() for kind in WITHOUT for seed in range(40)]
    assert np.mean(banded(found)) <= 0.05


@pytest.mark.parametrize("kind", WITH)
def test_a_rise_of_three_tenths_over_both_ends_is_found(kind):
    found = [simulated(kind, 200, seed).compared() for seed in range(20)]
    values = np.mean([one.metrics["acc1"].value for one in found], axis=0)
    assert values.max() - max(values[0], values[-1]) == pytest.approx(0.35, abs=0.1)
    assert np.mean(banded(found)) >= 0.95
    middle = len(HILL) // 2
    assert all(middle in one.hub.band and one.hub.verdict == "meets and parts" for one in found)


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [
        ("flat", "there from the start"),
        ("falling", "there from the start"),
        ("rising", "rises and stays"),
        ("length", "nothing meets"),
        ("nothing", "nothing meets"),
    ],
)
def test_each_kind_without_a_hub_is_called_what_it_is(kind, verdict):
    found = Counter(simulated(kind, 200, seed).compared().hub.verdict for seed in range(20))
    assert found[verdict] >= 18


@pytest.mark.parametrize(
    ("metric", "runs", "allowed"),
    [("centred_gap", 20, 0.15), pytest.param("cka", 8, 0.4, marks=pytest.mark.long)],
)
def test_a_sink_stands_out_among_shuffled_pairs_and_not_among_wrong_ones_of_like_length(
    metric, runs, allowed
):
    """More often by CKA, for which the few shortest items weigh most: hardly a wrong partner of
    these is exactly as long as the right one."""
    found = []
    for seed in range(runs):
        states = with_sink(200, seed)
        old = states.compared(metric, like_length=False).metrics[metric]
        assert old.p <= 0.002 and old.value.max() > 0.5
        found.append(states.compared(metric))
    assert np.mean([new.metrics[metric].p <= 0.05 for new in found]) <= allowed
    assert np.mean([bool(new.related(metric)) for new in found]) <= 0.1
    assert all(new.hub.verdict == "nothing meets" for new in found)


# --- harder ones


def noise(rng, n, kept):
    """Of which each layer hands on the share `kept`."""
    found = [rng.standard_normal((n, WIDTH))]
    while len(found) < LAYERS:
        fresh = rng.standard_normal((n, WIDTH))
        found.append(kept * found[-1] + np.sqrt(1 - kept**2) * fresh)
    return np.stack(found)


def tokens(rng, n):
    a = rng.integers(5, 25, n)
    return a, np.maximum(a + rng.integers(-2, 3, n), 3)


def shared(rng, n, strength, kept, meaning=None):
    """Both sides hold the meaning with a strength a layer, and noise of their own."""
    z = rng.standard_normal((n, WIDTH)) if meaning is None else meaning
    strength = np.broadcast_to(strength, LAYERS)[:, None, None]
    return [strength * z + noise(rng, n, kept) for _side in range(2)], tokens(rng, n)


def length_in_many_dimensions(rng, n):
    """Every length has a place of its own, which its neighbours share a little."""
    lengths = tokens(rng, n)
    places = rng.standard_normal((40, WIDTH))
    codes = [np.exp(-((own[:, None] - np.arange(40)) ** 2) / 2) @ places for own in lengths]
    return [2 * RISE[:, None, None] * code + 0.3 * noise(rng, n, 0.9) for code in codes], lengths


def same_length_on_both_sides(rng, n):
    """As between two encodings of one text: length tells one partner from most others."""
    own, _ = tokens(rng, n)
    code = np.cos(np.outer(own, rng.standard_normal(WIDTH) / 2) + rng.uniform(0, 6, WIDTH))
    sides = [2 * RISE[:, None, None] * code + 0.3 * noise(rng, n, 0.9) for _side in range(2)]
    return sides, (own, own)


def near_duplicate_pairs(rng, n):
    """Four items mean nearly the same: partners are hard to tell apart, at all layers alike."""
    meaning = rng.standard_normal((n // 4 + 1, WIDTH))[rng.integers(0, n // 4 + 1, n)]
    return shared(rng, n, 1.0, 0.5, meaning)


def sink_in_plain_means(rng, n):
    sink, lengths = rng.standard_normal(WIDTH), tokens(rng, n)
    hill = (99 * RISE)[:, None, None]
    return [
        (hill * sink + noise(rng, n, 0.8) * np.sqrt(own)[:, None]) / own[:, None] for own in lengths
    ], lengths


HARD = {
    "noise of each layer its own": lambda rng, n: shared(rng, n, 0.6, 0.0),
    "noise that hardly changes": lambda rng, n: shared(rng, n, 0.6, 0.99),
    "very high at all layers": lambda rng, n: shared(rng, n, 1.6, 0.0),
    "all found everywhere": lambda rng, n: shared(rng, n, 3.0, 0.5),
    "a steep rise": lambda rng, n: shared(rng, n, 0.1 + 1.5 * DEPTH, 0.5),
    "a steep fall": lambda rng, n: shared(rng, n, 1.6 - 1.5 * DEPTH, 0.5),
    "a dip": lambda rng, n: shared(rng, n, 1.2 - 0.8 * RISE, 0.5),
    "near duplicates": near_duplicate_pairs,
    "a code of length in many dimensions": length_in_many_dimensions,
    "the same length on both sides": same_length_on_both_sides,
    "a sink in plain means": sink_in_plain_means,
    "nothing": lambda rng, n: shared(rng, n, 0.0, 0.8),
}


FEW = ("the same length on both sides",)
"""Kinds that need 100 pairs: among fewer, hardly a wrong partner is exactly as long."""


def compared(make, seed, n):
    rng = np.random.default_rng(seed)
    (x, y), lengths = make(rng, n)
    wrong = wrong_partners(lengths[1], WRONG_PARTNERS, seed)
    return compare_states(
        x, y, list(range(LAYERS)), model="", pool="mean", wrong=wrong, metrics=["acc1"],
        resamples=300, seed=seed,
    )  # fmt: skip


@pytest.mark.parametrize("kind", HARD)
def test_harder_models_without_a_hub_have_no_band_but_by_chance(kind):
    few = 100 if kind in FEW else 50
    found = [compared(HARD[kind], seed, n) for n in (200, few) for seed in range(20)]
    assert np.mean(banded(found)) <= 0.05


@pytest.mark.long
@pytest.mark.parametrize("n", [12, 50, 200])
@pytest.mark.parametrize("kind", HARD)
def test_harder_models_without_a_hub_have_no_band_but_by_chance_in_many_draws(kind, n):
    if kind in FEW and n < 100:
        pytest.skip("few lengths, the same on both sides, name the partner: nothing can tell")
    found = [compared(HARD[kind], seed, n) for seed in range(300)]
    assert np.mean(banded(found)) <= 0.05


@pytest.mark.parametrize("kept", [0.0, 0.8, 0.95])
def test_a_planted_hub_is_found_whatever_the_noise_keeps(kept):
    strength = 0.8 + 0.33 * RISE
    found = [
        compared(lambda rng, n: shared(rng, n, strength, kept), seed, 200) for seed in range(20)
    ]
    assert np.mean(banded(found)) >= 0.95


def test_a_band_lies_away_from_both_ends_and_holds_the_best_layer():
    for seed in range(10):
        found = compared(lambda rng, n: shared(rng, n, 0.4 + 1.0 * RISE, 0.8), seed, 200)
        best = int(np.argmax(found.metrics["acc1"].value))
        assert best in found.hub.band and best in found.hub.peak
        assert not {0, LAYERS - 1} & {*found.hub.band, *found.hub.peak}
