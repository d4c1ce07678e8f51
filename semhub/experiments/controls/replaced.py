"""Some states of one side replaced by those of the same items in other words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from semhub.inputs import Text
from semhub.inputs.wording import shuffled, split

START = ". "
"""What stands before a word that is run alone. In many decoders the first token of all attracts
attention whatever it is, so that a word in its place would be no word to the model."""

Read = Callable[[Sequence[Text]], np.ndarray]
"""Texts -> their states (layers, texts, width)."""


def words_of(item: Text) -> list[str]:
    """Return the words of a text, each as it is run alone; a text without any is its own word."""
    return [START + word for word in split(item.text)[1] or [item.text]]


def in_other_words(items: Sequence[Text], read: Read, seed: int) -> dict[str, np.ndarray]:
    """Return control -> (layers, n, width), the states that stand in the place of the items' own.

    "words": the mean of an item's words, each run alone; one that occurs twice is run once and
    counts twice. "shuffled_words": the item with its words in random order.
    """
    said = [words_of(item) for item in items]
    number = {word: k for k, word in enumerate(dict.fromkeys(w for row in said for w in row))}
    turned = [shuffled(item.text, seed) for item in items]
    states = read([Text(text) for text in (*number, *turned)])
    means = [states[:, [number[word] for word in row]].mean(axis=1) for row in said]
    return {"words": np.stack(means, axis=1), "shuffled_words": states[:, len(number) :]}


def replaced(states: np.ndarray, rows: np.ndarray, by: np.ndarray) -> np.ndarray:
    """Return `states` (layers, n, width) with those of `rows` replaced by `by` (layers, rows,
    width).

    They come to lie around the centre of those whose place they take: a data type counts by where
    an item is relative to its own centre, and the others of the side would hide that one.
    """
    changed = states.copy()
    shift = states[:, rows].mean(axis=1, keepdims=True) - by.mean(axis=1, keepdims=True)
    changed[:, rows] = by + shift
    return changed
