"""An index of words in context, and the exact search in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from semhub.errors import InputError
from semhub.models.spelling import legible
from semhub.once import once
from semhub.quoting import quoted

NEAREST = 10
"""Of so many nearest states it is counted how many are a word's."""


@dataclass(frozen=True)
class Neighbours:
    """The nearest words of each layer and position, nearest first.

    words: nested lists (layers, positions, top).
    numbers: (layers, positions, top) their numbers in the index's vocabulary.
    similarities: (layers, positions, top) cosine of the nearest state of each word, from -1 to 1.
    counts: (layers, positions, top) how many of the ten nearest states are of that word.
    sentences: the sentence in which that nearest state stood, nested lists like `words`.
    tracked: word -> (layers, positions) cosine of its nearest state.
    language: of the index's words; empty where that is not known.
    """

    words: list[list[list[str]]]
    numbers: np.ndarray
    similarities: np.ndarray
    counts: np.ndarray
    sentences: list[list[list[str]]]
    tracked: dict[str, np.ndarray]
    language: str = ""


@dataclass(frozen=True)
class Index:
    """States of words in sentences.

    model: the name of the model that they are states of.
    states: (n_layers + 1, entries, width) float16, unit vectors: each state, scaled to length one,
        without the mean of all of them, and scaled to length one again.
    means: (n_layers + 1, width) float32, that mean.
    lengths: (n_layers + 1, entries) float32, how long a state was before it was scaled again.
    words, sentences: of each entry.
    left_out: how many words in context did not fit into the bound on memory.
    note: a sentence on why it is not kept for the next time; empty where it is.
    language: the code of the language that the words are in; empty where that is not known.
    """

    model: str
    states: np.ndarray
    means: np.ndarray
    lengths: np.ndarray
    words: list[str]
    sentences: list[str]
    left_out: int = 0
    note: str = ""
    language: str = ""

    @property
    def vocabulary(self) -> list[str]:
        """The different words, each in its most frequent spelling; capitals make no difference."""
        return self._grouped.names

    def read(
        self,
        states: np.ndarray | torch.Tensor,
        top: int = 5,
        *,
        reference: np.ndarray | None = None,
        track: Sequence[str] = (),
    ) -> Neighbours:
        """Find the nearest words of states (n_layers + 1, positions, width), layer by layer.

        Both sides are scaled to length one and centred before they are compared: the index by the
        mean of its states, the query by `reference` (n_layers + 1, width), by default that same
        mean. LatentLens compares without centring. On patches of the embedded model's pictures
        this default reads true words oftener than no centring, since a few directions that all
        states share then decide less, and as often as the mean of other pictures; an item's own
        mean reads worst of all, since it takes off what all of the item says.

        Raises `InputError` where `states` are not of this index's model, where `top` is not from
        1 to the number of its words, or where a tracked word is not among them.
        """
        self.require(top)
        unit = self._centred(self._own(states), reference)
        numbers = {word: self.number(word) for word in track}
        shape = (*unit.shape[:2], top)
        words, counts, entries = (np.empty(shape, dtype=np.int64) for _ in range(3))
        similarities = np.empty(shape, dtype=np.float32)
        tracked = {word: np.empty(shape[:2], dtype=np.float32) for word in track}
        for layer, query in enumerate(unit):
            similarity = self._similarity(query, layer)
            best = self._grouped.best(similarity)
            words[layer] = _largest(best, top)
            similarities[layer] = np.take_along_axis(best, words[layer], axis=1)
            nearest = self._grouped.of[_largest(similarity, min(NEAREST, len(self.words)))]
            counts[layer] = (nearest[:, None] == words[layer][..., None]).sum(axis=-1)
            entries[layer] = self._grouped.nearest(similarity, words[layer])
            for word, number in numbers.items():
                tracked[word][layer] = best[:, number]
        return Neighbours(
            words=_named(words, self.vocabulary),
            numbers=words,
            similarities=similarities,
            counts=counts,
            sentences=_named(entries, self.sentences),
            tracked=tracked,
            language=self.language,
        )

    def by_word(
        self, states: np.ndarray | torch.Tensor, reference: np.ndarray | None = None
    ) -> Iterator[np.ndarray]:
        """Give, layer by layer, the cosine of the nearest state of every word of the vocabulary,
        (positions, words). Arguments and errors as in `read`."""
        for layer, query in enumerate(self._centred(self._own(states), reference)):
            yield self._grouped.best(self._similarity(query, layer))

    def require(self, top: int) -> None:
        """Raise `InputError` where `top` is not from 1 to the number of its words."""
        if not 1 <= top <= len(self.vocabulary):
            raise InputError(
                f"The index has {len(self.vocabulary):,} words to choose from, so the number of "
                f"nearest ones must lie between 1 and that, and not be {top:,}."
            )

    def number(self, word: str) -> int:
        """Find the word's place in the vocabulary. Raises `InputError` where it is not in it."""
        number = self._grouped.numbers.get(legible(word).casefold())
        if number is None:
            raise InputError(f"No sentence of the index says {quoted(word)}; track another word.")
        return number

    def _centred(self, states: np.ndarray, reference: np.ndarray | None) -> np.ndarray:
        reference = self.means if reference is None else reference
        return _unit(_unit(states) - reference[:, None])

    def _similarity(self, query: np.ndarray, layer: int) -> np.ndarray:
        """Compute the (positions, entries) cosines of a layer's queries (positions, width)."""
        similarity = query @ self.states[layer].astype(np.float32).T
        return similarity.clip(-1, 1, out=similarity)  # half precision may say 1.00001

    def _own(self, states: np.ndarray | torch.Tensor) -> np.ndarray:
        states = np.asarray(states, dtype=np.float32)
        layers, _, width = self.states.shape
        if (len(states), states.shape[-1]) != (layers, width):
            raise InputError(
                f"The index is of {self.model}, which has other states than the model that is "
                "read; make an index of that model."
            )
        return states

    @once
    def _grouped(self) -> _Grouped:
        return _Grouped(self.words)


