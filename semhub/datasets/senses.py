"""The columns that are seen or heard, from what the package ships; decoders load when asked.

Spoken columns are read from `data/speech`, which `python -m semhub.datasets.speak` made, so that
no speech program is needed. Pictures of the world are drawn, and calls varied, from their seed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from zipfile import ZipFile

import numpy as np

from semhub.inputs import Audio, Image, Input, audio_of
from semhub.nano import dataset

SPEECH = Path(__file__).parent / "data" / "speech"

Table = Mapping[str, list[str]]
Rows = Callable[[], Sequence[int]]


def clip(row: int) -> str:
    """The name of a row's sound within the archive of its language."""
    return f"{row:03}.ogg"


def all_rows() -> Sequence[int]:
    """The rows of the dataset of the world."""
    return range(len(dataset.scenes()))


def calling_rows() -> Sequence[int]:
    """Those in the dataset of calls: the first row of the world with each recorded animal."""
    return dataset.calling_rows(dataset.scenes())


def _concepts_drawn(style: str, table: Table) -> list[Image]:
    from semhub.datasets.pictures import concept_pictures

    names = table["en"]
    drawn = concept_pictures(style, len(names))
    return [Image(pixels, label=name) for pixels, name in zip(drawn, names, strict=True)]


def _world_drawn(rows: Rows, table: Table) -> list[Image]:
    drawn = dataset.pictures(dataset.scenes())
    return [
        Image(np.asarray(drawn[row]), label=sentence)
        for row, sentence in zip(rows(), table["en"], strict=True)
    ]


def _world_spoken(language: str, rows: Rows, table: Table) -> list[Audio]:
    with ZipFile(SPEECH / f"{language}.zip") as clips:
        return [
            audio_of(clips.read(clip(row)), label=sentence)
            for row, sentence in zip(rows(), table[language], strict=True)
        ]


def _called(_table: Table) -> list[Audio]:
    drawn = dataset.scenes()
    scenes = [drawn[row] for row in calling_rows()]
    return [
        Audio(sound, dataset.RATE, label=f"call of a {scene.thing}")
        for sound, scene in zip(dataset.calls(scenes), scenes, strict=True)
    ]


def _world(rows: Rows) -> dict[str, Callable[[Table], list[Input]]]:
    spoken = {
        "speech" if language == "en" else f"speech-{language}": language
        for language in dataset.LANGUAGES
    }
    return {"image": partial(_world_drawn, rows)} | {
        code: partial(_world_spoken, language, rows) for code, language in spoken.items()
    }


SENSED: dict[str, dict[str, Callable[[Table], list[Input]]]] = {
    "concepts": {
        "image": partial(_concepts_drawn, "noto"),
        "image-fluent": partial(_concepts_drawn, "fluent"),
    },
    "world": _world(all_rows),
    "calls": _world(calling_rows) | {"sound": _called},
}
"""Dataset -> column -> its items, made from the dataset's table of texts."""
