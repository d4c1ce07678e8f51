"""What a push did, and what its controls did: item by item, and summed up. Nothing runs here."""

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


@dataclass(frozen=True)
class Point:
    """A push at one layer and strength, with its controls.

    reversed: the same push in the opposite direction.
    wrong_layer: the direction found at `layer`, put into `other_layer`, the one farthest from it,
        at the same strength in norms of the states there. If it meant the same at every depth, it
        would do the same there.
    """

    layer: int
    strength: float
    push: Effect
    reversed: Effect
    wrong_layer: Effect
    other_layer: int
    random: RandomBand

    @property
    def times_random(self) -> float:
        """The mean change in units of the random band's limit; where that is zero, infinite, or
        zero if the push changes nothing either (at the last layer, on earlier positions)."""
        limit, mean = self.random.limit, self.push.mean
        if not limit:
            return float(np.copysign(np.inf, mean)) if mean else 0.0
        return mean / limit

    def to_dict(self) -> dict:
        return {
            "layer": self.layer,
            "strength": self.strength,
            "push": self.push.to_dict(),
            "reversed": self.reversed.to_dict(),
            "wrong_layer": {"layer": self.other_layer, **self.wrong_layer.to_dict()},
            "random": self.random.to_dict(),
            "times_random": number(self.times_random),
        }


@dataclass(frozen=True)
class Sweep:
    """The push at every layer and strength: a heat map.

    layers: (L,); strengths: (S,), negative for the reversed direction.
    change: (L, S) mean change of log-odds, in nats. flipped, wrong_way: (L, S) shares of items.
    limit: (L,) the random band's limit at each layer, at the strength `limit_strength`.
    """

    layers: list[int]
    strengths: list[float]
    change: np.ndarray
    flipped: np.ndarray
    wrong_way: np.ndarray
    limit: np.ndarray
    limit_strength: float

    def to_dict(self) -> dict:
        return {
            "layers": self.layers,
            "strengths": self.strengths,
            "change": self.change.tolist(),
            "flipped": [[number(share) for share in row] for row in self.flipped.tolist()],
            "wrong_way": self.wrong_way.tolist(),
            "limit": self.limit.tolist(),
            "limit_strength": self.limit_strength,
        }


@dataclass(frozen=True)
class Steering:
    """A push, its controls, and, where asked for, its strength curve and layer sweep.

    labels: what each of the n questions is called. before: (n,) log-odds of `plus` over `minus`
        without a push.
    minus, plus: the names of the direction's sides. words: of each question, from and to.
    point: the push that was asked for. curve: one point a strength, rising. sweep: or None.
    """

    model: str
    minus: str
    plus: str
    labels: list[str]
    words: list[tuple[str, str]]
    before: np.ndarray
    point: Point
    curve: tuple[Point, ...] = ()
    sweep: Sweep | None = None

    @property
    def n(self) -> int:
        return len(self.labels)

    def to_dict(self) -> dict:
        """The `steer --json` contract."""
        return {
            "model": self.model,
            "from": self.minus,
            "to": self.plus,
            "n": self.n,
            "prompts": self.labels,
            "words": [list(pair) for pair in self.words],
            "log_odds_before": self.before.tolist(),
            **self.point.to_dict(),
            "curve": [point.to_dict() for point in self.curve],
            "sweep": self.sweep.to_dict() if self.sweep else None,
        }


def moved(before: np.ndarray, after: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(n,) change of the log-odds of the second word over the first, and (n,) whether the second
    became the likeliest; from logits (n, words)."""
    change = (after[:, 1] - after[:, 0]) - (before[:, 1] - before[:, 0])
    return change, (before.argmax(axis=1) != 1) & (after.argmax(axis=1) == 1)


def number(value: float) -> float | None:
    """As JSON can hold it: none for what is no number, or infinite."""
    return float(value) if np.isfinite(value) else None
