"""The words that each position of a picture or a sound is read as, layer by layer.

Kinds: "neighbours", the words of the nearest contextual text states (`semhub.lenses.neighbours`),
and "logit", the model's own head on inner layers (`semhub.lenses.reading`). Both read the same
states.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import ClassVar, Protocol

import numpy as np
import torch

from semhub.lenses.floor import Empty, Floor
from semhub.lenses.neighbours import Index
from semhub.lenses.reading import SCORES, Kind, distributions, log_distribution
from semhub.models import spelling
from semhub.models.protocol import Model
from semhub.states.positions import Sensed


@dataclass(frozen=True, eq=False)
class Gloss:
    """words: nested lists (layers, span, top), best first. scores: the same shape.

    tracked: word -> (layers, span): the cosine of its nearest state, or the probability of its
    tokens (`semhub.models.spelling.tracked`). logs: the natural logarithms of these probabilities;
    none of cosines. notes: of which words only the first token is read. sentences: in which each
    nearest state stood, nested lists like `words`; None for other kinds. numbers: of the words, in
    the vocabulary that was read from, the same shape as scores. floor: of these words, where it was
    asked for.
    """

    model: str
    kind: Kind
    words: list[list[list[str]]]
    scores: np.ndarray
    tracked: dict[str, np.ndarray]
    sentences: list[list[list[str]]] | None = None
    numbers: np.ndarray | None = None
    floor: Floor | None = None
    logs: dict[str, np.ndarray] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def score(self) -> str:
        return SCORES[self.kind]

    @property
    def claimed(self) -> np.ndarray:
        """(layers, span, top) whether a word is stronger than in empty inputs; true of all where
        no floor was asked for."""
        if self.floor is None:
            return np.ones(self.scores.shape, dtype=bool)
        return self.floor.above(self.scores)

    def above(self, word: str) -> np.ndarray:
        """(layers, span) of a tracked word, likewise."""
        if self.floor is None:
            return np.ones(self.tracked[word].shape, dtype=bool)
        return self.floor.tracked_above(word, self.tracked[word])

    def strongest(self, word: str) -> tuple[int, int] | None:
        """Layer and position where a tracked word is strongest, of those where it stands above its
        floor; None where it does nowhere."""
        above = self.above(word)
        if not above.any():
            return None
        best = np.where(above, self.tracked[word], -np.inf).argmax()
        layer, position = np.unravel_index(int(best), above.shape)
        return int(layer), int(position)

    def to_dict(self) -> dict:
        return {
            "model": self.model,
            "kind": self.kind,
            "score": self.score,
            "layers": list(range(len(self.words))),
            "words": self.words,
            "scores": self.scores.tolist(),
            "tracked": {word: score.tolist() for word, score in self.tracked.items()},
            **({"notes": self.notes} if self.notes else {}),
            **({"sentences": self.sentences} if self.sentences else {}),
            **(self.floor.to_dict() if self.floor else {}),
        }


class Reader(Protocol):
    """Either kind, ready to read one model."""

    kind: Kind

    def knows(self, word: str) -> bool:
        """Whether the word can be tracked."""

    def gloss(self, sensed: Sensed, *, top: int = 5, track: Sequence[str] = ()) -> Gloss:
        """Raises `InputError` if a tracked word is not known, or the model cannot be read."""

    def with_floor(self, gloss: Gloss, empty: Empty) -> Gloss:
        """The gloss that it gave, with the floor of its words. empty: like its item."""

    def centred_on(self, sensed: Sequence[Sensed]) -> Reader:
        """The same, with other items' mean taken off the states, where the kind takes one off."""


@dataclass(frozen=True)
class LogitReader:
    model: Model
    kind: ClassVar[Kind] = "logit"

    def knows(self, word: str) -> bool:
        return spelling.can_track(self.model, word)

    def gloss(self, sensed: Sensed, *, top: int = 5, track: Sequence[str] = ()) -> Gloss:
        model = self.model
        model.require_head()
        asked = spelling.tracked(model, track)
        layers, span = sensed.states.shape[:2]
        best, scores = np.empty((layers, span, top), dtype=int), np.empty((layers, span, top))
        logs = {word: np.empty((layers, span)) for word in asked}
        for layer, state in enumerate(sensed.states):
            p = log_distribution(model, state.to(model.device), "logit", last=layer == layers - 1)
            found = p.topk(top, dim=-1)
            best[layer], scores[layer] = found.indices.cpu(), found.values.float().exp().cpu()
            for word, own in asked.items():
                logs[word][layer] = p[:, list(own.tokens)].logsumexp(dim=-1).float().cpu()
        words = [[[model.decode_token(int(t)) for t in cell] for cell in row] for row in best]
        tracked = {word: np.exp(found) for word, found in logs.items()}
        return Gloss(
            model.name, "logit", words, scores, tracked, numbers=best, logs=logs,
            notes=spelling.notes(asked),
        )  # fmt: skip

    def with_floor(self, gloss: Gloss, empty: Empty) -> Gloss:
        def read(states: torch.Tensor) -> Iterable[torch.Tensor]:
            return distributions(self.model, states.to(self.model.device), self.kind)

        track = {word: spelling.first_tokens(self.model, word) for word in gloss.tracked}
        return replace(gloss, floor=empty.floor(read, gloss.numbers, track))

    def centred_on(self, sensed: Sequence[Sensed]) -> Reader:
        return self


@dataclass(frozen=True, eq=False)
class NeighbourReader:
    """reference: (layers, width) mean that is taken off the unit states; by default that of the
    index."""

    index: Index
    reference: np.ndarray | None = None
    kind: ClassVar[Kind] = "neighbours"

    def knows(self, word: str) -> bool:
        return word.casefold() in self._vocabulary

    def gloss(self, sensed: Sensed, *, top: int = 5, track: Sequence[str] = ()) -> Gloss:
        found = self.index.read(sensed.states, top, reference=self.reference, track=track)
        return Gloss(
            sensed.model, self.kind, found.words, found.similarities, found.tracked,
            found.sentences, found.numbers,
        )  # fmt: skip

    def with_floor(self, gloss: Gloss, empty: Empty) -> Gloss:
        def read(states: torch.Tensor) -> Iterable[np.ndarray]:
            return self.index.by_word(states, self.reference)

        track = {word: [self.index.number(word)] for word in gloss.tracked}
        return replace(gloss, floor=empty.floor(read, gloss.numbers, track))

    def centred_on(self, sensed: Sequence[Sensed]) -> Reader:
        return replace(self, reference=typical(sensed))

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        return frozenset(word.casefold() for word in self.index.vocabulary)


def typical(sensed: Sequence[Sensed]) -> np.ndarray:
    """(layers, width) mean of the unit states at all positions of several items."""
    states = torch.cat([item.states for item in sensed], dim=1)
    return torch.nn.functional.normalize(states, dim=-1).mean(dim=1).numpy()
