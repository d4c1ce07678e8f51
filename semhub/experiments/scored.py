"""Score what a model goes on to say under a push, beside its controls and what it says plainly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from semhub.errors import InputError
from semhub.experiments.judging import Scorer
from semhub.result import Result
from semhub.statistics.curve import bootstrap_indices, percentile_interval
from semhub.steering.answers import Push
from semhub.steering.asking import Question, label
from semhub.steering.continuation import continuation

if TYPE_CHECKING:
    from semhub.models.protocol import Model
    from semhub.states.extraction import Progress
    from semhub.steering.direction import Direction

PLAIN, PUSHED, REVERSED, RANDOM = KINDS = ("no push", "push", "reversed", "random")
RESAMPLES = 1000


@dataclass(frozen=True)
class Mean:
    """A mean over prompts with its 95% interval; of a single prompt, none."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, repr=False)
class Scored(Result):
    """Scores of continuations.

    minus, plus: the names of the direction's sides. labels: the n prompts.
    scores: kind of push -> (runs, n). A run is a seed; of random pushes, a direction with a seed.
    said: kind of push -> the n continuations of its first run.
    seeds: of the draws of tokens; empty where the likeliest token was taken each time.
    """

    model: str
    minus: str
    plus: str
    layer: int
    strength: float
    labels: list[str]
    scores: Mapping[str, np.ndarray]
    said: Mapping[str, list[str]]
    seeds: tuple[int, ...] = ()

    def mean(self, kind: str) -> Mean:
        """The mean score over prompts, each by the mean of its runs."""
        return _mean(self.scores[kind].mean(axis=0))

    def change(self, kind: str) -> Mean:
        """By how much the score of the same prompt is higher than without a push."""
        return _mean(self.scores[kind].mean(axis=0) - self.scores[PLAIN].mean(axis=0))

    def deviation(self, kind: str) -> float:
        """The standard deviation over runs of their means over prompts."""
        return float(self.scores[kind].mean(axis=1).std())

    def to_dict(self) -> dict:
        return {
            "model": self.model,
            "from": self.minus,
            "to": self.plus,
            "layer": self.layer,
            "strength": self.strength,
            "prompts": self.labels,
            "scores": {kind: scores.tolist() for kind, scores in self.scores.items()},
            "said": dict(self.said),
            "seeds": list(self.seeds),
        }


def scored(
    model: Model,
    direction: Direction,
    questions: Sequence[Question],
    score: Scorer,
    *,
    layer: int,
    strength: float = 1.0,
    length: int = 10,
    seeds: Sequence[int] = (),
    directions: int = 4,
    seed: int = 0,
    progress: Progress | None = None,
) -> Scored:
    """Go on with every question without a push, pushed, pushed the other way, and pushed as hard in
    random directions; score what is said.

    layer, strength: as in `steer`. length: of a continuation, in tokens.
    seeds: of draws of tokens, each a run of its own; without any, the likeliest token is taken.
    directions: random ones. seed: of these.

    Raises `InputError` without questions, and as `continuation` and `Direction.push` do.
    """
    if not questions:
        raise InputError("There is nothing to go on with; give at least one prompt.")
    direction.require_of(model)
    own = direction.push(layer, strength)
    random: list[Push | None] = [
        Push(layer, direction.random(seed * 1000 + k).push(layer, strength))
        for k in range(directions)
    ]
    pushes: dict[str, list[Push | None]] = {
        PLAIN: [None], PUSHED: [Push(layer, own)], REVERSED: [Push(layer, -own)],
    }  # fmt: skip
    pushes |= {RANDOM: random} if random else {}
    runs: Sequence[int | None] = list(seeds) or [None]
    total = len(questions) * len(runs) * sum(map(len, pushes.values()))
    done, scores, said = 0, {}, {}
    for kind, some in pushes.items():
        rows: list[list[str]] = []
        for push in some:
            for run in runs:
                rows.append([])
                for question in questions:
                    found = continuation(model, question, push, length=length, seed=run)
                    rows[-1].append(found.text)
                    done += 1
                    if progress:
                        progress(done, total)
        scores[kind] = np.array([[score(text) for text in row] for row in rows])
        said[kind] = rows[0]
    return Scored(
        model.name, direction.minus, direction.plus, layer, float(strength),
        [label(question) for question in questions], scores, said, tuple(seeds),
    )  # fmt: skip


def _mean(values: np.ndarray) -> Mean:
    if len(values) < 2:
        return Mean(float(values.mean()), float("nan"), float("nan"))
    draws = values[bootstrap_indices(len(values), RESAMPLES, 0)].mean(axis=1)
    return Mean(float(values.mean()), *percentile_interval(draws))
