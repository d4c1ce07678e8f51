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
from typing import TYPE_CHECKING, Literal

import numpy as np
import torch

from semhub.errors import InputError
from semhub.experiments.hard_negatives import share
from semhub.inputs import Input, Text
from semhub.lenses.head import log_distribution
from semhub.models.saying import require_next
from semhub.models.spelling import apart, beginnings, chained, first_tokens, spellings_of
from semhub.quoting import listed, quoted
from semhub.result import Result
from semhub.states.ends import states_at
from semhub.states.extraction import extract, positions
from semhub.statistics.band import Band
from semhub.statistics.curve import bootstrap_indices, percentile_interval

if TYPE_CHECKING:
    from semhub.datasets.prompts import Prompt
    from semhub.lenses.kinds import Kind
    from semhub.models.batch import Encoded
    from semhub.models.protocol import LanguageModel, Model, Spelling
    from semhub.states.extraction import Memory, Progress

By = Literal["word", "beginning"]

SERIES = ("meaning", "surface", "others")
RESAMPLES = 1000
LEAST = 4

AT_ONCE = 32
"""Prompts with beginnings of words that are run and read at a time: all words of a large vocabulary
take much memory."""


@dataclass(frozen=True, repr=False)
class NextWord(Result):
    """The lens at the last position of several prompts, at every layer.

    n: prompts used. left_out: those whose words the vocabulary cannot tell apart.
    log_probability: of `SERIES`, mean natural logarithm of the probability of the word, by the
        chain rule over its tokens, each read by the lens behind those before it; all spellings
        together but those that another of the words begins with; for `others`, averaged over the
        words.
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
    by: By = "word",
    progress: Progress | None = None,
    memory: Memory | None = None,
    seed: int = 0,
) -> NextWord:
    """Read every layer at the last position of each prompt.

    by: all of a word, by the chain rule, or the tokens that it begins with alone, as the paper does
        (see `semhub.steering.Choice`).

    Raises `InputError` if the model cannot be read out, or if its vocabulary leaves too few
    prompts whose words can be told apart.
    """
    reads = require_next(model)
    written = {word: frozenset(written_as(reads, word, by)) for word in _words(prompts)}
    told = [(prompt, words) for prompt in prompts if (words := _apart(prompt, written))]
    used = [prompt for prompt, _ in told]
    if len(used) < LEAST:
        raise InputError(
            f"{model.name} writes these words with the same tokens, so that only "
            f"{len(used)} of {len(prompts)} prompts can be told; choose another model."
        )
    texts = [Text(prompt.text) for prompt in used]
    found = word_logs(
        reads, texts, [words for _, words in told], kind, progress=progress, memory=memory
    )
    layers = len(found[0][0])
    logs = np.empty((len(SERIES), layers, len(used)))
    right = np.empty((layers, len(used)), dtype=bool)
    for item, (meaning, surface, *others) in enumerate(found):
        logs[:, :, item] = meaning, surface, np.mean(others, axis=0)
        right[:, item] = meaning > np.max(others, axis=0)
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


def written_as(model: LanguageModel, word: str, by: By) -> Sequence[Spelling]:
    """What a word is read by: all of its spellings, or their first tokens alone."""
    if by == "word":
        return spellings_of(model, word)
    return [(token,) for token in first_tokens(model, word)]


def word_logs(
    model: LanguageModel,
    texts: Sequence[Text],
    words: Sequence[Sequence[Sequence[Spelling]]],
    kind: Kind = "logit",
    *,
    progress: Progress | None = None,
    memory: Memory | None = None,
) -> list[list[np.ndarray]]:
    """Of each text's words, given by their spellings, (layers,) natural logarithm of the
    probability behind it, by the chain rule, all spellings together."""
    taken = extract(model, texts, pool="last", suffix="", progress=progress, memory=memory)
    return logs_behind(model, model.encode(texts), words, kind, torch.tensor(taken))


def log_probabilities(
    model: Model, item: Input, words: Sequence[str], kind: Kind = "logit"
) -> dict[str, np.ndarray]:
    """Return word -> (layers,) natural logarithm of its probability after the last position of
    `item`, as in `NextWord`; a spelling that two of the words share counts for both.

    Raises `InputError` if the model cannot be read out, or if a word is not in its vocabulary.
    """
    reads = require_next(model)
    written = {word: spellings_of(reads, word) for word in words}
    for word, spellings in written.items():
        if not spellings:
            raise InputError(f"{model.name} has no token for {quoted(word)}; choose another word.")
    if len({frozenset(spellings) for spellings in written.values()}) < len(words):
        raise InputError(
            f"{model.name} writes {listed(words, ' and ')} with the same "
            "tokens; choose other words."
        )
    last = positions(model, item)[1][:, -1:].float()
    logs = logs_behind(reads, model.encode([item]), [[*written.values()]], kind, last)
    return dict(zip(words, logs[0], strict=True))


def logs_behind(
    model: LanguageModel,
    encoded: Sequence[Encoded],
    words: Sequence[Sequence[Sequence[Spelling]]],
    kind: Kind = "logit",
    plain: torch.Tensor | None = None,
    progress: Progress | None = None,
) -> list[list[np.ndarray]]:
    """Return for each item the log-probability (layers,) of each of its words behind it.

    plain: (layers, items, width) states at the items' last positions, where they are known.
    progress: called with runs, done and in all.
    """
    rows = [
        (number, beginning, tokens)
        for number, of_one in enumerate(words)
        for beginning, tokens in beginnings(of_one).items()
    ]
    logs: list[dict] = [{} for _ in encoded]
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        states = _ends(model, encoded, [(number, begins) for number, begins, _ in some], plain)
        read: list[list[np.ndarray]] = [[] for _ in some]
        for layer, state in enumerate(states):
            last = layer == len(states) - 1
            all_logs = log_distribution(model, state.to(model.device), kind, last=last).cpu()
            for column, (_, _, tokens) in enumerate(some):
                read[column].append(all_logs[column, tokens].double().numpy())
        for (number, begins, tokens), layers in zip(some, read, strict=True):
            for token, of_token in zip(tokens, np.array(layers).T, strict=True):
                logs[number][begins, token] = of_token
        if progress:
            progress(start + len(some), len(rows))
    return [[chained(logs[number], word) for word in of_one] for number, of_one in enumerate(words)]


def _ends(
    model: Model,
    encoded: Sequence[Encoded],
    rows: Sequence[tuple[int, Spelling]],
    plain: torch.Tensor | None,
) -> torch.Tensor:
    """Return (layers, rows, width) states at the last token of what stands behind each item, given
    by its number; those of rows with nothing there are taken from `plain` where it is given."""
    run = [k for k, (_, begins) in enumerate(rows) if begins or plain is None]
    found = torch.zeros(model.n_layers + 1, len(rows), model.width)
    if run:
        behind = [encoded[rows[k][0]].followed_by(rows[k][1]) for k in run]
        found[:, run] = states_at(model, behind)
    if plain is not None:
        known = [k for k, (_, begins) in enumerate(rows) if not begins]
        found[:, known] = plain[:, [rows[k][0] for k in known]].float()
    return found


def _words(prompts: Sequence[Prompt]) -> set[str]:
    return {word for p in prompts for word in (p.meaning, p.surface, *p.others)}


def _apart(prompt: Prompt, written: Mapping[str, frozenset[Spelling]]) -> list[list[Spelling]]:
    """Return spellings of the meaning's word, the surface's and the others, none of the first's in
    any of the rest; empty where a word keeps none of its own."""
    mine, *rest = (written[word] for word in (prompt.meaning, prompt.surface, *prompt.others))
    words = [apart(mine, frozenset().union(*rest)), *(apart(word, mine) for word in rest)]
    return words if all(words) else []


def _mean(logs: np.ndarray, draws: np.ndarray) -> Band:
    """Return the mean over items of (layers, n), with a percentile bootstrap interval from (B,
    n)."""
    ends = [percentile_interval(layer[draws].mean(axis=1)) for layer in logs]
    low, high = np.array(ends).T
    return Band(logs.mean(axis=1), low, high)
