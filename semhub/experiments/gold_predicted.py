"""Which word of a class is read where each of them is right: gold by predicted.

At the end of a prompt one word of a class is meant ("agent", of three roles; "three", of ten
numbers). A word that a model reads everywhere would look right wherever it is the right one. So of
every word its own mean over all prompts is taken off, as Wu et al. (ICLR 2025) do with roles: what
is left says where the word is read more than elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from semhub.errors import InputError
from semhub.experiments.next_word import RESAMPLES, By, word_logs, written_as
from semhub.inputs import Text
from semhub.models.saying import require_next
from semhub.models.spelling import apart
from semhub.quoting import quoted
from semhub.result import Result
from semhub.statistics.band import Band
from semhub.statistics.curve import percentile_interval

if TYPE_CHECKING:
    from semhub.datasets.prompts import Prompt
    from semhub.lenses.kinds import Kind
    from semhub.models.protocol import LanguageModel, Model, Spelling
    from semhub.states.extraction import Memory, Progress

Mean = Literal["log-probability", "probability", "cosine"]
"""Of what the mean over prompts is taken."""

LEAST = 2
"""Prompts of a class, below which it says nothing."""


@dataclass(frozen=True, repr=False)
class GoldPredicted(Result):
    """gold, predicted: the words of the rows and of the columns.

    counts: (gold,) prompts of each. counted: what prompts are called. mean: of what `value` is the
    mean.
    value: (layers, gold, predicted) mean over the prompts of a row, less that over all prompts.
    right: mean over the rows of the share of their prompts in which their own word is the largest,
        each less its mean over all prompts; so guessing gives `chance`, however many prompts a row
        has. Intervals at 95%: percentile bootstrap over the prompts of each row.
    """

    model: str
    kind: Kind
    gold: list[str]
    predicted: list[str]
    counts: list[int]
    mean: Mean
    value: np.ndarray
    right: Band
    chance: float
    counted: str = "prompts"

    def to_dict(self) -> dict:
        return {
            "model": self.model,
            "lens": self.kind,
            "gold": self.gold,
            "predicted": self.predicted,
            "counts": self.counts,
            "mean": self.mean,
            "value": self.value.tolist(),
            "right": {**self.right.to_dict(), "chance": self.chance},
        }


def gold_predicted(
    model: Model,
    prompts: Sequence[Prompt],
    *,
    kind: Kind = "logit",
    by: By = "word",
    mean: Mean = "log-probability",
    progress: Progress | None = None,
    memory: Memory | None = None,
    seed: int = 0,
) -> GoldPredicted:
    """Read all words of the class at the end of each prompt, at every layer.

    The class is the words that some prompt means. by: as for `next_word`.
    Raises `InputError` if the model cannot be read out, if it writes two words of the class alike,
    or where fewer than two words have `LEAST` prompts.
    """
    reads = require_next(model)
    counts = {p.meaning: sum(q.meaning == p.meaning for q in prompts) for p in prompts}
    words = sorted(word for word, count in counts.items() if count >= LEAST)
    if len(words) < 2:
        raise InputError(
            f"The prompts mean {len(words)} words at least {LEAST} times each, and two are needed; "
            "add prompts."
        )
    used = [prompt for prompt in prompts if prompt.meaning in words]
    spelled = _told_apart(reads, words, by)
    found = word_logs(
        reads, [Text(p.text) for p in used], [spelled] * len(used), kind,
        progress=progress, memory=memory,
    )  # fmt: skip
    logs = np.array(found).transpose(2, 0, 1)  # (layers, prompts, words)
    own = np.array([words.index(prompt.meaning) for prompt in used])
    return GoldPredicted(
        model.name,
        kind,
        words,
        words,
        [counts[word] for word in words],
        mean,
        *by_gold(logs if mean == "log-probability" else np.exp(logs), own, seed),
        1 / len(words),
    )


def by_gold(read: np.ndarray, own: np.ndarray, seed: int = 0) -> tuple[np.ndarray, Band]:
    """`GoldPredicted.value` and `.right`.

    read: (layers, prompts, words). own: (prompts,) number of each prompt's right word.
    """
    less = read - read.mean(axis=1, keepdims=True)
    rows = [np.flatnonzero(own == word) for word in range(read.shape[2])]
    value = np.stack([less[:, row].mean(axis=1) for row in rows], axis=1)
    hits = (less.argmax(axis=2) == own).astype(float)
    rng = np.random.default_rng(seed)
    drawn = np.mean(
        [
            hits[:, row[rng.integers(len(row), size=(RESAMPLES, len(row)))]].mean(axis=2)
            for row in rows
        ],
        axis=0,
    )  # (layers, resamples)
    low, high = np.array([percentile_interval(layer) for layer in drawn]).T
    share = np.mean([hits[:, row].mean(axis=1) for row in rows], axis=0)
    return value, Band(share, low, high)


def _told_apart(model: LanguageModel, words: Sequence[str], by: By) -> list[list[Spelling]]:
    """The spellings of each word that no other has or begins with."""
    written = [written_as(model, word, by) for word in words]
    found = []
    for number, (word, mine) in enumerate(zip(words, written, strict=True)):
        rest = [one for k, other in enumerate(written) if k != number for one in other]
        found.append(apart(mine, rest))
        if not found[-1]:
            raise InputError(
                f"{model.name} has no tokens that {quoted(word)} alone is written with among "
                "the words of its class; choose another model."
            )
    return found
