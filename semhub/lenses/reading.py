"""Read a state as words: by the model's own head, put on an inner layer, or by its neighbours.

Kinds: "logit" is softmax(W_U N(h)) with N the final norm (nostalgebraist 2020), whose last row is
the model's own output. "paper" leaves N out on inner layers, as the code released with "The
Semantic Hub Hypothesis" (Wu et al., ICLR 2025) does. "jacobian" carries the state to the last
layer first, by a matrix that is fitted once a model (see `semhub.lenses.jacobian`). "neighbours"
needs no head: the words in sentences whose states are nearest (LatentLens, see
`semhub.lenses.neighbours`). This file draws nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
import torch

from semhub.datasets.arguments import item_of
from semhub.errors import InputError
from semhub.inputs import Input
from semhub.inputs.door import one_of, strings, whole
from semhub.lenses.jacobian import JacobianLens, fitted
from semhub.lenses.languages import LanguageTable
from semhub.lenses.neighbours import Index, Neighbours
from semhub.lenses.neighbours import index as neighbours_of
from semhub.lenses.parts import require_own, require_seen
from semhub.models import spelling
from semhub.models.batch import Batch
from semhub.models.protocol import Model, require_model
from semhub.states.extraction import positions

if TYPE_CHECKING:
    from semhub.lenses.floor import Floor

Kind = Literal["logit", "paper", "jacobian", "neighbours"]
KINDS: dict[Kind, str] = {
    "logit": "logit lens: the model's final norm and head at every layer",
    "paper": "the paper's lens: the head alone, without the final norm, on inner layers",
    "jacobian": "Jacobian lens: norm and head, after the layers in between as their mean Jacobian",
    "neighbours": "nearest neighbours: words in sentences whose states are nearest, by cosine",
}
"""Each kind and what it does, as shown to the user."""

SCORES: dict[Kind, str] = {
    "logit": "probability", "paper": "probability", "jacobian": "probability",
    "neighbours": "cosine",
}  # fmt: skip
"""What the scores of each kind are."""


@dataclass(frozen=True)
class Reading:
    """What every layer and position of one item reads as.

    texts: readable text of each position.
    content: (positions,) whether the position is the item's own.
    tokens: (layers, positions, top) the best entries of the vocabulary, best first; of the index's
        own vocabulary, for neighbours.
    scores: (layers, positions, top) probabilities, or for neighbours cosines, from -1 to 1, which
        do not add to anything.
    words: the text of each of `tokens`, nested lists of the same shape.
    tracked: word -> (layers, positions) probability of its tokens, which are those of
        `semhub.models.spelling.tracked`, or cosine of its nearest state. notes: of
        which words only the first token is read.
    languages: their codes; mass: (layers, positions, languages), or None without a table, and for
        neighbours, which have no probability to share out. covered: the share of the vocabulary
        whose language the table knows.
    neighbours: what was found in the index; None for the other kinds.
    floor: what the words of `tokens` reach in empty inputs; of pictures and sounds, where it was
        asked for (`semhub.lenses.floor.with_floor`).
    """

    model: str
    kind: Kind
    texts: list[str]
    content: np.ndarray
    tokens: np.ndarray
    scores: np.ndarray
    words: list[list[list[str]]]
    tracked: dict[str, np.ndarray]
    languages: tuple[str, ...]
    mass: np.ndarray | None
    neighbours: Neighbours | None = None
    floor: Floor | None = None
    covered: float | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def claimed(self) -> np.ndarray:
        """(layers, positions, top) whether a word is stronger than in empty inputs: true of all
        without a floor, and of positions that are not the item's own."""
        if self.floor is None:
            return np.ones(self.scores.shape, dtype=bool)
        return self.floor.above(self.scores) | ~self.content[:, None]

    @property
    def score(self) -> str:
        """What `scores` are: "probability" or "cosine"."""
        return SCORES[self.kind]

    def language_curve(self) -> np.ndarray | None:
        """(layers, languages) mass, averaged over the item's own positions."""
        return None if self.mass is None else self.mass[:, self.content].mean(axis=1)

    def to_dict(self) -> dict:
        """The `lens --json` contract: plain lists, one entry a layer.

        A word has its probability as "p", or its "cosine" with how many of the nearest states are
        of that word, and the sentence in which the nearest one stands.
        """
        layers, positions, _ = self.tokens.shape
        return {
            "model": self.model,
            "lens": self.kind,
            "score": self.score,
            "tokens": self.texts,
            "layers": list(range(layers)),
            "top": [[self._cell(k, p) for p in range(positions)] for k in range(layers)],
            "tracked": {word: scores.tolist() for word, scores in self.tracked.items()},
            "notes": self.notes,
            "languages": list(self.languages),
            "language_mass": [] if self.mass is None else self.language_curve().tolist(),
            "languages_covered": self.covered,
            **(self.floor.to_dict() if self.floor else {}),
        }

    def _cell(self, layer: int, position: int) -> list[dict]:
        words, scores = self.words[layer][position], self.scores[layer, position].tolist()
        if self.neighbours is None:
            return [{"word": word, "p": p} for word, p in zip(words, scores, strict=True)]
        counts = self.neighbours.counts[layer, position].tolist()
        sentences = self.neighbours.sentences[layer][position]
        return [
            {"word": word, "cosine": cosine, "count": count, "sentence": sentence}
            for word, cosine, count, sentence in zip(words, scores, counts, sentences, strict=True)
        ]


