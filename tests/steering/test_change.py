"""An effect is of items, and its band of what random pushes do."""

from __future__ import annotations

import numpy as np
import pytest

from semhub.steering import Band, Effect, Point


def test_an_effect_is_held_against_the_centre_of_random_ones_not_against_zero():
    """Random pushes that all do as much as the push itself are no background of zero."""
    before, still = np.zeros((4, 2)), np.zeros((20, 4), dtype=bool)
    means = 3 + np.linspace(-1, 1, 20)
    after = np.zeros((20, 4, 2))
    after[:, :, 1] = means[:, None]
    band = Band.of(before, after, still)
    assert band.centre == pytest.approx(3) and band.low < 2.1 and band.high > 3.9
    slow = [abs(one - np.delete(means, k).mean()) for k, one in enumerate(means)]
    assert band.limit == pytest.approx(np.quantile(slow, 0.95, method="weibull"))
    effect = Effect.of(before, np.column_stack([np.zeros(4), np.full(4, 3.0)]), still[0])
    point = Point((3,), 1.0, effect, effect, None, (), band)
    assert point.times_random == pytest.approx(0, abs=1e-9)
    assert Band.of(before, after[:1], still[:1]).to_dict()["limit"] is None


def test_an_answer_that_became_a_third_word_or_another_token_has_changed_and_not_flipped():
    before = np.array([[2.0, 0, 1, 0]] * 4 + [[0, 2.0, 0, 0]])
    after = before.copy()
    after[0, 1] = 5  # the word that was wished for
    after[1, 2] = 5  # a third one
    after[4, 2] = 5  # from the word that was wished for: not counted among those that could flip
    another = np.array([True, True, True, False, True])  # the third item says something else first
    effect = Effect.of(before, after, another)
    assert (effect.flips, effect.strays, effect.changes) == (0.25, 0.25, 0.75)
    assert effect.changed.tolist() == [True, True, True, False, True]
    band = Band.of(before, np.stack([after, before]), np.stack([another, another & False]))
    assert (band.flips, band.strays, band.changes) == (0.125, 0.125, 0.375)


def test_a_random_direction_passes_the_band_in_one_case_of_twenty():
    rng = np.random.default_rng(0)
    before = np.zeros((3, 2))
    passed = []
    for _ in range(4000):
        pushes = rng.standard_normal(21)
        after = np.zeros((20, 3, 2))
        after[:, :, 1] = 7 + pushes[:20, None]
        band = Band.of(before, after, np.zeros((20, 3), dtype=bool))
        passed.append(abs(7 + pushes[20] - band.centre) > band.limit)
    assert np.mean(passed) == pytest.approx(0.05, abs=0.012)


def test_the_share_that_moved_the_wrong_way_and_the_interval_are_over_items():
    before = np.zeros((4, 2))
    after = np.array([[0.0, 1.0], [0.0, 2.0], [0.0, -1.0], [0.0, 2.0]])
    effect = Effect.of(before, after, np.zeros(4, dtype=bool))
    assert effect.wrong_way == 0.25 and effect.mean == 1.0
    assert -1 <= effect.low < 1.0 < effect.high <= 2
