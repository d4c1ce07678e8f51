"""What the positions of one item read as at every layer: the result of every kind of lens."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from semhub.inputs.wording import is_punctuation
from semhub.lenses.kinds import KINDS, Kind, Score
from semhub.result import Result

if TYPE_CHECKING:
    from semhub.lenses.floor import Floor
    from semhub.lenses.neighbours import Neighbours


@dataclass(frozen=True, eq=False, repr=False)
class Reading(Result):
    """What every layer and position of one item reads as.

    texts: what each position is called: the readable text of a token, or the place in a picture or
        a sound.
    content: (positions,) whether the position is the item's own.
    tokens: (layers, positions, top) the best entries of the vocabulary, best first; of the index's
        own vocabulary, for neighbours.
    scores: (layers, positions, top) probabilities, or for neighbours cosines, from -1 to 1, which
        do not add to anything.
    words: the text of each of `tokens`, nested lists of the same shape.
    tracked: word -> (layers, positions) probability of its tokens, which are those of
        `semhub.models.spelling.tracked`, or cosine of its nearest state. logs: the natural
        logarithms of these probabilities, where they were asked for. notes: of which words only
        the first token is read.
    languages: their codes; mass: (layers, positions, languages), or None without a table, and for
        neighbours, which have no probability to share out. covered: the share of the vocabulary
        whose language the table knows.
    neighbours: what was found in the index; None for the other kinds.
    fills_in: whether the words are those that stand at a position by a head of masked words, and
        not those that come next.
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
    languages: tuple[str, ...] = ()
    mass: np.ndarray | None = None
    neighbours: Neighbours | None = None
    floor: Floor | None = None
    covered: float | None = None
    notes: list[str] = field(default_factory=list)
    logs: dict[str, np.ndarray] = field(default_factory=dict)
    fills_in: bool = False

    @property
    def score(self) -> Score:
        """What `scores` are."""
        return KINDS[self.kind].score

    @property
    def worded(self) -> np.ndarray:
        """(positions,) whether a position is the item's own and more than punctuation."""
        return self.content & [not is_punctuation(text) for text in self.texts]

    @property
    def claimed(self) -> np.ndarray:
        """(layers, positions, top) whether a word is stronger than in empty inputs: true of all
        without a floor, and of positions that are not the item's own."""
        if self.floor is None:
            return np.ones(self.scores.shape, dtype=bool)
        return self.floor.above(self.scores) | ~self.content[:, None]

    def above(self, word: str) -> np.ndarray:
        """Tell where a tracked word is stronger than in empty inputs, (layers, positions); true of
        all without a floor."""
        if self.floor is None:
            return np.ones(self.tracked[word].shape, dtype=bool)
        return self.floor.tracked_above(word, self.tracked[word])

    def strongest(self, word: str) -> tuple[int, int] | None:
        """Find the layer and position where a tracked word is strongest, of those where it stands
        above its floor; None where it does nowhere."""
        above = self.above(word)
        if not above.any():
            return None
        best = np.where(above, self.tracked[word], -np.inf).argmax()
        layer, position = np.unravel_index(int(best), above.shape)
        return int(layer), int(position)

    def language_curve(self) -> np.ndarray | None:
        """Average the mass over the item's own positions: (layers, languages)."""
        return None if self.mass is None else self.mass[:, self.content].mean(axis=1)

    def to_dict(self) -> dict:
        """The `lens --json` contract: plain lists, one entry a layer.

        A word has its probability as "p", or its "cosine" with how many of the nearest states are
        of that word, and the sentence in which the nearest one stands; "words_in" is then the
        language of the index, empty where that is not known. "fills_in" is there, and true, where
        words are those of a head of masked words.
        """
        layers, positions, _ = self.tokens.shape
        curve = self.language_curve()
        return {
            "model": self.model,
            "lens": self.kind,
            "score": self.score,
            **({"words_in": self.neighbours.language} if self.neighbours else {}),
            **({"fills_in": True} if self.fills_in else {}),
            "tokens": self.texts,
            "layers": list(range(layers)),
            "top": [[self._cell(k, p) for p in range(positions)] for k in range(layers)],
            "tracked": self._tracked(),
            "notes": self.notes,
            "languages": list(self.languages),
            "language_mass": [] if curve is None else curve.tolist(),
            "languages_covered": self.covered,
            **self._floor(),
        }

    def to_position_dict(self) -> dict:
        """The contract of what the pages Image and Audio save: plain lists (layers, positions,
        top) of words and of scores."""
        return {
            "model": self.model,
            "kind": self.kind,
            "score": self.score,
            "layers": list(range(len(self.words))),
            "words": self.words,
            "scores": self.scores.tolist(),
            "tracked": self._tracked(),
            **({"notes": self.notes} if self.notes else {}),
            **({"sentences": self.neighbours.sentences} if self.neighbours else {}),
            **self._floor(),
        }

    def _tracked(self) -> dict[str, list]:
        return {word: scores.tolist() for word, scores in self.tracked.items()}

    def _floor(self) -> dict:
        return self.floor.to_dict() if self.floor else {}

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