class _Grouped:
    """Entries by their word.

    names: the words. numbers: word in lower case -> its number. of: (entries,) each one's word.
    """

    def __init__(self, words: Sequence[str]):
        spellings: dict[str, dict[str, int]] = {}
        for word in words:
            seen = spellings.setdefault(word.casefold(), {})
            seen[word] = seen.get(word, 0) + 1
        self.names = [max(seen, key=seen.__getitem__) for seen in spellings.values()]
        self.numbers = {key: number for number, key in enumerate(spellings)}
        self.of = np.array([self.numbers[word.casefold()] for word in words])
        self._order = np.argsort(self.of, kind="stable")
        self._starts = np.searchsorted(self.of[self._order], np.arange(len(self.names) + 1))

    def best(self, similarity: np.ndarray) -> np.ndarray:
        """Take the largest of each word's, (positions, words), of (positions, entries)."""
        return np.maximum.reduceat(similarity[:, self._order], self._starts[:-1], axis=1)

    def nearest(self, similarity: np.ndarray, words: np.ndarray) -> np.ndarray:
        """Find the entry whose similarity is its word's largest, for words (positions, top)."""
        found = np.empty_like(words)
        for (position, place), word in np.ndenumerate(words):
            own = self._order[self._starts[word] : self._starts[word + 1]]
            found[position, place] = own[similarity[position, own].argmax()]
        return found


def centred(states: np.ndarray) -> dict[str, np.ndarray]:
    """Compute the arrays of an `Index` from unit states (n_layers + 1, entries, width).

    `states` are overwritten, since they may fill much of the memory.
    """
    means = np.empty((len(states), states.shape[2]), dtype=np.float32)
    lengths = np.empty(states.shape[:2], dtype=np.float32)
    for layer, state in enumerate(states):
        unit = state.astype(np.float32)
        means[layer] = unit.mean(axis=0)
        unit -= means[layer]
        lengths[layer] = np.linalg.norm(unit, axis=1)
        states[layer] = unit / np.maximum(lengths[layer], 1e-12)[:, None]
    return {"states": states, "means": means, "lengths": lengths}


def _unit(states: np.ndarray) -> np.ndarray:
    return states / np.maximum(np.linalg.norm(states, axis=-1, keepdims=True), 1e-12)


def _largest(values: np.ndarray, number: int) -> np.ndarray:
    """Find the columns, (rows, number), of each row's largest values, largest first."""
    found = np.argpartition(-values, number - 1, axis=1)[:, :number]
    order = np.argsort(-np.take_along_axis(values, found, axis=1), axis=1, kind="stable")
    return np.take_along_axis(found, order, axis=1)


def _named(numbers: np.ndarray, names: Sequence[str]) -> list[list[list[str]]]:
    return [[[names[number] for number in cell] for cell in row] for row in numbers]
