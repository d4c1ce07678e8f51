"""By how much one push moved every answer, or twenty others did. Nothing runs here."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from semhub.statistics.curve import bootstrap_indices, percentile_interval

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
    strayed: (n,) whether a word of the class other than `plus` did instead.
    changed: (n,) whether the answer changed at all: one of these, or another token of the whole
        vocabulary is the likeliest next one.
    open: (n,) whether `plus` was not the likeliest before, so that the answer could flip.
    low, high: 95% interval of the mean change, by bootstrap over items; NaN for a single item.
    """

    change: np.ndarray
    flipped: np.ndarray
    strayed: np.ndarray
    changed: np.ndarray
    open: np.ndarray
    low: float
    high: float

    @classmethod
    def of(
        cls, before: np.ndarray, after: np.ndarray, another: np.ndarray, seed: int = 0
    ) -> Effect:
        """Measure the effect from log-probabilities (n, words) of `minus`, `plus` and the other
        words of the class.

        another: (n,) whether another token of the whole vocabulary became the likeliest.
        """
        change, flipped, strayed, changed = moved(before, after, another)
        open_ = before.argmax(axis=1) != 1
        draws = change[bootstrap_indices(len(change), RESAMPLES, seed)].mean(axis=1)
        low, high = percentile_interval(draws) if len(change) > 1 else (np.nan, np.nan)
        return cls(change, flipped, strayed, changed, open_, float(low), float(high))

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
        return _share(self.flipped[self.open])

    @property
    def strays(self) -> float:
        """Share of the same answers that became another word of the class instead."""
        return _share(self.strayed[self.open])

    @property
    def changes(self) -> float:
        """Share of the same answers that changed at all, to whatever; NaN where there are none."""
        return _share(self.changed[self.open])

    def to_dict(self) -> dict:
        return {
            "mean": self.mean,
            "low": number(self.low),
            "high": number(self.high),
            "wrong_way": self.wrong_way,
            "flipped": number(self.flips),
            "other_word": number(self.strays),
            "changed": number(self.changes),
            "open": int(self.open.sum()),
            "change": self.change.tolist(),
        }


@dataclass(frozen=True)
class Band:
    """What pushes of one kind of control, each as long as the push itself, did to the same
    questions: those in random directions, say.

    change, flipped, strayed, changed: (directions, n). open: (n,). As in `Effect`.

    Such pushes need not be centred on zero: any push away from a state takes from the word that
    the state stands for. So `limit` is measured from the band's own centre, and an effect is held
    against it from there (`Point.times`).
    """

    change: np.ndarray
    flipped: np.ndarray
    strayed: np.ndarray
    changed: np.ndarray
    open: np.ndarray

    @classmethod
    def of(cls, before: np.ndarray, after: np.ndarray, another: np.ndarray) -> Band:
        """Measure the band from log-probabilities (n, words), and (directions, n, words) under
        each.

        another: (directions, n) whether another token of the whole vocabulary became the likeliest.
        """
        found = [moved(before, *one) for one in zip(after, another, strict=True)]
        parts = (np.array(part) for part in zip(*found, strict=True))
        return cls(*parts, before.argmax(axis=1) != 1)

    @property
    def flips(self) -> float:
        """Share of the answers that could flip and did, over all directions."""
        return _share(self.flipped[:, self.open])

    @property
    def strays(self) -> float:
        """Share of the same answers that became another word of the class instead."""
        return _share(self.strayed[:, self.open])

    @property
    def changes(self) -> float:
        """Share of the same answers that changed at all."""
        return _share(self.changed[:, self.open])

    @property
    def means(self) -> np.ndarray:
        """(directions,) mean change over items under each."""
        return self.change.mean(axis=1)

    @property
    def centre(self) -> float:
        """Mean change over directions and items."""
        return float(self.change.mean())

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
        """95th percentile of how far the means lie from the centre, to whichever side; NaN for a
        single direction. A further direction lies farther in one case of twenty: each is measured
        from the centre of the others, as a further one would be.

        The ratio of a push's effect to this has a ceiling for random directions: where logits
        depend linearly on the state, none does better than sqrt(width) / 1.96 times it (5.8 for a
        width of 128), since a random one has that much in common with the best by chance.
        """
        return _spread(self.means)

    @property
    def single(self) -> float:
        """The same of one item, from its own centre: above `limit` where what a direction does to
        one item is undone by what it does to another."""
        return _spread(self.change)

    def to_dict(self) -> dict:
        return {
            "directions": len(self.change),
            "centre": self.centre,
            "low": self.low,
            "high": self.high,
            "limit": number(self.limit),
            "single": number(self.single),
            "flipped": number(self.flips),
            "other_word": number(self.strays),
            "changed": number(self.changes),
            "means": self.means.tolist(),
        }


def moved(before: np.ndarray, after: np.ndarray, another: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return `Effect.change`, `.flipped`, `.strayed` and `.changed` from log-probabilities (n,
    words)."""
    change = (after[:, 1] - after[:, 0]) - (before[:, 1] - before[:, 0])
    was, becomes = before.argmax(axis=1), after.argmax(axis=1)
    turned = was != becomes
    return change, turned & (becomes == 1), turned & (becomes != 1), another | turned


def number(value: float) -> float | None:
    """Return a number as JSON can hold it: None for one that is not a number, or infinite."""
    return float(value) if np.isfinite(value) else None


def _share(counted: np.ndarray) -> float:
    return float(counted.mean()) if counted.size else float("nan")


def _spread(values: np.ndarray) -> float:
    """Return the 95th percentile of the distance of each of (directions, …) from the mean of the
    others."""
    n = len(values)
    if n < 2:
        return float("nan")
    apart = np.abs(values - values.mean(axis=0)) * n / (n - 1)
    return float(np.quantile(apart, 0.95, method=RANKED))
