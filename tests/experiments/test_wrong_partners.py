"""Partners that are wrong, and as long as the right ones."""

from __future__ import annotations

import numpy as np
import pytest

from semhub.experiments.wrong_partners import (
    BLOCK,
    lengths,
    matching_lengths,
    paired_lengths,
    wrong_partners,
)
from semhub.inputs import Audio, Text
from tests.cli.sensing import Sensing
from tests.toy import PlantedHub

SIZES = [2, 3, 5, 6, 7, 11, 12, 13, 50]


def drawn(kind: str, n: int) -> np.ndarray:
    rng = np.random.default_rng(n)
    return {
        "different": rng.permutation(n).astype(float),
        "ties": rng.integers(3, 6, n).astype(float),
        "equal": np.full(n, 4.0),
    }[kind]


@pytest.mark.parametrize("kind", ["different", "ties", "equal"])
@pytest.mark.parametrize("n", SIZES)
def test_every_item_gets_one_partner_that_is_another(kind, n):
    partners = wrong_partners(drawn(kind, n), 300, seed=0)
    assert partners.shape == (300, n)
    assert (np.sort(partners, axis=1) == np.arange(n)).all()
    assert (partners != np.arange(n)).all()


@pytest.mark.parametrize("kind", ["different", "ties"])
@pytest.mark.parametrize("n", SIZES)
def test_a_partner_is_no_farther_in_length_than_its_block_is_wide(kind, n):
    long = drawn(kind, n)
    partners = wrong_partners(long, 300, seed=0)
    order = np.sort(long)
    # Less than a block is left over at the end, and goes with the block before.
    widest = max(order[min(i + 2 * BLOCK - 2, n - 1)] - order[i] for i in range(n))
    assert np.abs(long[partners] - long).max() <= widest


def test_where_enough_items_are_as_long_no_partner_is_of_another_length():
    long = np.repeat([4.0, 9.0, 5.0, 7.0], [3, 5, 4, 30])
    assert (long[wrong_partners(long, 200, seed=0)] == long).all()


def test_a_length_that_few_items_have_is_exchanged_with_the_next_and_no_other():
    long = np.array([4.0] * 5 + [5.0, 6.0, 6.0] + [8.0] * 4)
    found = long[wrong_partners(long, 400, seed=0)]
    assert set(found[:, 5:8].ravel().tolist()) == {5, 6}
    assert (found[:, :5] == 4).all() and (found[:, 8:] == 8).all()


@pytest.mark.parametrize("long", [np.arange(12.0), np.full(12, 7.0)], ids=["different", "equal"])
def test_every_other_item_of_a_block_comes_up_as_partner_and_all_about_as_often(long):
    partners = wrong_partners(long, 6000, seed=1)
    for item in range(12):
        found, counts = np.unique(partners[:, item], return_counts=True)
        block = (
            set(range(12)) if np.ptp(long) == 0 else set(range(item // 3 * 3, item // 3 * 3 + 3))
        )
        assert set(found.tolist()) == block - {item}
        assert counts.min() > 0.8 * 6000 / (len(block) - 1)


def test_a_single_item_keeps_its_partner_and_a_seed_gives_the_same_again():
    assert wrong_partners(np.array([3.0]), 5, 0).tolist() == [[0]] * 5
    long = drawn("ties", 30)
    assert (wrong_partners(long, 9, 4) == wrong_partners(long, 9, 4)).all()
    assert (wrong_partners(long, 9, 4) != wrong_partners(long, 9, 5)).any()


def test_a_text_is_as_long_as_its_own_tokens_and_a_sound_as_its_seconds():
    sound = Audio(np.ones(8000, np.float32) / 2, 16_000, label="b1")
    assert lengths(PlantedHub(), [Text("a1 a2 a3"), Text("a4")]).tolist() == [3, 1]
    assert lengths(Sensing(), [sound]).tolist() == [0.5]


def test_lengths_are_those_of_side_b_unless_all_of_these_are_equal():
    a, b = np.array([1.0, 2, 3]), np.array([4.0, 4, 5])
    assert (matching_lengths(a, b) == b).all()
    assert (matching_lengths(a, np.full(3, 4.0)) == a).all()
    x, y = [Text("a1 a2"), Text("a3")], [Text("b1"), Text("b3")]
    assert paired_lengths(PlantedHub(), x, y).tolist() == [2, 1]
