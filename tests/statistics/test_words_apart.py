"""An interval over words: items that share a word are no independent evidence."""

from __future__ import annotations

import numpy as np

from semhub.statistics.words_apart import over_words


def test_words_of_one_item_each_give_students_interval_of_the_mean():
    from scipy import stats

    values = np.random.default_rng(0).normal(size=(1, 12))
    found = over_words(values, [(f"w{k}", f"v{k}") for k in range(12)])
    half = stats.t.ppf(0.975, 11) * values[0].std(ddof=1) / np.sqrt(12)
    np.testing.assert_allclose(
        [found.low[0], found.high[0]], [values.mean() - half, values.mean() + half]
    )


def test_likes_of_single_words_are_seldom_taken_for_evidence():
    """Every word has a value of its own at every layer, as in a model that was never trained."""
    rng, missed = np.random.default_rng(1), 0
    for _ in range(200):
        likes = rng.normal(size=(5, 16))
        pairs = [rng.choice(16, 2, replace=False) for _ in range(48)]
        values = np.stack([likes[:, a] + likes[:, b] for a, b in pairs], axis=1)
        found = over_words(values, [(str(a), str(b)) for a, b in pairs])
        missed += (found.low > 0).any() or (found.high < 0).any()
    assert missed / 200 <= 0.07


def test_too_few_words_give_no_interval():
    assert np.isnan(over_words(np.ones((2, 3)), [("a", "b"), ("a", "c"), ("b", "c")]).low).all()
    assert np.isnan(over_words(np.ones((2, 1)), [("a", "b")]).high).all()
