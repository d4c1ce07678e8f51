"""The columns that are seen or heard, from what the package ships; decoders load when asked.

Spoken columns are read from `data/speech`, which `python -m semhub.datasets.speak` made, so that
no speech program is needed. Pictures of the world are drawn, and calls varied, from their seed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from zipfile import ZipFile

import numpy as np

from semhub.datasets import everyday
from semhub.inputs import Audio, Image, Input
from semhub.world import held_out as dataset

SPEECH = Path(__file__).parent / "data" / "speech"

Table = Mapping[str, list[str]]


def archive(dataset_name: str, language: str) -> Path:
    """Return where a set's sounds in one language are, within `SPEECH`."""
    return Path(dataset_name) / f"{language}.zip"


def clip(row: int) -> str:
    """Return the name of a row's sound within the archive of its language."""
    return f"{row:03}.ogg"


def _concepts_drawn(style: str, table: Table) -> list[Image]:
    from semhub.datasets.pictures import concept_pictures

    names = table["en"]
    drawn = concept_pictures(style, len(names))
    return [Image(pixels, label=name) for pixels, name in zip(drawn, names, strict=True)]


def _world_drawn(table: Table) -> list[Image]:
    drawn = dataset.pictures(dataset.scenes())
    return [
        Image(np.asarray(picture), label=sentence)
        for picture, sentence in zip(drawn, table["en"], strict=True)
    ]


def _spoken(name: str, language: str, table: Table) -> list[Audio]:
    sentences = table[language]
    with ZipFile(SPEECH / archive(name, language)) as clips:
        files = [clips.read(clip(row)) for row in range(len(sentences))]
    with ThreadPoolExecutor() as decoders:  # libsndfile lets other threads run meanwhile
        return list(decoders.map(Audio.from_bytes, files, sentences))


def _called(_table: Table) -> list[Audio]:
    scenes = calling_scenes()
    return [
        Audio(sound, dataset.RATE, label=f"call of a {scene.thing}")
        for sound, scene in zip(dataset.calls(scenes), scenes, strict=True)
    ]


def calling_scenes() -> list[dataset.Scene]:
    """Return the first scene of the world with each animal whose call is recorded."""
    drawn = dataset.scenes()
    return [drawn[row] for row in dataset.calling_rows(drawn)]


SPOKEN = {
    name: {"speech" if language == "en" else f"speech-{language}": language for language in spoken}
    for name, spoken in (("world", dataset.LANGUAGES), ("everyday", everyday.SPOKEN))
}
"""Dataset -> its spoken columns -> their languages."""


def _voices(name: str) -> dict[str, Callable[[Table], list[Input]]]:
    return {code: partial(_spoken, name, language) for code, language in SPOKEN[name].items()}


MEDIA: dict[str, dict[str, Callable[[Table], list[Input]]]] = {
    "concepts": {
        "image": partial(_concepts_drawn, "noto"),
        "image-fluent": partial(_concepts_drawn, "fluent"),
    },
    "everyday": _voices("everyday"),
    "world": {"image": _world_drawn} | _voices("world"),
    "calls": {"sound": _called},
}
"""Dataset -> column -> its items, made from the dataset's table of texts."""
