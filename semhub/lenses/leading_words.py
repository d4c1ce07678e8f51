"""The words that led at some layer of one position, and how each of them did at all layers.

A word that a model thinks of on the way and drops again leads in the middle and not at the end, so
that the best words of the last layer never show it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from semhub.lenses.agreement import plain
from semhub.lenses.reader import Reader
from semhub.lenses.result import Reading

MOST = 6
"""Words that are followed; more lines cannot be told apart."""


@dataclass(frozen=True)
class LeadingWords:
    """The words that led at some layer of one position.

    words: in the order in which they first led. scores: (layers, words), the probability of the
        word's leading tokens together, or its cosine. led: the layers at which each led.
    left_out: how many other words led, at fewer layers or lower.
    """

    words: list[str]
    scores: np.ndarray
    led: list[list[int]]
    left_out: int


def leading_words(
    reader: Reader, reading: Reading, states: torch.Tensor, position: int
) -> LeadingWords:
    """Find the words that led at some layer of one position.

    reader: of the reading's kind. states: (n_layers + 1, positions, width) that `reading` was made
    of.
    """
    named: dict[str, str] = {}
    tokens: dict[str, set[int]] = {}
    led: dict[str, list[int]] = {}
    for layer, row in enumerate(reading.words):
        word = row[position][0]
        key = plain(word)
        named.setdefault(key, word)
        tokens.setdefault(key, set()).add(int(reading.tokens[layer, position, 0]))
        led.setdefault(key, []).append(layer)
    best = reading.scores[:, position, 0]
    chosen = sorted(led, key=lambda key: (-len(led[key]), -best[led[key]].max()))[:MOST]
    kept = [key for key in led if key in chosen]
    scores = np.array(
        [
            [float(of_all[0, sorted(tokens[key])].sum()) for key in kept]
            for of_all in reader.scores(states[:, [position]])
        ]
    )
    return LeadingWords(
        [named[key] for key in kept], scores, [led[key] for key in kept], len(led) - len(kept)
    )
