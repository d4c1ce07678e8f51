"""Items that hang together in clusters, drawn again and again, and how often an interval holds."""

from __future__ import annotations

import numpy as np

from semhub.similarity import METRICS, Pair
from semhub.statistics.clusters import clusters
from semhub.statistics.curve import curve

WIDTH = 12


def new_words(rng: np.random.Generator, n: int, count: int):
    """Sentences of `count` words, drawn anew: meaning and each language's own manner are half the
    word's and half the sentence's."""
    words = rng.permutation(np.concatenate([np.arange(count), rng.integers(0, count, n - count)]))
    meaning, here, there = (rng.standard_normal((count, WIDTH))[words] for _ in range(3))
    meaning = meaning + 0.7 * rng.standard_normal((n, WIDTH))
    x, y = (
        meaning + 0.5 * manner + 0.8 * rng.standard_normal((n, WIDTH)) for manner in (here, there)
    )
    return x, y, {"word": words}


def near_duplicates(rng: np.random.Generator, n: int, count: int):
    """`count` things, each shown several times with little change: patches of one picture."""
    things = np.repeat(np.arange(count), -(-n // count))[:n]
    meaning, here, there = (rng.standard_normal((count, WIDTH))[things] for _ in range(3))
    meaning = meaning + 0.2 * rng.standard_normal((n, WIDTH))
    x, y = (
        meaning + 0.5 * manner + 0.6 * rng.standard_normal((n, WIDTH)) for manner in (here, there)
    )
    return x, y, {"thing": things}


def two_slots(rng: np.random.Generator, n: int, count: int):
    """Sentences of a word and of a colour, of which there are half as many; both drawn anew."""
    word, colour = rng.integers(0, count, n), rng.integers(0, count // 2, n)
    meaning = rng.standard_normal((count, WIDTH))[word]
    meaning = meaning + rng.standard_normal((count // 2, WIDTH))[colour]
    manners = (rng.standard_normal((count, WIDTH))[word] for _ in range(2))
    x, y = (meaning + 0.5 * manner + rng.standard_normal((n, WIDTH)) for manner in manners)
    return x, y, {"word": word, "colour": colour}


def coverage(draw, name: str, n: int, count: int, runs: int) -> float:
    """How often the interval over clusters holds the mean of many more draws of other clusters."""
    rng = np.random.default_rng(21)
    truth = np.mean([METRICS[name](Pair(*draw(rng, n, count)[:2])).value for _ in range(4 * runs)])
    held = 0
    for _run in range(runs):
        x, y, labels = draw(rng, n, count)
        got = curve([METRICS[name](Pair(x, y))], 2, clusters=clusters(labels, n))
        held += got.low[0] <= truth <= got.high[0]
    return held / runs
