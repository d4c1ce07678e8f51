"""Contrast: what is nearer is told, intervals are over items, and a variant goes with its item."""

from __future__ import annotations

import numpy as np
import pytest

from semhub.errors import InputError
from semhub.experiments.hard_negatives import MINIMUM_ITEMS, contrast, share
from semhub.similarity import centred, cosine
from tests.sentences import assert_one_sentence

N, WIDTH = 30, 16
RNG = np.random.default_rng(0)
OWN = np.eye(N, dtype=bool)


def states(noise: float) -> np.ndarray:
    """(2 layers, N, WIDTH): at layer 0 nothing of `MEANING`, at layer 1 all of it, and noise."""
    meant = MEANING + noise * RNG.normal(size=(N, WIDTH))
    return np.stack([RNG.normal(size=(N, WIDTH)), meant])


MEANING = RNG.normal(size=(N, WIDTH))
X = states(0.1)
Y = np.concatenate([states(0.1), states(2.0)], axis=1)  # partners, then their changed selves
OWNERS = np.tile(np.arange(N), 2)
NOTHING = np.zeros((N, N), dtype=bool)
KINDS = {
    "right": np.hstack([OWN, NOTHING]),
    "changed": np.hstack([NOTHING, OWN]),
    "strangers": np.hstack([~OWN, NOTHING]),
}
RESULT = contrast(X, Y, OWNERS, KINDS, [("right", "changed")])


def test_nearness_is_the_mean_centred_cosine_of_each_kind():
    for layer in range(2):
        table = cosine(centred(X[layer]), centred(Y[layer]))
        for kind, mask in KINDS.items():
            assert RESULT.nearness[kind].value[layer] == pytest.approx(table[mask].mean())


def test_the_right_partner_is_ahead_where_meaning_is_and_not_before():
    band = RESULT.ahead["right", "changed"]
    assert band.value[1] == 1.0
    assert band.low[0] < 0.5 < band.high[0]
    assert RESULT.counted["right", "changed"] == N


def test_an_item_without_partners_of_a_kind_is_not_counted():
    kinds = KINDS | {"same": np.hstack([NOTHING, NOTHING])}
    kinds["same"][:5, 5] = True
    result = contrast(X, Y, OWNERS, kinds, [("right", "same")])
    assert result.counted["right", "same"] == 5


def test_the_interval_is_that_of_items_drawn_anew():
    """The slow way: draw items, and put the drawn table together cell by cell."""
    from semhub.statistics.curve import bootstrap_indices, percentile_interval

    table = cosine(centred(X[1]), centred(Y[1]))
    for kind in ("right", "changed", "strangers"):
        values = []
        for draw in bootstrap_indices(N, 60, 0):
            cells = []
            for i in draw:
                for column, owner in enumerate(OWNERS):
                    if KINDS[kind][i, column]:
                        # A partner of another item is there as often as that item was drawn.
                        copies = 1 if owner == i else int((draw == owner).sum())
                        cells += [table[i, column]] * copies
            values.append(np.mean(cells))
        slow = percentile_interval(np.array(values))
        fast = contrast(X, Y, OWNERS, KINDS, [], resamples=60).nearness[kind]
        assert (fast.low[1], fast.high[1]) == pytest.approx(slow)


def test_the_order_of_items_changes_no_value():
    order = RNG.permutation(N)
    columns = np.concatenate([order, N + order])
    kinds = {kind: mask[order][:, columns] for kind, mask in KINDS.items()}
    moved = contrast(X[:, order], Y[:, columns], OWNERS, kinds, [("right", "changed")])
    for kind in KINDS:
        assert moved.nearness[kind].value == pytest.approx(RESULT.nearness[kind].value)
    assert moved.ahead["right", "changed"].value == pytest.approx(
        RESULT.ahead["right", "changed"].value
    )


def test_ties_do_not_count_as_ahead():
    same = np.concatenate([X, X], axis=1)
    result = contrast(X, same, OWNERS, KINDS, [("right", "changed")])
    assert (result.ahead["right", "changed"].value == 0).all()


def test_a_share_stays_between_zero_and_one_and_keeps_a_width_at_the_ends():
    band = share(np.ones((1, 50), dtype=bool))
    assert band.value[0] == 1 and 0.9 < band.low[0] < 1 and band.high[0] <= 1


def test_too_few_items_are_one_sentence():
    with pytest.raises(InputError) as caught:
        contrast(X[:, :1], Y[:, :1], OWNERS[:1], {"right": OWN[:1, :1]}, [])
    assert_one_sentence(str(caught.value))
    assert str(MINIMUM_ITEMS) in str(caught.value)
