"""How values move when items or clusters are drawn anew."""

from __future__ import annotations

import numpy as np

from semhub.statistics.curve import bootstrap_indices
from semhub.statistics.influence import drawn_errors


def test_errors_of_the_draws_are_the_mean_influence_of_what_is_drawn():
    way = np.random.default_rng(0).standard_normal((3, 25))
    draws = bootstrap_indices(25, 40, 7)
    slow = [[np.mean(way[k, row]) for k in range(3)] for row in draws]
    np.testing.assert_allclose(drawn_errors((way,), 40, 7), slow, atol=1e-12)


def test_several_ways_of_grouping_are_drawn_apart_and_added():
    rng = np.random.default_rng(1)
    ways = rng.standard_normal((2, 9)), rng.standard_normal((2, 5))
    apart = drawn_errors(ways[:1], 30, 4) + drawn_errors(ways[1:], 30, 5)
    np.testing.assert_allclose(drawn_errors(ways, 30, 4), apart, atol=1e-12)
