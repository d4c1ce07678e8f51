"""How popular the most popular neighbour is, and what chance would give."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy import stats

from semhub.errors import InputError
from semhub.similarity import METRICS, Pair
from semhub.similarity.hubness import largest_count, popularity
from tests.similarity.sides import noisy_sides


def test_counts_are_how_many_queries_have_each_item_as_their_nearest():
    pair = Pair(*noisy_sides(0, n=30))
    s = pair.centred_similarity
    of_y, of_x = popularity(pair)
    assert of_y.counts.tolist() == np.bincount(s.argmax(1), minlength=30).tolist()
    assert of_x.counts.tolist() == np.bincount(s.argmax(0), minlength=30).tolist()
    assert of_y.share == of_y.counts.max() / 30
    assert of_y.counts[of_y.most] == of_y.counts.max()


def test_items_that_tie_for_the_nearest_share_a_query():
    x = np.ones((15, 4))
    of_y, of_x = popularity(Pair(x, x))
    np.testing.assert_allclose(of_y.counts, 1)
    assert of_y.skewness == of_x.skewness == 0


def test_skewness_is_that_of_how_often_each_item_is_among_the_ten_nearest():
    pair = Pair(*noisy_sides(1, n=40))
    among = np.argsort(-pair.centred_similarity, axis=1)[:, :10]
    expected = stats.skew(np.bincount(among.ravel(), minlength=40))
    assert popularity(pair)[0].skewness == pytest.approx(expected)


def test_a_planted_popular_item_is_found_and_loses_most_of_it_under_csls():
    x, y = noisy_sides(0, n=60, d=20, noise=0.5)
    pair = with_a_popular_item(x, y)
    plain, scaled = popularity(pair)[0], popularity(pair, csls=True)[0]
    assert plain.most == 0 and plain.low > plain.chance95
    assert scaled.share < plain.share / 2


def with_a_popular_item(x, y):
    """A pair whose item 0 of y is a little nearer to every x than most partners are."""
    pair = Pair(x, y)
    pair.centred_similarity[:, 0] = np.median(np.diag(pair.centred_similarity))
    return pair


@pytest.mark.parametrize("n", [2, 3, 5])
def test_the_largest_count_at_random_is_that_of_all_choices_written_out(n):
    largest = [max(map(choice.count, range(n))) for choice in itertools.product(range(n), repeat=n)]
    expected = [np.mean(np.array(largest) <= m) for m in range(n + 1)]
    np.testing.assert_allclose(largest_count(n), expected, atol=1e-12)


def test_chance_is_that_of_simulated_choices():
    n = 200
    drawn = np.random.default_rng(0).multinomial(n, np.full(n, 1 / n), size=4000).max(1)
    got = popularity(Pair(*noisy_sides(0, n=n)))[0]
    assert got.chance * n == pytest.approx(drawn.mean(), abs=4 * drawn.std() / np.sqrt(4000))
    assert got.chance95 * n == np.percentile(drawn, 95, method="inverted_cdf")


@pytest.mark.parametrize("even", [True, False])
def test_the_interval_of_the_most_popular_covers_although_it_was_picked_for_being_so(even):
    rng, n = np.random.default_rng(0), 50
    wanted = np.full(n, 1 / n) if even else np.append(0.3, np.full(n - 1, 0.7 / (n - 1)))
    inside = 0
    for _ in range(500):
        pair = Pair(np.zeros((n, 1)), np.zeros((n, 1)))
        pair.centred_similarity[np.arange(n), rng.choice(n, n, p=wanted)] = 1
        got = popularity(pair)[0]
        inside += got.low <= wanted[got.most] <= got.high
    assert inside / 500 >= 0.95


def test_too_few_items_get_one_sentence():
    with pytest.raises(InputError, match="at least 3 pairs"):
        popularity(Pair(np.eye(2), np.eye(2)))
    with pytest.raises(InputError, match=f"at least {METRICS['csls_acc1'].minimum_items}"):
        popularity(Pair(np.eye(5), np.eye(5)), csls=True)
    assert np.isnan(popularity(Pair(np.eye(5), np.eye(5)))[0].skewness)
