"""What a model is about to write at the end of a prompt: the meaning's word, or the surface's?

In `range(0,` an argument is to come. What it is *for* has a word ("end"), and so has what will
stand there ("count"). If inner layers work in a shared space that is read in the dominant
language, the word for the meaning should come up before the surface takes over: that is how Wu et
al. (ICLR 2025) look at lists, calls and sums. Chance is told by words of the same class that mean
something else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from semhub.contrast import Band, share
from semhub.errors import InputError
from semhub.extraction import extract
from semhub.inputs import Input, Text
from semhub.lens import distribution, read
from semhub.statistics import bootstrap_indices, percentile_interval

if TYPE_CHECKING:
    from semhub.datasets.prompts import Prompt
    from semhub.extraction import Memory, Progress
    from semhub.lens import Kind
    from semhub.models.protocol import Model

SERIES = ("meaning", "surface", "others")
RESAMPLES = 1000
FLOOR = 1e-12
"""Probabilities below this are read as this, so that their logarithm stays finite."""

LEAST = 4


@dataclass(frozen=True)
class NextWord:
    """The lens at the last position of several prompts, at every layer.

    n: prompts used. left_out: those whose words the vocabulary cannot tell apart.
    log_probability: of `SERIES`, mean natural logarithm of the probability of the word's first
        token, all spellings together but those that begin another of the words; for `others`,
        averaged over the words.
    ahead: share of prompts in which the meaning's word is likelier than the surface's.
    right: share in which it is the likeliest of its class. chance: what guessing would give there.
    """

    model: str
    kind: Kind
    n: int
    left_out: int
    log_probability: dict[str, Band]
    ahead: Band
    right: Band
    chance: float

    def to_dict(self) -> dict:
        return {
            "model": self.model,
            "lens": self.kind,
            "n": self.n,
            "left_out": self.left_out,
            "layers": list(range(len(self.ahead.value))),
            "log_probability": {k: band.to_dict() for k, band in self.log_probability.items()},
            "ahead": self.ahead.to_dict(),
            "right": {**self.right.to_dict(), "chance": self.chance},
        }


def next_word(
    model: Model,
    prompts: Sequence[Prompt],
    *,
    kind: Kind = "logit",
    progress: Progress | None = None,
    memory: Memory | None = None,
    seed: int = 0,
) -> NextWord:
    """Read every layer at the last position of each prompt.

    Raises `InputError` if the model cannot be read out, or if its vocabulary leaves too few
    prompts whose words can be told apart.
    """
    if not model.has_head:
        model.unembed(torch.empty(0, model.width))  # its own sentence says why it cannot
    first = {word: frozenset(model.first_tokens(word)) for word in _words(prompts)}
    told = [(prompt, tokens) for prompt in prompts if (tokens := _apart(prompt, first))]
    used = [prompt for prompt, _ in told]
    if len(used) < LEAST:
        raise InputError(
            f"{model.name} cuts these words into pieces that begin alike, so that only "
            f"{len(used)} of {len(prompts)} prompts can be told; choose another model."
        )
    texts = [Text(prompt.text) for prompt in used]
    taken = extract(model, texts, pool="last", suffix="", progress=progress, memory=memory)
    states = torch.tensor(taken)
    logs = np.empty((len(SERIES), len(states), len(used)))
    right = np.empty((len(states), len(used)), dtype=bool)
    for layer, state in enumerate(states):
        p = distribution(model, state.to(model.device), kind, last=layer == len(states) - 1).cpu()
        for item, (_, tokens) in enumerate(told):
            meaning, surface, *others = (_log(p[item], ids) for ids in tokens)
            logs[:, layer, item] = meaning, surface, np.mean(others)
            right[layer, item] = meaning > max(others)
    draws = bootstrap_indices(len(used), RESAMPLES, seed)
    return NextWord(
        model.name,
        kind,
        len(used),
        len(prompts) - len(used),
        {name: _mean(part, draws) for name, part in zip(SERIES, logs, strict=True)},
        share(logs[0] > logs[1]),
        share(right),
        float(np.mean([1 / (1 + len(prompt.others)) for prompt in used])),
    )


def log_probabilities(
    model: Model, item: Input, words: Sequence[str], kind: Kind = "logit"
) -> dict[str, np.ndarray]:
    """Word -> (layers,) natural logarithm of its probability after the last position of `item`.

    Raises `InputError` if the model cannot be read out, or if a word is not in its vocabulary.
    """
    tracked = read(model, item, kind=kind, top=1, track=words).tracked
    return {word: np.log(np.maximum(p[:, -1], FLOOR)) for word, p in tracked.items()}


def _words(prompts: Sequence[Prompt]) -> set[str]:
    return {word for p in prompts for word in (p.meaning, p.surface, *p.others)}


def _apart(prompt: Prompt, first: Mapping[str, frozenset[int]]) -> list[list[int]]:
    """First tokens of the meaning's word, the surface's and the others, none of the first's in any
    of the rest; empty where a word keeps no token of its own."""
    mine, *rest = (first[word] for word in (prompt.meaning, prompt.surface, *prompt.others))
    tokens = [mine.difference(*rest), *(word - mine for word in rest)]
    return [sorted(word) for word in tokens] if all(tokens) else []


def _log(p: torch.Tensor, tokens: list[int]) -> float:
    return float(np.log(max(float(p[tokens].sum()), FLOOR)))


def _mean(logs: np.ndarray, draws: np.ndarray) -> Band:
    """Mean over items of (layers, n), with a percentile bootstrap interval from (B, n)."""
    ends = [percentile_interval(layer[draws].mean(axis=1)) for layer in logs]
    low, high = np.array(ends).T
    return Band(logs.mean(axis=1), low, high)
