"""What a push did beside its controls, at one point, over strengths and over layers. Nothing runs
here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from semhub.result import Result
from semhub.steering.change import Band, Effect, number


@dataclass(frozen=True)
class Point:
    """A push at one layer or several at once, each at the same strength, with its controls.

    layers: rising. reversed: the same push in the opposite direction.
    strength: in natural differences: 1 is the mean difference found at each layer.
    wrong_layer: the directions found at `layers`, put into `other_layers` in the same order, as
        many norms of the states there long. If they meant the same at every depth, they would do
        the same there. None where there are no other layers.
    other_layers: as many neighbouring layers, as far as can be from those that are pushed; empty
        where no such run is without one of them.
    random: pushes in random directions. others: further controls by name (`CONTROLS`).
    """

    layers: tuple[int, ...]
    strength: float
    push: Effect
    reversed: Effect
    wrong_layer: Effect | None
    other_layers: tuple[int, ...]
    random: Band
    others: Mapping[str, Band] = field(default_factory=dict)

    @property
    def times_random(self) -> float:
        """As `times`, of random directions."""
        return self.times(self.random)

    def beside(self, control: str) -> Band:
        """Return what a control did: "random", or one of `others`."""
        return self.random if control == "random" else self.others[control]

    def times(self, band: Band) -> float:
        """Return how far the mean change lies from the band's centre, in units of the band's limit.

        Where the limit is zero it is infinite, or zero if the push changes nothing either (at the
        last layer, on earlier positions); NaN where the band has none.
        """
        beyond = self.push.mean - band.centre
        if band.limit == 0:
            return float(np.copysign(np.inf, beyond)) if beyond else 0.0
        return beyond / band.limit

    def to_dict(self) -> dict:
        """Return plain data: `layer` is a number for one layer and a list for several;
        `wrong_layer` may be none."""
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
            "controls": {
                name: {**band.to_dict(), "times": number(self.times(band))}
                for name, band in self.others.items()
            },
        }


@dataclass(frozen=True)
class Sweep:
    """The push at every layer and strength: a heat map.

    layers: (L,); strengths: (S,) in natural differences of each layer, negative for the reversed
        direction.
    change: (L, S) mean change of log-odds, in nats. flipped, changed, wrong_way: (L, S) shares of
        items.
    centre, limit: (L,) of the random band at each layer, at the strength `limit_strength`.
    """

    layers: list[int]
    strengths: list[float]
    change: np.ndarray
    flipped: np.ndarray
    changed: np.ndarray
    wrong_way: np.ndarray
    centre: np.ndarray
    limit: np.ndarray
    limit_strength: float

    def to_dict(self) -> dict:
        return {
            "layers": self.layers,
            "strengths": self.strengths,
            "change": self.change.tolist(),
            "flipped": [[number(share) for share in row] for row in self.flipped.tolist()],
            "changed": [[number(share) for share in row] for row in self.changed.tolist()],
            "wrong_way": self.wrong_way.tolist(),
            "centre": self.centre.tolist(),
            "limit": self.limit.tolist(),
            "limit_strength": self.limit_strength,
        }


@dataclass(frozen=True, repr=False)
class Steering(Result):
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
        """Return the `steer --json` contract."""
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
    """Return the layers of a push as JSON holds them: a number for one, a list for several."""
    return layers[0] if len(layers) == 1 else list(layers)
