"""Held-out rows for the rest of the project: the same meanings in every rendering, aligned.

No row occurs in any training document of any recipe, whatever the seed (see `world.held_out`).
Loads no torch.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TYPE_CHECKING

from semhub.errors import InputError
from semhub.world.recipes import ARROW
from semhub.world.renderings import GRAMMARS, LANGUAGES
from semhub.world.renderings.arithmetic import RENDERINGS as SUM_RENDERINGS
from semhub.world.renderings.arithmetic import sum_text
from semhub.world.renderings.sound import CALLING, call
from semhub.world.renderings.waveform import RATE
from semhub.world.scenes import Scene, Sum, all_sums, draw_scene
from semhub.world.vocabulary import known_words, unknown_words

if TYPE_CHECKING:
    import numpy as np
    from PIL.Image import Image

SEED = 20_240
MOST_ROWS = 2_000

__all__ = [
    "LANGUAGES",
    "RATE",
    "calling_rows",
    "calls",
    "columns",
    "known_words",
    "pictures",
    "scenes",
    "speech",
    "sum_columns",
    "sums",
    "unknown_words",
]


def scenes(rows: int = 200, seed: int = SEED) -> list[Scene]:
    """Return `rows` different held-out scenes that say everything, drawn from `seed`."""
    if not 1 <= rows <= MOST_ROWS:
        raise InputError(f"The world gives 1 to {MOST_ROWS:,} rows, not {rows:,}.")
    rng = Random(seed)
    drawn: dict[Scene, None] = {}
    while len(drawn) < rows:
        drawn[draw_scene(rng, held=True, full=True)] = None
    return list(drawn)


def sums(rows: int = 200, seed: int = SEED) -> list[Sum]:
    """Return `rows` different held-out sums, drawn from `seed`."""
    items = all_sums(held=True)
    if not 1 <= rows <= len(items):
        raise InputError(f"The world holds out {len(items)} sums; ask for 1 to {len(items)} rows.")
    return Random(seed).sample(items, rows)


def columns(rows: int = 200, seed: int = SEED, arrow: bool = False) -> dict[str, list[str]]:
    """Return rendering -> `rows` sentences; row i means the same in every column.

    With `arrow` each text ends in the arrow that opens a keyword list: the one position at
    which the model must know all that was said, for pooling by the last token.
    """
    drawn = scenes(rows, seed)
    ending = ARROW if arrow else ""
    return {
        name: [grammar.sentence(scene) + ending for scene in drawn]
        for name, grammar in GRAMMARS.items()
    }


def pictures(drawn: Sequence[Scene], seed: int = SEED) -> list[Image]:
    """Return the scenes as pictures: `pictures(scenes(rows, seed))` stands beside
    `columns(rows)`."""
    from semhub.world.renderings.picture import draw_picture

    return [draw_picture(scene, Random(f"{seed}/{row}")) for row, scene in enumerate(drawn)]


def speech(drawn: Sequence[Scene], language: str, seed: int = SEED) -> list[np.ndarray]:
    """Return the sentences of the scenes, spoken: waveforms (samples,), float32 at 16 kHz, at most
    3 s.

    Raises InputError if no voice speaks `language`, or espeak-ng is not installed.
    """
    from semhub.world.renderings.speech import speak

    rngs = (Random(f"{seed}/{language}/{row}") for row in range(len(drawn)))
    return [speak(scene, rng, language) for scene, rng in zip(drawn, rngs, strict=True)]


def calling_rows(drawn: Sequence[Scene]) -> list[int]:
    """Return, for each animal whose call is recorded, the first row that it stands in, in order."""
    first: dict[str, int] = {}
    for row, scene in enumerate(drawn):
        first.setdefault(scene.thing, row)
    return sorted(first[thing] for thing in CALLING if thing in first)


def calls(drawn: Sequence[Scene], seed: int = SEED) -> list[np.ndarray]:
    """Return a call of each scene's animal, as `speech` gives sound; it says nothing but the
    thing.

    Raises InputError if an animal's call is not recorded.
    """
    return [call(scene.thing, Random(f"{seed}/{row}")) for row, scene in enumerate(drawn)]


def sum_columns(rows: int = 200, seed: int = SEED) -> dict[str, list[str]]:
    """Return rendering (digits, code and each language in words) -> `rows` sums with their
    results."""
    drawn = sums(rows, seed)
    return {name: [sum_text(item, name) for item in drawn] for name in SUM_RENDERINGS}
