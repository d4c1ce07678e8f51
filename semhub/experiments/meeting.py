"""Do two sides meet in the middle layers, and part again? Told by retrieval alone.

That pairs stand above shuffled ones says only that the two sides are related at all: it holds at
every layer of random weights, where texts that share spelling, or length, are alike. A hub is a
rise over the first layer *and* over the last. `cka` and `mknn` have no say: both read high at the
embedding of a random model, since both sides are bags of the same few words.
"""

from __future__ import annotations

import numpy as np

from semhub.experiments.verdict import MEETS, METRIC, NO_MEETING, NOTHING, STARTS, STAYS, Meeting
from semhub.statistics.curve import Curve
from semhub.statistics.influence import drawn_errors

RESAMPLES = 1000


def meeting(curve: Curve, *, resamples: int = RESAMPLES, seed: int = 0) -> Meeting:
    """Return the verdict on a curve of retrieval over all layers of a model, from 0 to the last.

    Differences of two layers are over the same items, and simultaneous: how far the largest of
    all standardised differences gets by chance is drawn by a paired bootstrap (max-t: Westfall &
    Young, "Resampling-Based Multiple Testing", 1993), at 5%, one-sided. A curve without intervals,
    of too few pairs, gives "nothing meets".
    """
    if curve.influence is None:
        return NO_MEETING
    errors = drawn_errors(curve.influence, resamples, seed)
    above = curve.low > curve.null95
    band = above & _stands_out(curve, errors, [0, len(curve.value) - 1]).all(axis=0)
    rises = above & _stands_out(curve, errors, [0])[0]
    peak = _peak(curve, errors) if above.any() else np.zeros(0, dtype=int)
    if band.any():
        verdict = MEETS
    elif rises.any():
        verdict = STAYS
    else:
        verdict = STARTS if above.any() else NOTHING
    return Meeting(METRIC, np.flatnonzero(band).tolist(), peak.tolist(), verdict)


def band_of_draws(curve: Curve, errors: np.ndarray) -> np.ndarray:
    """Return (draws, layers): the band that each draw of items would have.

    errors: (draws, layers) as `drawn_errors` gives them. Widths and nulls are those of all items.
    """
    ends = [0, len(curve.value) - 1]
    drawn = curve.value + errors
    above = curve.low + errors > curve.null95
    return above & np.all(
        [drawn - drawn[:, [end]] > width for end, width in _widths(curve, errors, ends)], axis=0
    )


def _stands_out(curve: Curve, errors: np.ndarray, over: list[int]) -> np.ndarray:
    """Return (len(over), layers): whether each layer is above each of the layers `over`."""
    return np.array([
        curve.value - curve.value[end] > width for end, width in _widths(curve, errors, over)
    ])  # fmt: skip


def _widths(curve: Curve, errors: np.ndarray, over: list[int]) -> list[tuple[int, np.ndarray]]:
    """Return each layer of `over`, and (layers,) by how much each other must exceed it to be above
    it."""
    spreads = [_spread(curve, end) for end in over]
    largest = np.max([
        ((errors - errors[:, [end]]) / spread).max(axis=1)
        for end, spread in zip(over, spreads, strict=True)
    ], axis=0)  # fmt: skip
    reach = np.quantile(largest, 0.95)
    return [(end, reach * spread) for end, spread in zip(over, spreads, strict=True)]


def _spread(curve: Curve, end: int) -> np.ndarray:
    """Return (layers,) standard errors of the difference between each layer and one of them.

    As in Wilson's interval, one more item's worth of doubt is added, which is all that is left
    where every item is found at one layer and none at the other.
    """
    ways = curve.influence
    assert ways is not None  # a curve without is told no band
    square = sum(np.mean((way - way[[end]]) ** 2, axis=1) / (way.shape[1] - 1) for way in ways)
    return np.sqrt(square + 1 / min(way.shape[1] for way in ways) ** 2)


def _peak(curve: Curve, errors: np.ndarray) -> np.ndarray:
    """Return the layers that the best one does not stand out over."""
    best = int(np.argmax(curve.value))
    spread = _spread(curve, best)
    reach = np.quantile(((errors[:, [best]] - errors) / spread).max(axis=1), 0.95)
    return np.flatnonzero(curve.value[best] - curve.value <= reach * spread)