def read(
    model: Model,
    item: Input | str,
    *,
    kind: Kind = "logit",
    top: int = 10,
    track: Sequence[str] = (),
    languages: LanguageTable | None = None,
    index: Index | None = None,
    jacobian: JacobianLens | None = None,
    seen: tuple[Batch, torch.Tensor] | None = None,
) -> Reading:
    """Read `item` at every layer and position.

    index: of this model, where neighbours are asked for; by default that of embedded sentences.
    jacobian: of this model, where the Jacobian lens is asked for; by default the one that is kept.
    seen: what `extraction.positions` gives of this item, where it was run before.

    Raises `InputError` if the model cannot be read out, if no Jacobian lens is fitted to it, if
    `top` is not from 1 to the size of its vocabulary, or if a tracked word is not in it or begins
    with a part of a character.
    """
    require_model(model)
    item = item_of(item)
    track = strings(track, "A tracked word")
    one_of(kind, KINDS, "lens")
    top = whole(top, "The number of best words")
    require_own(model, languages, index, jacobian)
    if seen is not None:
        require_seen(model, item, seen)
    if kind == "neighbours":
        index = index or neighbours_of(model)
        return _nearest(model, item, top, track, index, seen or positions(model, item))
    model.require_head()
    if kind == "jacobian":
        jacobian = jacobian or fitted(model)
    if not 1 <= top <= model.vocabulary_size:
        raise InputError(
            f"{model.name} has {model.vocabulary_size:,} words to choose from, so the number of "
            f"best ones must lie between 1 and that, and not be {top:,}."
        )
    asked = spelling.tracked(model, track)
    batch, states = seen or positions(model, item)
    layers, length = states.shape[:2]
    tokens = np.empty((layers, length, top), dtype=np.int64)
    scores = np.empty((layers, length, top), dtype=np.float32)
    tracked = {word: np.empty((layers, length), dtype=np.float32) for word in asked}
    mass = None if languages is None else np.empty((layers, length, len(languages.languages)))
    for layer, p in enumerate(distributions(model, states, kind, jacobian)):
        best = p.topk(top, dim=-1)
        tokens[layer], scores[layer] = best.indices.cpu(), best.values.cpu()
        for word, own in asked.items():
            tracked[word][layer] = p[:, list(own.tokens)].sum(dim=-1).cpu()
        if languages is not None:
            mass[layer] = languages.mass(p.cpu().numpy())
    return Reading(
        model=model.name,
        kind=kind,
        texts=model.tokens(item),
        content=batch.content[0].cpu().numpy(),
        tokens=tokens,
        scores=scores,
        words=[[[model.decode_token(int(t)) for t in cell] for cell in row] for row in tokens],
        tracked=tracked,
        languages=() if languages is None else languages.languages,
        mass=mass,
        covered=None if languages is None else languages.covered,
        notes=spelling.notes(asked),
    )


def _nearest(
    model: Model,
    item: Input,
    top: int,
    track: Sequence[str],
    index: Index,
    seen: tuple[Batch, torch.Tensor],
) -> Reading:
    batch, states = seen
    found = index.read(states.float().cpu(), top, track=track)
    return Reading(
        model=model.name,
        kind="neighbours",
        texts=model.tokens(item),
        content=batch.content[0].cpu().numpy(),
        tokens=found.numbers,
        scores=found.similarities,
        words=found.words,
        tracked=found.tracked,
        languages=(),
        mass=None,
        neighbours=found,
    )


def distributions(
    model: Model, states: torch.Tensor, kind: Kind, jacobian: JacobianLens | None = None
) -> Iterator[torch.Tensor]:
    """Layer by layer, the probabilities (..., vocabulary) of states (n_layers + 1, ..., width)."""
    for layer, state in enumerate(states):
        carried = jacobian.transport(state, layer) if jacobian else state
        yield distribution(model, carried, kind, last=layer == len(states) - 1)


def distribution(model: Model, state: torch.Tensor, kind: Kind, *, last: bool) -> torch.Tensor:
    """Probabilities (..., vocabulary), float32, of states (..., width) at one layer, which for the
    Jacobian lens are those that it carried to the last."""
    with torch.inference_mode():
        return model.unembed(state, norm=kind != "paper" or last).softmax(dim=-1)


def log_distribution(model: Model, state: torch.Tensor, kind: Kind, *, last: bool) -> torch.Tensor:
    """The logarithms of what `distribution` gives, also where the probabilities themselves are too
    small for their type."""
    with torch.inference_mode():
        return model.unembed(state, norm=kind != "paper" or last).log_softmax(dim=-1)
