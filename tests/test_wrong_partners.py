"""Partners that are wrong, and as long as the right ones."""

from __future__ import annotations

import numpy as np
import pytest

from semhub.inputs import Audio, Text
from semhub.wrong_partners import (
    BLOCK,
    lengths,
    paired_lengths,
    telling_lengths,
    wrong_partners,
)
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
    places = range(0, n, BLOCK)
    # Less than a block is left over at the end, and goes with the block before.
    widest = max(order[min(i + 2 * BLOCK - 2, n - 1)] - order[i] for i in places)
    assert np.abs(long[partners] - long).max() <= widest


def test_every_other_item_of_a_block_comes_up_as_partner_and_all_about_as_often():
    partners = wrong_partners(np.arange(12.0), 6000, seed=1)
    for item in range(12):
        found, counts = np.unique(partners[:, item], return_counts=True)
        block = set(range(item // BLOCK * BLOCK, item // BLOCK * BLOCK + BLOCK)) - {item}
        assert set(found.tolist()) == block
        assert counts.min() > 0.8 * 6000 / (BLOCK - 1)


def test_ties_are_in_random_order_so_that_equal_lengths_mix_across_blocks():
    partners = wrong_partners(np.full(40, 7.0), 4000, seed=1)
    assert all(len(set(partners[:, item].tolist())) == 39 for item in range(40))


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
    assert (telling_lengths(a, b) == b).all()
    assert (telling_lengths(a, np.full(3, 4.0)) == a).all()
    x, y = [Text("a1 a2"), Text("a3")], [Text("b1"), Text("b3")]
    assert paired_lengths(PlantedHub(), x, y).tolist() == [2, 1]
