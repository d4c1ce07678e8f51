"""How sure a mean is whose items share words: each item is of two words or more.

A model that was never trained has likes and dislikes of single words, and items that share a word
share those. So an interval is over words: each is left out in turn with all items that it occurs in
(the jackknife that leaves out a node and its ties: Snijders & Borgatti, "Non-Parametric Standard
Errors and Tests for Network Statistics", Connections 1999).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from semhub.statistics.band import Band
from semhub.statistics.clusters import FEWEST
from semhub.statistics.curve import jackknife_error


def over_words(values: np.ndarray, words: Sequence[Collection[str]]) -> Band:
    """Return the mean over items of (layers, n), with an interval that holds 95% for all layers at
    once (Bonferroni), by Student's t for the number of words.

    words: (n,) what each item is of. Words that stand in the same items count as one. With fewer
    than `FEWEST` of them the interval is NaN, as where leaving one out leaves no item.
    """
    from scipy.special import stdtrit

    rows: dict[str, set[int]] = {}
    for number, own in enumerate(words):
        for word in own:
            rows.setdefault(word, set()).add(number)
    left_out = {frozenset(numbers) for numbers in rows.values()}
    value, n = values.mean(axis=1), values.shape[1]
    if len(left_out) < FEWEST or max(map(len, left_out)) == n:
        nothing = np.full(len(value), np.nan)
        return Band(value, nothing, nothing)
    total = values.sum(axis=1)
    without = np.array(
        [(total - values[:, [*one]].sum(axis=1)) / (n - len(one)) for one in left_out]
    )
    error = np.array([jackknife_error(layer) for layer in without.T])
    reach = stdtrit(len(left_out) - 1, 1 - 0.025 / len(value)) * error
    return Band(value, value - reach, value + reach)
