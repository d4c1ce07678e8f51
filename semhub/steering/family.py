"""Controls nearer to the push than random directions are: between other words, or real states.

They are made of texts that say each word of one class, of which the push leads from one to another.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence, Sized
from dataclasses import dataclass
from typing import Literal

import numpy as np

from semhub.errors import InputError
from semhub.inputs import Input
from semhub.models.protocol import Model
from semhub.pools import Pool
from semhub.quoting import quoted
from semhub.states.extraction import Memory, Progress
from semhub.steering.direction import Direction
from semhub.steering.spans import pooled

Control = Literal["pairs", "span", "third", "states"]
CONTROLS: tuple[Control, ...] = ("pairs", "span", "third", "states")
"""pairs: from one other word of the class to another. span: a random mixture of the other words'
means, weighted to sum to zero, so that it lies in the span of such differences. third: from the
push's own first word to a third one; it takes as much from the first word as the push does, so it
reaches half of the push's effect where words are independent. states: from one text to another that
says the same word."""

_TEXTS = "takes different texts that say the same word; give two or more on a side"

NEEDS = {"pairs": 2, "span": 3, "third": 1, "states": 0}
"""Control -> how many other words of the class it takes."""


@dataclass(frozen=True)
class Family:
    """states: word of a class -> states (layers + 1, texts, width) of texts that say it.

    model, revision: of the model that read the texts; empty where it was made by hand.
    """

    states: Mapping[str, np.ndarray]
    model: str = ""
    revision: str = ""

    def control(self, kind: Control, push: Direction, most: int, seed: int) -> list[Direction]:
        """Return at most `most` directions, each once, whose pushes are as long as those of `push`.

        The words `push.minus` and `push.plus` are names of the family, and left out of the others.
        Raises `InputError` where the family has too few words or texts for this control.
        """
        require(kind, self._sizes(), push)
        rng = np.random.default_rng(seed)
        others = [word for word in self.states if word not in (push.minus, push.plus)]
        if kind == "states":
            return self._between_texts(push, most, rng)
        means = np.stack([self.states[word].mean(axis=1) for word in others])
        if kind == "span":
            weights = rng.standard_normal((most, len(others)))
            weights -= weights.mean(axis=1, keepdims=True)
            mixed = np.einsum("kw,wld->kld", weights, means)
            return [push.along(one, ("a mixture", "another")) for one in mixed]
        if kind == "third":
            start = self.states[push.minus].mean(axis=1)
            picked = rng.permutation(len(others))[:most]
            return [push.along(means[k] - start, (push.minus, others[k])) for k in picked]
        pairs = [_pair(k, len(others)) for k in _some(len(others) * (len(others) - 1), most, rng)]
        return [push.along(means[b] - means[a], (others[a], others[b])) for a, b in pairs]

    def _between_texts(self, push: Direction, most: int, rng) -> list[Direction]:
        """Return directions between single texts; texts that are the same wherever the push is not
        nothing have none."""
        sizes = self._sizes()
        ends = np.cumsum([n * (n - 1) for n in sizes.values()]).tolist()
        pushed = push.vectors.any(axis=1)
        pushed[0] = False  # where no push goes, and texts with the same last token are the same
        found: list[Direction] = []
        for number in rng.permutation(ends[-1]).tolist():
            which = bisect_right(ends, number)
            name = [*sizes][which]
            a, b = _pair(number - (ends[which - 1] if which else 0), sizes[name])
            texts = self.states[name]
            one = push.along(texts[:, b] - texts[:, a], ("one text", "another"))
            if one.vectors[pushed].any(axis=1).all():
                found.append(one)
            if len(found) == most:
                break
        if not found:
            raise InputError(f"The control “states” {_TEXTS}.")
        return found

    def _sizes(self) -> dict[str, int]:
        return {word: states.shape[1] for word, states in self.states.items()}


def family(
    model: Model, texts: Mapping[str, Sequence[Input]], *, pool: Pool = "last",
    progress: Progress | None = None, memory: Memory | None = None,
) -> Family:  # fmt: skip
    """Read the texts of every word. pool: as the push's direction was found.

    Raises `InputError` when an item cannot be encoded.
    """
    items = [item for side in texts.values() for item in side]
    states, _ = pooled(model, items, pool=pool, progress=progress, memory=memory)
    ends = np.cumsum([len(side) for side in texts.values()])
    each = np.split(states, ends[:-1], axis=1)
    return Family(dict(zip(texts, each, strict=True)), model.name, model.revision)


def offered(texts: Mapping[str, Sized], minus: str, plus: str) -> tuple[Control, ...]:
    """Return the controls for which these texts of each word are enough."""
    sizes = {word: len(side) for word, side in texts.items()}
    return tuple(kind for kind in CONTROLS if not _lacks(kind, sizes, minus, plus))


def require(kind: str, sizes: Mapping[str, int], push: Direction) -> None:
    """Raise `InputError` on an unknown control, and on one that lacks words or texts."""
    if kind not in CONTROLS:
        raise InputError(f"There is no control “{kind}”; choose from {', '.join(CONTROLS)}.")
    lacks = _lacks(kind, sizes, push.minus, push.plus)
    if lacks:
        raise InputError(f"The control “{kind}” {lacks}.")


def _lacks(kind: str, sizes: Mapping[str, int], minus: str, plus: str) -> str:
    if kind == "states" and max(sizes.values(), default=0) < 2:
        return _TEXTS
    others = len([word for word in sizes if word not in (minus, plus)])
    if others < NEEDS[kind]:
        return f"takes texts of {NEEDS[kind]} or more other words of the class, not {others}"
    if kind == "third" and minus not in sizes:
        return f"takes texts of {quoted(minus)} as well"
    return ""


def _some(total: int, most: int, rng: np.random.Generator) -> list[int]:
    """Return at most `most` numbers below `total`, each once."""
    return rng.choice(total, min(most, total), replace=False).tolist()


def _pair(number: int, n: int) -> tuple[int, int]:
    """Return the ordered pair of two different ones of n that has this number, from 0 to n(n - 1) -
    1."""
    first, second = divmod(number, n - 1)
    return first, second + (second >= first)
