"""What lies outside a population: its own members do not, whatever its shape; others do."""

from __future__ import annotations

import numpy as np
import pytest

from semhub.statistics.outlying import INSIDE, Population

WIDTH = 128


def drawn(rows: int, seed: int) -> np.ndarray:
    """Members of a population whose directions differ a hundredfold in spread."""
    spread = np.geomspace(0.1, 10, WIDTH)
    return 3 + spread * np.random.default_rng(seed).normal(size=(rows, WIDTH))


@pytest.mark.parametrize("rows", [100, 200])
def test_new_members_are_called_outside_no_more_often_than_asked(rows):
    population = Population.of(drawn(rows, 0))
    assert population.outlying(drawn(2_000, 1)).mean() <= 2 * (1 - INSIDE)


def test_what_is_moved_along_a_direction_of_small_spread_lies_outside():
    population = Population.of(drawn(200, 0))
    moved = drawn(200, 1)
    moved[:, :20] += 3
    assert population.outlying(moved).mean() > 0.95


def test_no_member_helps_to_judge_itself():
    """With fewer members than dimensions each would lie near the rest that it shaped itself."""
    members = drawn(100, 0)
    population = Population.of(members)
    assert population.limit > population.shape.mahalanobis(members).max()
