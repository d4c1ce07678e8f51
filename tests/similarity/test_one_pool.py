"""Many sides in one pool, against loops over all states, and where the answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from semhub.errors import InputError
from semhub.similarity import blocks
from semhub.similarity.one_pool import OnePool
from tests.similarity.sides import noisy_sides, value
from tests.similarity.test_slow_versions import slow_cosine


def sides(seed=0, n=9, d=5, ties=False):
    rng = np.random.default_rng(seed)
    z = rng.standard_normal((n, d))
    found = {name: z + 0.7 * rng.standard_normal((n, d)) for name in "abc"}
    if ties:
        found = {name: np.round(side[:, :2]) for name, side in found.items()}
        found["a"][1] = found["b"][1] = found["b"][0]
    return found


def slow(found, name):
    """(share of the same meaning, share of the same side) of one side's items."""
    n = len(found[name])
    meaning, side = [], []
    for i in range(n):
        near = {
            (other, j): slow_cosine(found[name][i], found[other][j])
            for other in found
            for j in range(n)
            if (other, j) != (name, i)
        }
        same = max(c for (_, j), c in near.items() if j == i)
        meaning.append(all(c < same - 1e-9 for (_, j), c in near.items() if j != i))
        own = max(c for (other, _), c in near.items() if other == name)
        side.append(all(c <= own + 1e-9 for (other, _), c in near.items() if other != name))
    return np.mean(meaning), np.mean(side)


@pytest.mark.parametrize("ties", [False, True])
def test_both_shares_are_those_of_the_slow_loop(ties):
    for seed in range(4):
        found = sides(seed, ties=ties)
        pool = OnePool(found)
        for name in found:
            meaning, side = slow(found, name)
            assert pool.meaning(name).value == pytest.approx(meaning)
            assert pool.side(name).value == pytest.approx(side)


@pytest.mark.parametrize("ties", [False, True])
def test_leave_one_out_is_the_slow_share_without_that_row_of_all_sides(ties):
    found = sides(1, ties=ties)
    pool = OnePool(found)
    for name in found:
        without = [
            slow({key: np.delete(side, i, 0) for key, side in found.items()}, name)
            for i in range(9)
        ]
        meaning, side = np.transpose(without)
        np.testing.assert_allclose(pool.meaning(name).leave_one_out(), meaning)
        np.testing.assert_allclose(pool.side(name).leave_one_out(), side)


def test_two_sides_in_one_pool_are_joint_retrieval():
    x, y = noisy_sides(3, n=25)
    pool = OnePool({"x": x, "y": y})
    both = (pool.meaning("x").value + pool.meaning("y").value) / 2
    assert both == pytest.approx(value("joint_acc1", x, y))


def test_the_more_sides_lie_elsewhere_the_less_they_take_from_one_that_mixes():
    x, y = noisy_sides(0, n=30, noise=0.1)
    far = x @ np.diag([0.1] * 7) + np.array([9.0] + [0] * 6)
    pool = OnePool({"x": x, "y": y, "far": far})
    assert pool.meaning("x").value > 0.8 and pool.side("x").value < 0.2
    assert pool.meaning("far").value == 0 and pool.side("far").value == 1


def test_chance_is_the_mean_over_all_ways_to_name_the_states_of_one_pool():
    rng = np.random.default_rng(0)
    states, meanings, own = rng.standard_normal((15, 6)), [], []
    for _ in range(3000):
        rng.shuffle(states)
        pool = OnePool(dict(zip("abc", states.reshape(3, 5, 6), strict=True)))
        meanings.append(pool.meaning("a").value)
        own.append(pool.side("a").value)
    for values, chance in ((meanings, pool.chance_meaning), (own, pool.chance_side)):
        error = np.std(values) / np.sqrt(len(values))
        assert np.mean(values) == pytest.approx(chance, abs=4 * error)


def test_sides_that_cannot_share_a_pool_get_one_sentence():
    x, y = noisy_sides(0)
    for bad in ({}, {"x": x}, {"x": x, "y": y[:-1]}, {"x": x[0], "y": y[0]}):
        with pytest.raises(InputError, match="two or more sides"):
            OnePool(bad)
    with pytest.raises(InputError, match="float32"):
        OnePool({"x": x, "y": y * np.nan})


@pytest.mark.parametrize("entries", [1, 40, 10**6])
@pytest.mark.parametrize("ties", [False, True])
def test_both_shares_by_rows_are_those_of_whole_matrices(monkeypatch, ties, entries):
    found = sides(2, n=23, ties=ties)
    whole = OnePool(found)
    expected = [ask for name in found for ask in (whole.meaning(name), whole.side(name))]
    monkeypatch.setattr(blocks, "WHOLE", 0)
    monkeypatch.setattr(blocks, "ENTRIES", entries)
    pool = OnePool(found)
    got = [ask for name in found for ask in (pool.meaning(name), pool.side(name))]
    assert not vars(pool).keys() & {"_own", "_others"}
    for a, b in zip(got, expected, strict=True):
        assert a.value == b.value
        np.testing.assert_array_equal(a.leave_one_out(), b.leave_one_out())
