"""All controls that make sense beside one curve."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from semhub.errors import InputError
from semhub.experiments.controls.budget import affordable, counted
from semhub.experiments.controls.control import NAMES, SENTENCES, Control, Controls
from semhub.experiments.controls.replaced import in_other_words, replaced, words_of
from semhub.experiments.controls.surface import length_states, spelling_states
from semhub.experiments.verdict import METRIC
from semhub.experiments.wrong_partners import matching_lengths, wrong_partners
from semhub.inputs import require_pairs
from semhub.once import once
from semhub.similarity import minimum_items, prepared
from semhub.threads import one_for_products

if TYPE_CHECKING:
    from semhub.inputs import Input, Text
    from semhub.models.protocol import Model
    from semhub.pools import Pool
    from semhub.similarity.metric import PairMetric
    from semhub.similarity.sweep.answers import Answers
    from semhub.states.extraction import Memory, Progress

SMALL = 512
"""Most positions in one batch: there are few items, and each core is to have some."""

REPAIRINGS = 100
"""Re-pairings with wrong partners over which the metric's mean is taken."""


def controls(
    model: Model,
    a: Sequence[Input],
    b: Sequence[Input],
    x: np.ndarray,
    y: np.ndarray,
    *,
    metric: str = METRIC,
    pool: Pool | Literal["auto"] = "auto",
    suffix: str | None = None,
    twin: Callable[[], Model] | None = None,
    seed: int = 0,
    progress: Progress | None = None,
    memory: Memory | None = None,
) -> Controls:
    """Return what `metric` reads at every layer where nothing of the items' meaning is left.

    x, y: states of `a` and of `b`, (layers, n, width), taken with the same pool and suffix.
    twin: makes the untrained twin; by default `semhub.models.twin.twin_of(model)`.

    Words alone and shuffled words are of side A, or of side B where A is no text: some items'
    states are replaced, all others stay, and the value is the mean over those items, so that it
    compares with the curve. The untrained twin reads the same pairs alone.
    Raises `InputError` for sides of unequal length, an unknown pool or metric, and for fewer pairs
    than the metric needs.
    """
    found = _Standing(model, a, b, x, y, metric, pool, suffix, seed, progress, memory)
    parts = {
        "wrong_partners": found.wrong_partners,
        "length": found.length,
        "spelling": found.spelling,
        "twin": lambda: found.twin(twin),
        "words": lambda: found.in_other_words("words"),
        "shuffled_words": lambda: found.in_other_words("shuffled_words"),
    }
    lines, left_out = {}, {}
    for name in NAMES:
        try:
            value, n = parts[name]()
        except LeftOutError as why:
            left_out[name] = str(why)
        else:
            lines[name] = Control(value, n, SENTENCES[name])
    return Controls(metric, lines, left_out)


class LeftOutError(Exception):
    """Why a control makes no sense for these items, in one sentence."""


