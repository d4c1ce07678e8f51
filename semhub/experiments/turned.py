"""Do continuations come to say something else under a push, and what?

A continuation is greedy, and a scorer (scoring.py) reads one thing of it: a number, or the
arguments of a call. It has turned where that becomes what was wished for. Random pushes as long
stand beside it: they change many answers, but seldom to a certain other one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from semhub.errors import InputError
from semhub.experiments.hard_negatives import share
from semhub.result import Result
from semhub.statistics.band import Band
from semhub.steering import Direction, Push, Question, continuation, label

if TYPE_CHECKING:
    from semhub.models.protocol import Model
    from semhub.states.extraction import Progress

RANDOM_DIRECTIONS = 3
LEAST = 4
"""Answers, below which a share of them says nothing."""


@dataclass(frozen=True, repr=False)
class Turned(Result):
    """What was read of n continuations, without a push and under each.

    minus, plus: the names of the direction's sides. labels: (n,) the prompts.
    layer, strengths: of the push, which is in the direction's own unit.
    before: (n,) without a push. wished: (n,) what the push should lead to.
    said: (strengths, n) under the push. random: (directions, strengths, n) under random ones as
        long. left_out: prompts whose answer could not be turned, since it was not what it should
        be before.
    """

    model: str
    minus: str
    plus: str
    labels: list[str]
    layer: int
    strengths: list[float]
    before: list[str]
    wished: list[str]
    said: list[list[str]]
    random: list[list[list[str]]]
    left_out: int

    @property
    def n(self) -> int:
        return len(self.labels)

    @property
    def shares(self) -> dict[str, Band]:
        """Outcome -> its share at every strength, with Wilson's interval: "turned" to what was
        wished for, "unchanged", or "other"."""
        said = np.array(self.said, dtype=object)
        turned, unchanged = said == np.array(self.wished), said == np.array(self.before)
        hits = {"turned": turned, "unchanged": unchanged, "other": ~turned & ~unchanged}
        return {name: share(one.astype(bool)) for name, one in hits.items()}

    @property
    def by_chance(self) -> Band:
        """Share that random pushes turned to what was wished for, at every strength."""
        random = np.array(self.random, dtype=object) == np.array(self.wished)
        return share(random.astype(bool).transpose(1, 0, 2).reshape(len(self.strengths), -1))

    @property
    def clear(self) -> bool:
        """Whether the push turns more than random ones do, at the strength that turns most: whether
        the two intervals do not meet."""
        return self.shares["turned"].low[self.best] > self.by_chance.high[self.best]

    @property
    def best(self) -> int:
        """The number of the strength at which most are turned."""
        return int(np.argmax(self.shares["turned"].value))

    def to_dict(self) -> dict:
        return {
            "model": self.model,
            "from": self.minus,
            "to": self.plus,
            "prompts": self.labels,
            "layer": self.layer,
            "strengths": self.strengths,
            "before": self.before,
            "wished": self.wished,
            "said": self.said,
            "random": self.random,
            "left_out": self.left_out,
            **{name: band.to_dict() for name, band in self.shares.items()},
            "turned_by_random": self.by_chance.to_dict(),
        }


def turned(
    model: Model,
    questions: Sequence[Question],
    directions: Sequence[Direction],
    wishes: Sequence[Callable[[str], str | None]],
    read: Callable[[str], str],
    *,
    layer: int,
    strengths: Sequence[float],
    length: int,
    seed: int = 0,
    progress: Progress | None = None,
) -> Turned:
    """Go on with every question, without a push and with one at `layer`.

    directions: one a question. wishes: one a question, what was read without a push -> what the
    push should lead to; None where there is nothing to turn, and the question is left out.
    read: what a continuation says. length: tokens of a continuation.

    Raises `InputError` if the model cannot be read out, and where fewer than `LEAST` questions are
    left.
    """
    plain = [read(continuation(model, question, length=length).text) for question in questions]
    wished = [wish(said) for wish, said in zip(wishes, plain, strict=True)]
    kept = [k for k, one in enumerate(wished) if one is not None]
    if len(kept) < LEAST:
        raise InputError(
            f"{model.name} says what is to be turned after {len(kept)} of {len(questions)} "
            f"prompts, and {LEAST} are needed; choose another model."
        )
    random = [
        [directions[k].random(seed * RANDOM_DIRECTIONS + draw) for k in kept]
        for draw in range(RANDOM_DIRECTIONS)
    ]
    ways = [[directions[k] for k in kept], *random]
    total, done = len(ways) * len(strengths) * len(kept), 0
    found: list[list[list[str]]] = []
    for way in ways:
        found.append([])
        for strength in strengths:
            said = []
            for k, one in zip(kept, way, strict=True):
                push = Push(layer, one.push(layer, strength))
                said.append(read(continuation(model, questions[k], push, length=length).text))
                done += 1
                if progress:
                    progress(done, total)
            found[-1].append(said)
    first = directions[0]
    return Turned(
        model.name,
        first.minus,
        first.plus,
        [label(questions[k]) for k in kept],
        layer,
        [float(one) for one in strengths],
        [plain[k] for k in kept],
        [one for one in wished if one is not None],
        found[0],
        found[1:],
        len(questions) - len(kept),
    )
