"""What a push did beside its controls, at one point, over strengths and over layers. Nothing runs
here."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from semhub.steering.change import Effect, RandomBand, number


@dataclass(frozen=True)
class Point:
    """A push at one layer or several at once, each at the same strength, with its controls.

    layers: rising. reversed: the same push in the opposite direction.
    wrong_layer: the directions found at `layers`, put into `other_layers` in the same order, at the
        same strength in norms of the states there. If they meant the same at every depth, they
        would do the same there. None where there are no other layers.
    other_layers: as many neighbouring layers, as far as can be from those that are pushed; empty
        where no such run is without one of them.
    """

    layers: tuple[int, ...]
    strength: float
    push: Effect
    reversed: Effect
    wrong_layer: Effect | None
    other_layers: tuple[int, ...]
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
        """`layer` is a number for one layer and a list for several; `wrong_layer` may be none."""
        wrong = self.wrong_layer
        return {
            "layer": one_or_several(self.layers),
            "strength": self.strength,
            "push": self.push.to_dict(),
            "reversed": self.reversed.to_dict(),
            "wrong_layer": wrong
            and {"layer": one_or_several(self.other_layers), **wrong.to_dict()},
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


def one_or_several(layers: tuple[int, ...]) -> int | list[int]:
    """As JSON holds the layers of a push."""
    return layers[0] if len(layers) == 1 else list(layers)