class _Standing:
    """Both sides, and each control of them: its values (layers,) and how many pairs it is of."""

    def __init__(
        self,
        model: Model,
        a: Sequence[Input],
        b: Sequence[Input],
        x: np.ndarray,
        y: np.ndarray,
        metric: str,
        pool: Pool | Literal["auto"],
        suffix: str | None,
        seed: int,
        progress: Progress | None,
        memory: Memory | None,
    ):
        from semhub.states.batches import budget_of
        from semhub.states.extraction import pool_of

        require_pairs(a, b)
        if len(a) < (needed := minimum_items(metric)):
            raise InputError(
                f"The controls of {metric} need at least {needed} pairs, and there are {len(a)}; "
                "give more."
            )
        self.model, self.a, self.b, self.x, self.y = model, a, b, x, y
        self.n, self.seed = len(a), seed
        self._metric = metric
        self._reading: dict[str, Any] = {
            "pool": pool_of(model, pool), "suffix": suffix, "progress": progress, "memory": memory,
            "token_budget": min(SMALL, budget_of(model)),
        }  # fmt: skip
        self._positions, self._lengths = zip(counted(model, a), counted(model, b), strict=True)
        self._modalities = {item.modality for item in (*a, *b)}
        texts = [all(item.modality == "text" for item in side) for side in (a, b)]
        self._changed = 0 if texts[0] else 1 if texts[1] else None

    def wrong_partners(self) -> tuple[np.ndarray, int]:
        again = wrong_partners(matching_lengths(*self._lengths), REPAIRINGS, self.seed)
        pairs = self._pairs(self.x, self.y, again)
        return _over_layers(pairs, lambda metric: metric.permuted(again).mean()), self.n

    def length(self) -> tuple[np.ndarray, int]:
        if "image" in self._modalities:
            raise LeftOutError("A model sees pictures in one size or in few, so none is longer.")
        if not all(np.ptp(side) for side in self._lengths):
            raise LeftOutError("All items of one side are equally long.")
        sides = (length_states(*side) for side in zip((self.a, self.b), self._lengths, strict=True))
        return self._flat(*sides)

    def spelling(self) -> tuple[np.ndarray, int]:
        if self._modalities != {"text"}:
            raise LeftOutError("Pictures and sounds are not spelt.")
        return self._flat(*(spelling_states(_texts(side)) for side in (self.a, self.b)))

    def twin(self, made: Callable[[], Model] | None) -> tuple[np.ndarray, int]:
        from semhub.models.twin import twin_of

        try:
            twin = made() if made else twin_of(self.model, self._modalities, seed=self.seed)
        except InputError as why:
            raise LeftOutError(str(why)) from None
        items = [side[row] for side in (self.a, self.b) for row in self._rows]
        states = self._read(twin, items)
        m = len(self._rows)
        pairs = self._pairs(states[:, :m], states[:, m:])
        return _over_layers(pairs, lambda metric: metric.value), m

    def in_other_words(self, name: str) -> tuple[np.ndarray, int]:
        """Return the metric of those items alone whose states are replaced."""
        if self._changed is None:
            raise LeftOutError("Neither side is text, so there are no words.")
        if sum(len(row) > 1 for row in self._words) <= self.n / 2:
            raise LeftOutError("Most items are one word, which stands alone as it is.")
        sides = [self.x, self.y]
        sides[self._changed] = replaced(sides[self._changed], self._rows, self._other_words[name])
        pairs = self._pairs(*sides)
        value = _over_layers(pairs, lambda metric: metric.by_item[self._rows].mean())
        return value, len(self._rows)

    @once
    def _rows(self) -> np.ndarray:
        """Numbers of the pairs that may be run again."""
        nothing = np.zeros(self.n)
        once = nothing if self._changed is None else self._positions[self._changed]
        both = np.add(*self._positions)
        return affordable(self.model, both, once, self._words, self.seed)

    @once
    def _words(self) -> list[list[str]]:
        """Of each item of the side that is read in other words."""
        return [[]] * self.n if self._changed is None else [words_of(i) for i in self._side]

    @once
    def _other_words(self) -> dict[str, np.ndarray]:
        some = [self._side[row] for row in self._rows]
        return in_other_words(some, lambda items: self._read(self.model, items), self.seed)

    @once
    def _side(self) -> list[Text]:
        """The side that is read in other words; empty where there is none."""
        return [] if self._changed is None else _texts((self.a, self.b)[self._changed])

    def _read(self, model: Model, items: Sequence[Input]) -> np.ndarray:
        from semhub.states.extraction import extract

        return extract(model, items, **self._reading)

    def _pairs(
        self, x: np.ndarray, y: np.ndarray, *repairings: np.ndarray
    ) -> Iterator[PairMetric | Answers]:
        """Return the metric, prepared at each layer."""
        return (self._prepared(*sides, repairings) for sides in zip(x, y, strict=True))

    def _prepared(
        self, x: np.ndarray, y: np.ndarray, repairings: Iterable[np.ndarray] = ()
    ) -> PairMetric | Answers:
        return prepared(x, y, [self._metric], repairings)[self._metric]

    def _flat(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, int]:
        """Return the same value at every layer, of states that have no layers."""
        return np.full(len(self.x), self._prepared(x, y).value), self.n


def _texts(items: Sequence[Input]) -> list[Text]:
    return [item for item in items if item.modality == "text"]


def _over_layers(prepared: Iterable, value: Callable[..., float]) -> np.ndarray:
    """Return (layers,) of the metric as it is prepared at each."""
    with one_for_products():
        return np.array([value(metric) for metric in prepared])
