"""Many pushes on many questions, in few passes: how likely the words in question are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from semhub.errors import InputError
from semhub.inputs.door import kind_of, listed, whole_number
from semhub.models.batch import Encoded
from semhub.models.finite import require_answer
from semhub.models.protocol import LanguageModel, Model, Spelling
from semhub.models.saying import require_next
from semhub.models.spelling import beginnings, chained
from semhub.states.batches import budget_of
from semhub.states.extraction import Progress
from semhub.steering.asking import Places, Question, encoded
from semhub.steering.rerun import Rerun
from semhub.steering.vector import vector_of

Words = Sequence[Sequence[Sequence[Spelling]]]
"""For each question, the spellings of each of its words."""


@dataclass(frozen=True)
class Push:
    """Vectors (width,) or (questions, width), added to what leaves block `layer`; kept in float32.

    replace: whether they take the place of the states there.

    Raises `InputError` on what is no such vector, or too long for float32.
    """

    layer: int
    vectors: np.ndarray
    replace: bool = False

    def __post_init__(self) -> None:
        whole_number(self.layer, "The layer of a push")
        vectors = vector_of(self.vectors).detach().float().cpu().numpy()
        object.__setattr__(self, "vectors", vectors)


Pushes = Push | Sequence[Push]
"""One push, or several that go in together: each meets states that those before it have moved."""


@dataclass(frozen=True)
class Together:
    """Pushes that go in together: layer, rising -> vectors as in `Push`, and what they do there."""

    layers: dict[int, np.ndarray]
    replace: bool


def by_layer(pushes: Pushes, width: int, questions: int = 1) -> Together:
    """Sort pushes by layer; those that are added at one layer are one in sum.

    Raises `InputError` on what is no push, on one of another width or for other questions, where
    some are added and some replace, and where two replace the states of one layer.
    """
    found: dict[int, np.ndarray] = {}
    together = [pushes] if isinstance(pushes, Push) else listed(pushes, "What is pushed")
    for one in together:
        if not isinstance(one, Push):
            raise InputError(f"What is pushed is {kind_of(one)}; give semhub.steering.Push.")
        if one.vectors.shape not in ((width,), (questions, width)):
            raise InputError(
                f"The push at layer {one.layer} has the shape {one.vectors.shape}; give ({width},) "
                f"or ({questions}, {width})."
            )
    replace = any(one.replace for one in together)
    if replace and not all(one.replace for one in together):
        raise InputError("Pushes that go in together are all added, or all replace; give one kind.")
    for one in sorted(together, key=lambda one: one.layer):
        if replace and one.layer in found:
            raise InputError(f"Two pushes replace the states of layer {one.layer}; give one.")
        found[one.layer] = found.get(one.layer, 0) + one.vectors
    return Together(found, replace)


def answers(
    model: Model,
    questions: Sequence[Question],
    words: Words,
    pushes: Sequence[Pushes] = (),
    progress: Progress | None = None,
) -> np.ndarray:
    """Return log-probabilities (pushes + 1, questions, words): without a push, then under each.
    Pushes that are passed together as one entry count as one.

    A word's is that of all its spellings together, each by the chain rule over its tokens; where a
    question has fewer words than another it is minus infinity. A push moves no token of the word
    itself, unless the question's places are "all".
    progress: called with passes, done and in all: a question's own, and one for each further token
        of its words, times pushes.
    Raises `InputError` if the model cannot be read out, and as `encoded` does.
    """
    return answers_with_top(model, questions, words, pushes, progress)[0]


def answers_with_top(
    model: Model,
    questions: Sequence[Question],
    words: Words,
    pushes: Sequence[Pushes] = (),
    progress: Progress | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Return what `answers` gives, and (pushes + 1, questions) the likeliest token of the
    vocabulary."""
    model = require_next(model)
    asked = [
        _Row(number, beginning, tokens)
        for number, of_one in enumerate(words)
        for beginning, tokens in beginnings(of_one).items()
    ]
    items, places = _behind(model, questions, words, asked)
    index = _index(asked)
    found = np.empty((len(pushes) + 1, *index.shape))
    top = np.empty(found.shape[:2], dtype=int)
    given = [by_layer(one, model.width, len(questions)) for one in pushes]
    of = np.array([row.question for row in asked])
    total, done = found.shape[0] * len(asked), 0
    positions = budget_of(model)  # copies included: states of all layers are kept meanwhile
    for rows, some in _batches(items, positions):
        copies = max(1, min(len(pushes), positions // (len(rows) * max(map(len, some)))))
        run = Rerun(model, some, [places[row] for row in rows], copies)
        (found[0, rows],), (top[0, rows],) = _read(model, run.plain()[None], index[rows])
        done += len(rows)
        for layers, replace, part in _chunks(given, copies):
            vectors = np.zeros((len(layers), copies, len(rows), model.width), dtype=np.float32)
            for copy, i in enumerate(part):
                for place, one in zip(vectors, given[i].layers.values(), strict=True):
                    place[copy] = one if one.ndim == 1 else one[of[rows]]
            at = dict(zip(layers, torch.from_numpy(vectors), strict=True))
            final = run.under(at, replace=replace)
            pushed = [i + 1 for i in part]
            found[np.ix_(pushed, rows)], top[np.ix_(pushed, rows)] = _read(
                model, final[: len(part)], index[rows]
            )
            done += len(rows) * len(part)
            if progress:
                progress(done, total)
    plain = [number for number, row in enumerate(asked) if not row.beginning]
    return _of_words(words, asked, found), top[:, plain]


@dataclass(frozen=True)
class _Row:
    """A question's number, the beginning of a word that stands behind it, and the tokens that are
    read there."""

    question: int
    beginning: Spelling
    tokens: list[int]


def _behind(
    model: LanguageModel, questions: Sequence[Question], words: Words, asked: Sequence[_Row]
) -> tuple[list[Encoded], list[Places]]:
    """Return each row encoded, and where it is pushed: at the last position of the question, not of
    the beginning behind it."""
    longest = max(len(spelling) for one in words for word in one for spelling in word)
    plain = encoded(model, questions, more=longest - 1)
    items, places = [], []
    for row in asked:
        item, place = plain[row.question], questions[row.question].places
        places.append((len(item) - 1,) if place == "last" else place)
        items.append(item.followed_by(row.beginning))
    return items, places


def _of_words(words: Words, asked: Sequence[_Row], found: np.ndarray) -> np.ndarray:
    """Return (pushes + 1, questions, words) of what was read in each row, (pushes + 1, rows,
    tokens)."""
    logs: list[dict] = [{} for _ in words]
    for number, row in enumerate(asked):
        for slot, token in enumerate(row.tokens):
            logs[row.question][row.beginning, token] = found[:, number, slot]
    result = np.full((len(found), len(words), max(map(len, words))), -np.inf)
    for number, of_one in enumerate(words):
        for k, word in enumerate(of_one):
            result[:, number, k] = chained(logs[number], word)
    return result


def _batches(items: Sequence[Encoded], positions: int) -> Iterator[tuple[list[int], list[Encoded]]]:
    """Yield numbers and encodings of questions of one form, longest first, within `positions`."""
    forms: dict[tuple, list[int]] = {}
    for number, item in enumerate(items):
        forms.setdefault(item.form, []).append(number)
    for numbers in forms.values():
        numbers.sort(key=lambda number: -len(items[number]))
        while numbers:
            size = max(1, positions // len(items[numbers[0]]))
            rows, numbers = numbers[:size], numbers[size:]
            yield rows, [items[row] for row in rows]


def _chunks(
    pushes: Sequence[Together], copies: int
) -> Iterator[tuple[tuple[int, ...], bool, list[int]]]:
    """Yield layers, whether states are replaced there, and the numbers of such pushes, at most
    `copies` at a time."""
    alike: dict[tuple[tuple[int, ...], bool], list[int]] = {}
    for number, one in enumerate(pushes):
        alike.setdefault((tuple(one.layers), one.replace), []).append(number)
    for (layers, replace), numbers in sorted(alike.items()):
        for start in range(0, len(numbers), copies):
            yield layers, replace, numbers[start : start + copies]


def _index(asked: Sequence[_Row]) -> torch.Tensor:
    """Return (rows, tokens) that are read in each, filled up with 0."""
    index = torch.zeros(len(asked), max(len(row.tokens) for row in asked), dtype=torch.long)
    for number, row in enumerate(asked):
        index[number, : len(row.tokens)] = torch.tensor(row.tokens)
    return index


def _read(
    model: LanguageModel, final: torch.Tensor, index: torch.Tensor
) -> tuple[np.ndarray, np.ndarray]:
    """Return log-probabilities (copies, rows, tokens) after final states (copies, rows, width), and
    the likeliest token (copies, rows)."""
    with torch.inference_mode():
        logits = model.unembed(final).float()
        require_answer(model.name, logits)
        all_together = logits.logsumexp(dim=-1, keepdim=True).double().cpu()
        each = logits.cpu()[:, torch.arange(len(index))[:, None], index].double()
        return (each - all_together).numpy(), logits.argmax(dim=-1).cpu().numpy()
