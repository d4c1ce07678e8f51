"""The embedded parallel sets: columns of inputs that mean the same, row by row.

`concepts`: names of 240 concrete things in 25 languages (Unicode CLDR), and pictures of each in
two drawing styles (Noto, Fluent).
`everyday`: 200 short sentences that people would say, in 9 languages, and spoken.
`sentences`: 99 short messages in 9 languages (Blockly).
`world`: 200 items that the embedded model never met, one column a rendering: text, picture, speech.
`calls`: ten animals by name in 7 languages, and the recorded call of each.
`programs`: 85 lines of Python and what they say in 9 languages (Blockly).
`sums`: 200 sums in digits, in code and in the words of 7 languages.
`logic`: 120 English sentences and their logical forms.

And where a user has made them (`python -m semhub data tuxpaint`), `tuxpaint` and `tuxpaint-sounds`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from semhub.datasets import pack
from semhub.datasets.senses import MEDIA
from semhub.errors import InputError
from semhub.inputs import Input, Text
from semhub.inputs.door import kind_of

_DATA = Path(__file__).parent / "data"

NAMES = {
    "en": "English", "es": "Spanish", "fr": "French", "de": "German", "zh": "Chinese",
    "ja": "Japanese", "ru": "Russian", "ar": "Arabic", "hi": "Hindi", "pt": "Portuguese",
    "it": "Italian", "ko": "Korean", "tr": "Turkish", "sw": "Swahili", "vi": "Vietnamese",
    "id": "Indonesian", "th": "Thai", "pl": "Polish", "uk": "Ukrainian", "nl": "Dutch",
    "fi": "Finnish", "he": "Hebrew", "fa": "Persian", "bn": "Bengali", "ta": "Tamil",
    "code": "Code", "logic": "Logic", "form": "Logical form", "digits": "Digits",
}  # fmt: skip
"""Column of texts -> what a person calls it."""

NOTATIONS = ("code", "logic", "form", "digits")
"""Those that are no languages."""

PICTURES = {"image": "Picture", "image-fluent": "Picture, flat style"}
"""Column of pictures -> what a person calls it."""

SOUNDS = {
    "speech": "Speech", "speech-zh": "Chinese speech", "speech-es": "Spanish speech",
    "speech-fr": "French speech", "speech-de": "German speech", "speech-ru": "Russian speech",
    "speech-ja": "Japanese speech", "speech-hi": "Hindi speech", "sound": "Recorded sound",
}  # fmt: skip
"""Column of sounds -> what a person calls it."""

Table = Mapping[str, list[str]]


def called(reference: str) -> str:
    """Name a column, or a `dataset:column`, as people do: by its language or data type."""
    column = reference.rpartition(":")[2]
    return (NAMES | PICTURES | SOUNDS).get(column, column)


@cache
def entries(file: str) -> list[dict]:
    """Return the entries of a data file, as they stand in it."""
    return json.loads((_DATA / file).read_text(encoding="utf-8"))


@cache
def _concepts() -> Table:
    rows = entries("concepts.json")
    return {code: [row["names"][code] for row in rows] for code in rows[0]["names"]}


def _everyday() -> Table:
    from semhub.datasets.everyday import columns

    return columns()


@cache
def _sentences(kind: str) -> Table:
    rows = [row["texts"] for row in entries("sentences.json") if row["id"].startswith(kind)]
    return {code: [row[code] for row in rows] for code in rows[0]}


@cache
def _world() -> Table:
    from semhub.world.held_out import columns

    return columns()


def _programs() -> Table:
    from semhub.datasets.programs import columns

    return columns()


def _sums() -> Table:
    from semhub.datasets.sums import columns

    return columns()


def _logic() -> Table:
    from semhub.datasets.logic import columns

    return columns()


def _calls() -> Table:
    from semhub.datasets.calls import animals

    return animals()


_TABLES: dict[str, Callable[[], Table]] = {
    "concepts": _concepts,
    "everyday": _everyday,
    "sentences": lambda: _sentences("blockly/"),
    "world": _world,
    "calls": _calls,
    "programs": _programs,
    "sums": _sums,
    "logic": _logic,
}
DATASETS = tuple(_TABLES)
"""The embedded ones."""

COUNTED = ("en", "es", "fr", "de", "zh", "ja", "ru", "ar", "hi")
"""The languages that have sentences, so that their tokens can be counted."""

_WORDED = ("concepts", "everyday", "sentences", "world", "sums")
"""Sets whose text is a language's own: in the others, names are the same in all of them."""


def packs() -> Mapping[str, str]:
    """Return the datasets that are on this machine and not in Semhub -> their names on pages."""
    return pack.NAMES if pack.is_there() else {}


def is_named(name: str) -> bool:
    """Return whether a dataset is called so, be it on this machine or not."""
    return name in _TABLES or name in pack.NAMES


def table(name: str) -> Table:
    """Return all text columns of a dataset, aligned by row. Raises `InputError` on an unknown
    name."""
    if name in pack.NAMES:
        return pack.table(name)
    if name not in _TABLES:
        known = ", ".join((*DATASETS, *packs()))
        raise InputError(f"There is no dataset {name}; choose one of {known}.")
    return _TABLES[name]()


def columns(name: str) -> tuple[str, ...]:
    """Return names of a dataset's columns: texts first, then what is seen or heard."""
    return (*table(name), *_media(name))


def column(reference: str) -> list[Input]:
    """Return the items of `dataset:column`. Raises `InputError` on an unknown dataset or column.

    Row i means the same in every column of a dataset, and no column leaves a row out.
    """
    if not isinstance(reference, str):
        raise InputError(f"A column is named by a string, as “world:en”, not {kind_of(reference)}.")
    name, _, code = reference.partition(":")
    known = columns(name)
    if code not in known:
        raise InputError(
            f"The dataset {name} has no column “{code}”; choose one of {', '.join(known)}."
        )
    texts = table(name)
    return [Text(text) for text in texts[code]] if code in texts else _media(name)[code](texts)


def _media(name: str) -> Mapping[str, Callable[[Table], list[Input]]]:
    return pack.media(name) if name in pack.NAMES else MEDIA.get(name, {})


def articles() -> Table:
    """Return the articles of the Universal Declaration of Human Rights in nine languages; no
    dataset, since most models know them by heart."""
    return _sentences("udhr/")


def corpora(languages: tuple[str, ...] = COUNTED) -> dict[str, list[str]]:
    """Return all embedded text of each language's own, to count its tokens.

    The `articles` are in here: they are no evidence, but they are good text.
    """
    tables = [table(name) for name in _WORDED] + [articles()]
    return {code: [t for columns in tables for t in columns.get(code, [])] for code in languages}
