"""The cell of a text's reading that is clearest: where a page opens the lens.

It is the best one by a rule and no sample of them; whoever shows it says so.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import torch

from semhub import datasets
from semhub.datasets.frequent import function_words
from semhub.inputs.wording import is_punctuation
from semhub.lenses.neighbours.words import words
from semhub.lenses.reader import Reader
from semhub.lenses.result import Reading
from semhub.models.vocabulary import is_part

_UNFINISHED = re.compile(r" (\d+)/(?!\1$)\d+$")
"""Ends the name of a token that holds a part of a character, and not the last one."""


def clearest(reader: Reader, reading: Reading, states: torch.Tensor, text: str) -> tuple[int, int]:
    """Find the (layer, position) at which there is most to be seen.

    Where the probability is known by language and moves from one to another, it is where it does so
    best (`_turns`); else where one content word is read clearest (`_stands_out`); and where there
    is none, the last layer and position.

    reader: of the reading's kind. states: (n_layers + 1, positions, width) that `reading` was made
    of. text: the one that was read.
    """
    layers, positions = reading.tokens.shape[:2]
    return (
        _turns(reading) or _stands_out(reader, reading, states, text) or (layers - 1, positions - 1)
    )


def _turns(reading: Reading) -> tuple[int, int] | None:
    """Find the cell that shows best how the text turns to its own language.

    The text turns where its probability, over its own positions, lies most in one language at the
    inner layers and in another at the last one. The position is the one with the largest product of
    the first's mean share at the inner layers and the second's at the last; the layer, of those at
    which the first leads and the best word is a word, the one with its largest share.
    """
    curve = reading.language_curve()
    if curve is None or reading.mass is None or len(curve) < 3:
        return None
    inside, after = curve[1:-1].mean(axis=0).argmax(), curve[-1].argmax()
    if inside == after:
        return None
    share = reading.mass[..., inside]
    shown = np.array([[_is_word(cell[0]) for cell in row] for row in reading.words])
    shown &= (reading.mass.argmax(axis=-1) == inside) & reading.worded
    shown[[0, -1]] = False
    if not shown.any():
        return None
    turns = share[1:-1].mean(axis=0) * reading.mass[-1, :, after]
    position = int(np.where(shown.any(axis=0), turns, -1).argmax())
    return int(np.where(shown[:, position], share[:, position], -1).argmax()), position


def _stands_out(
    reader: Reader, reading: Reading, states: torch.Tensor, text: str
) -> tuple[int, int] | None:
    """Find the cell at which one content word stands out most from the text's other positions.

    Of each content word of the text, those positions count at which the model has read enough of
    it: all but the first of its pieces, which may begin another word, or its only one. A part of a
    character is no piece, but its last one is. Punctuation, special tokens and function words do
    not count.

    What is read stands out by its score less the mean of its score at all the text's own positions,
    averaged over the inner layers, so that what is read everywhere counts for nothing. The layer is
    the inner one, of those at which it is the best word, at which it stands out most.
    """
    where = _positions(reading, text)
    entries, names = _entries(reading)
    layers = range(1, len(reading.words) - 1)
    if not (where and entries and layers):
        return None
    own = np.flatnonzero(reading.content)
    excess = []
    for layer, of_all in enumerate(reader.scores(states)):
        if layer in layers:
            scores = torch.as_tensor(of_all[:, entries]).cpu().numpy()
            excess.append(scores[where] - scores[own].mean(axis=0))
    found = np.array(excess)  # (inner layers, positions that count, entries)
    mean = found.mean(axis=0)
    if mean.max() <= 0:
        return None
    place, entry = np.unravel_index(mean.argmax(), mean.shape)
    position, name = where[place], names[entry]
    best = [k for k in layers if reading.words[k][position][0] == name] or layers
    return max(best, key=lambda k: found[k - 1, place, entry]), position


def _positions(reading: Reading, text: str) -> list[int]:
    """List the positions at which enough of a content word was read."""
    found: list[int] = []
    for word in words(text, reading.texts, reading.content.tolist()):
        if not _is_function_word(word.text):
            whole = [p for p in word.positions if not _UNFINISHED.search(reading.texts[p])]
            found += whole[1:] or whole
    return found


def _entries(reading: Reading) -> tuple[list[int], list[str]]:
    """List the entries of the vocabulary that are among the best words of a cell and are content
    words, and their names."""
    found = {
        int(entry): name
        for row, named in zip(reading.tokens, reading.words, strict=True)
        for cell, names in zip(row, named, strict=True)
        for entry, name in zip(cell, names, strict=True)
        if _is_word(name) and not _is_function_word(name)
    }
    return list(found), list(found.values())


def _is_word(name: str) -> bool:
    return not (is_punctuation(name) or is_part(name))


def _is_function_word(word: str) -> bool:
    """Tell whether the word is one of the most frequent of any language that has sentences."""
    return word.strip().casefold() in _function_words()


@cache
def _function_words() -> frozenset[str]:
    return frozenset().union(*map(function_words, datasets.COUNTED))
