"""Many pushes on many questions, in few passes: the logits of the words in question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from semhub.errors import InputError
from semhub.extraction import Progress
from semhub.inputs.door import kind_of, listed
from semhub.models.protocol import Encoded, Model
from semhub.steering.asking import Question, encoded
from semhub.steering.rerun import Rerun

POSITIONS = 1024
"""Positions in one pass, padding and copies included: states of all layers are kept meanwhile."""

Tokens = Sequence[Sequence[Sequence[int]]]
"""For each question, the tokens of each of its words."""


@dataclass(frozen=True)
class Push:
    """Vectors (width,) or (questions, width), added to what leaves block `layer`."""

    layer: int
    vectors: np.ndarray


Pushes = Push | Sequence[Push]
"""One push, or several that go in together: each meets states that those before it have moved."""


def by_layer(pushes: Pushes) -> dict[int, np.ndarray]:
    """Layer -> what is added there in all, as in `Push`; layers are rising."""
    found: dict[int, np.ndarray] = {}
    together = [pushes] if isinstance(pushes, Push) else listed(pushes, "What is pushed")
    for one in together:
        if not isinstance(one, Push):
            raise InputError(f"What is pushed is {kind_of(one)}; give semhub.steering.Push.")
    for one in sorted(together, key=lambda one: one.layer):
        found[one.layer] = found.get(one.layer, 0) + one.vectors
    return found


def answers(
    model: Model,
    questions: Sequence[Question],
    tokens: Tokens,
    pushes: Sequence[Pushes] = (),
    progress: Progress | None = None,
) -> np.ndarray:
    """Logits (pushes + 1, questions, words): without a push, then under each; what goes in together
    counts as one.

    A word's logit is the log-sum-exp of those of its tokens, so that the difference of two is
    their log-odds; where a question has fewer words than another it is minus infinity.
    progress: called with questions times pushes, done and in all.
    """
    return answers_with_top(model, questions, tokens, pushes, progress)[0]


def answers_with_top(
    model: Model,
    questions: Sequence[Question],
    tokens: Tokens,
    pushes: Sequence[Pushes] = (),
    progress: Progress | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """What `answers` gives, and (pushes + 1, questions) the likeliest token of the vocabulary."""
    index = _index(tokens)
    found = np.empty((len(pushes) + 1, *index.shape[:2]))
    top = np.empty(found.shape[:2], dtype=int)
    given = [by_layer(one) for one in pushes]
    total, done = found.shape[0] * len(questions), 0
    for rows, items in _batches(encoded(model, questions)):
        copies = max(1, min(len(pushes), POSITIONS // (len(rows) * max(map(len, items)))))
        run = Rerun(model, items, [questions[row].places for row in rows], copies)
        asked = index[rows]
        (found[0, rows],), (top[0, rows],) = _read(model, run.plain()[None], asked)
        done += len(rows)
        for layers, part in _chunks(given, copies):
            vectors = np.zeros((len(layers), copies, len(rows), model.width), dtype=np.float32)
            for copy, i in enumerate(part):
                for place, one in zip(vectors, given[i].values(), strict=True):
                    place[copy] = one if one.ndim == 1 else one[rows]
            final = run.under(dict(zip(layers, torch.from_numpy(vectors), strict=True)))
            pushed = [i + 1 for i in part]
            found[np.ix_(pushed, rows)], top[np.ix_(pushed, rows)] = _read(
                model, final[: len(part)], asked
            )
            done += len(rows) * len(part)
            if progress:
                progress(done, total)
    return found, top


def _batches(items: Sequence[Encoded]) -> Iterator[tuple[list[int], list[Encoded]]]:
    """Numbers and encodings of questions of one form, longest first."""
    forms: dict[tuple, list[int]] = {}
    for number, item in enumerate(items):
        forms.setdefault(item.form, []).append(number)
    for numbers in forms.values():
        numbers.sort(key=lambda number: -len(items[number]))
        while numbers:
            size = max(1, POSITIONS // len(items[numbers[0]]))
            rows, numbers = numbers[:size], numbers[size:]
            yield rows, [items[row] for row in rows]


def _chunks(
    pushes: Sequence[dict[int, np.ndarray]], copies: int
) -> Iterator[tuple[tuple[int, ...], list[int]]]:
    """Layers, and the numbers of pushes at these, at most `copies` at a time."""
    alike: dict[tuple[int, ...], list[int]] = {}
    for number, one in enumerate(pushes):
        alike.setdefault(tuple(one), []).append(number)
    for layers, numbers in sorted(alike.items()):
        for start in range(0, len(numbers), copies):
            yield layers, numbers[start : start + copies]


def _index(tokens: Tokens) -> torch.Tensor:
    """(questions, words, spellings) tokens, filled up with -1."""
    words = max(len(one) for one in tokens)
    spellings = max(len(word) for one in tokens for word in one)
    index = torch.full((len(tokens), words, spellings), -1)
    for number, one in enumerate(tokens):
        for word, ids in enumerate(one):
            index[number, word, : len(ids)] = torch.tensor(ids)
    return index


def _read(model: Model, final: torch.Tensor, index: torch.Tensor) -> tuple[np.ndarray, np.ndarray]:
    """Logits (copies, questions, words) of final states (copies, questions, width), and the
    likeliest token (copies, questions)."""
    with torch.inference_mode():
        logits = model.unembed(final).cpu()
        rows = torch.arange(len(index))[:, None, None]
        found = logits[:, rows, index.clamp(min=0)].double()
        words = found.masked_fill(index < 0, -torch.inf).logsumexp(dim=-1)
        return words.numpy(), logits.argmax(dim=-1).numpy()
