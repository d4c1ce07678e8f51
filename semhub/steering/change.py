"""By how much one push moved every answer, or twenty random ones did. Nothing runs here."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from semhub.statistics import bootstrap_indices, percentile_interval

RESAMPLES = 1000
RANKED = "weibull"
"""How a percentile lies between ranks: k-th of n at k/(n + 1). That of NumPy's default is passed by
a further draw too often: at 20 draws, its 95th percentile in one case of eleven."""


@dataclass(frozen=True)
class Effect:
    """One push on n questions.

    change: (n,) by how much the log-odds of the word `plus` over the word `minus` rose, in nats
        (natural logarithms); negative where the push moved the answer the wrong way.
    flipped: (n,) whether `plus` became the likeliest word of its class and was not before.
    open: (n,) whether it was not before, so that the answer could flip.
    low, high: 95% interval of the mean change, by bootstrap over items; NaN for a single item.
    """

    change: np.ndarray
    flipped: np.ndarray
    open: np.ndarray
    low: float
    high: float

    @classmethod
    def of(cls, before: np.ndarray, after: np.ndarray, seed: int = 0) -> Effect:
        """From logits (n, words) of `minus`, `plus` and the other words of the class."""
        change, flipped = moved(before, after)
        open_ = before.argmax(axis=1) != 1
        draws = change[bootstrap_indices(len(change), RESAMPLES, seed)].mean(axis=1)
        low, high = percentile_interval(draws) if len(change) > 1 else (np.nan, np.nan)
        return cls(change, flipped, open_, float(low), float(high))

    @property
    def mean(self) -> float:
        """Mean change over items, in nats."""
        return float(self.change.mean())

    @property
    def wrong_way(self) -> float:
        """Share of items that moved the wrong way."""
        return float((self.change < 0).mean())

    @property
    def flips(self) -> float:
        """Share of the answers that could flip and did; NaN where none could."""
        return float(self.flipped.sum() / self.open.sum()) if self.open.any() else float("nan")

    def to_dict(self) -> dict:
        return {
            "mean": self.mean,
            "low": number(self.low),
            "high": number(self.high),
            "wrong_way": self.wrong_way,
            "flipped": number(self.flips),
            "open": int(self.open.sum()),
            "change": self.change.tolist(),
        }


@dataclass(frozen=True)
class RandomBand:
    """What pushes in random directions, as long as the push itself, did to the same questions.

    change, flipped: (directions, n). open: (n,). As in `Effect`.
    """

    change: np.ndarray
    flipped: np.ndarray
    open: np.ndarray

    @classmethod
    def of(cls, before: np.ndarray, after: np.ndarray) -> RandomBand:
        """From logits (n, words), and (directions, n, words) under each."""
        pairs = [moved(before, one) for one in after]
        change, flipped = (np.array(part) for part in zip(*pairs, strict=True))
        return cls(change, flipped, before.argmax(axis=1) != 1)

    @property
    def flips(self) -> float:
        """Share of the answers that could flip and did, over all directions."""
        counted = self.flipped[:, self.open]
        return float(counted.mean()) if counted.size else float("nan")

    @property
    def means(self) -> np.ndarray:
        """(directions,) mean change over items under each."""
        return self.change.mean(axis=1)

    @property
    def low(self) -> float:
        """2.5th percentile of the means; with fewer than 39 directions, the lowest."""
        return float(np.quantile(self.means, 0.025, method=RANKED))

    @property
    def high(self) -> float:
        """97.5th percentile of the means; with fewer than 39 directions, the highest."""
        return float(np.quantile(self.means, 0.975, method=RANKED))

    @property
    def limit(self) -> float:
        """95th percentile of how far random directions move the mean, to whichever side. A further
        random direction moves it farther in one case of twenty.

        The ratio of a push's effect to this has a ceiling: where logits depend linearly on the
        state, no direction does better than sqrt(width) / 1.96 times it (5.8 for a width of 128),
        since a random one has that much in common with the best by chance.
        """
        return float(np.quantile(np.abs(self.means), 0.95, method=RANKED))

    @property
    def single(self) -> float:
        """95th percentile of how far a random direction moves one item, to whichever side: above
        `limit` where what it does to one item is undone by what it does to another."""
        return float(np.quantile(np.abs(self.change), 0.95, method=RANKED))

    def to_dict(self) -> dict:
        return {
            "directions": len(self.change),
            "low": self.low,
            "high": self.high,
            "limit": self.limit,
            "single": self.single,
            "flipped": number(self.flips),
            "means": self.means.tolist(),
        }


def moved(before: np.ndarray, after: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(n,) change of the log-odds of the second word over the first, and (n,) whether the second
    became the likeliest; from logits (n, words)."""
    change = (after[:, 1] - after[:, 0]) - (before[:, 1] - before[:, 0])
    return change, (before.argmax(axis=1) != 1) & (after.argmax(axis=1) == 1)


def number(value: float) -> float | None:
    """As JSON can hold it: none for what is no number, or infinite."""
    return float(value) if np.isfinite(value) else None
