"""An index of words in context, and the exact search in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch

from semhub.errors import InputError

NEAREST = 10
"""Of so many nearest states it is counted how many are a word's."""


@dataclass(frozen=True)
class Neighbours:
    """The nearest words of each layer and position, nearest first.

    words: nested lists (layers, positions, top).
    similarities: (layers, positions, top) cosine of the nearest state of each word, from -1 to 1.
    counts: (layers, positions, top) how many of the ten nearest states are of that word.
    entries: (layers, positions, top) number of that nearest state in the index.
    sentences: the sentence it stands in, nested lists like `words`.
    """

    words: list[list[list[str]]]
    similarities: np.ndarray
    counts: np.ndarray
    entries: np.ndarray
    sentences: list[list[list[str]]]


@dataclass(frozen=True)
class Index:
    """States of words in sentences.

    model: the name of the model that they are states of.
    states: (n_layers + 1, entries, width) float16, unit vectors: each state, scaled to length one,
        without the mean of all of them, and scaled to length one again.
    means: (n_layers + 1, width) float32, that mean.
    lengths: (n_layers + 1, entries) float32, how long a state was before it was scaled again.
    words, sentences: of each entry.
    left_out: how many words did not fit into the bound on memory.
    """

    model: str
    states: np.ndarray
    means: np.ndarray
    lengths: np.ndarray
    words: list[str]
    sentences: list[str]
    left_out: int = 0

    @cached_property
    def vocabulary(self) -> list[str]:
        """The different words, each in its most frequent spelling; capitals make no difference."""
        return self._vocabulary[0]

    @cached_property
    def _vocabulary(self) -> tuple[list[str], np.ndarray]:
        """The words, and (entries,) the number of the word of each entry."""
        spellings: dict[str, dict[str, int]] = {}
        for word in self.words:
            seen = spellings.setdefault(word.casefold(), {})
            seen[word] = seen.get(word, 0) + 1
        number = {key: n for n, key in enumerate(spellings)}
        shown = [max(seen, key=seen.get) for seen in spellings.values()]
        return shown, np.array([number[word.casefold()] for word in self.words])

    def read(
        self,
        states: np.ndarray | torch.Tensor,
        top: int = 5,
        *,
        own: np.ndarray | None = None,
        reference: np.ndarray | None = None,
    ) -> Neighbours:
        """The nearest words of states (n_layers + 1, positions, width), layer by layer.

        Both sides are scaled to length one and centred before they are compared: the index by the
        mean of its states, the query by `reference` (n_layers + 1, width), by default the mean of
        its own positions.
        own: (positions,) those that the mean is taken over; all by default.

        Raises `InputError` where `states` are not of this index's model, or `top` is not from 1 to
        the number of its words.
        """
        states = np.asarray(states, dtype=np.float32)
        if (len(states), states.shape[-1]) != (len(self.states), self.states.shape[-1]):
            raise InputError(
                f"The index is of {self.model}, whose states differ in number or width; make one "
                "of the model that is read."
            )
        if not 1 <= top <= len(self.vocabulary):
            raise InputError(
                f"The index has {len(self.vocabulary):,} words to choose from, so the number of "
                f"nearest ones must lie between 1 and that, and not be {top:,}."
            )
        unit = _unit(states)
        if reference is None:
            reference = unit[:, slice(None) if own is None else own].mean(axis=1)
        unit = _unit(unit - reference[:, None])
        layers = [self._nearest(layer, query, top) for layer, query in enumerate(unit)]
        words, similarities, counts, entries = (np.stack(part) for part in zip(*layers, strict=True))
        return Neighbours(
            words=_named(words, self.vocabulary),
            similarities=similarities,
            counts=counts,
            entries=entries,
            sentences=_named(entries, self.sentences),
        )

    def _nearest(self, layer: int, query: np.ndarray, top: int) -> tuple[np.ndarray, ...]:
        """Words, similarities, counts and entries (positions, top) of unit vectors."""
        order, starts, word_of = self._by_word
        similarity = query @ self.states[layer].astype(np.float32).T
        best = np.maximum.reduceat(similarity[:, order], starts, axis=1)
        words = _largest(best, top)
        nearest = word_of[_largest(similarity, min(NEAREST, len(order)))]
        counts = (nearest[:, None] == words[..., None]).sum(axis=-1)
        ends = np.append(starts[1:], len(order))
        entries = np.empty_like(words)
        for place, word in np.ndenumerate(words):
            own = order[starts[word] : ends[word]]
            entries[place] = own[similarity[place[0], own].argmax()]
        return words, np.take_along_axis(best, words, axis=1), counts, entries

    @cached_property
    def _by_word(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Entries in the order of their words, where each word begins in it, and each entry's word."""
        word_of = self._vocabulary[1]
        order = np.argsort(word_of, kind="stable")
        return order, np.flatnonzero(np.diff(word_of[order], prepend=-1)), word_of


def _unit(states: np.ndarray) -> np.ndarray:
    return states / np.maximum(np.linalg.norm(states, axis=-1, keepdims=True), 1e-12)


def _largest(values: np.ndarray, number: int) -> np.ndarray:
    """(rows, number) columns of the largest values (rows, columns) of each row, largest first."""
    found = np.argpartition(-values, number - 1, axis=1)[:, :number]
    order = np.argsort(-np.take_along_axis(values, found, axis=1), axis=1, kind="stable")
    return np.take_along_axis(found, order, axis=1)


def _named(numbers: np.ndarray, names: Sequence[str]) -> list[list[list[str]]]:
    return [[[names[n] for n in cell] for cell in row] for row in numbers]
