"""The embedded parallel sets: columns of texts that mean the same, row by row.

`concepts`: names of 240 concrete things in 25 languages (Unicode CLDR).
`sentences`: 99 short messages in 9 languages (Blockly).
`world`: the embedded model's held-out items, one column a rendering.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from semhub.errors import InputError
from semhub.inputs import Text

_DATA = Path(__file__).parent / "data"

NAMES = {
    "en": "English", "es": "Spanish", "fr": "French", "de": "German", "zh": "Chinese",
    "ja": "Japanese", "ru": "Russian", "ar": "Arabic", "hi": "Hindi", "pt": "Portuguese",
    "it": "Italian", "ko": "Korean", "tr": "Turkish", "sw": "Swahili", "vi": "Vietnamese",
    "id": "Indonesian", "th": "Thai", "pl": "Polish", "uk": "Ukrainian", "nl": "Dutch",
    "fi": "Finnish", "he": "Hebrew", "fa": "Persian", "bn": "Bengali", "ta": "Tamil",
    "code": "Code", "logic": "Logic", "sum": "Sum", "sum_words": "Sum in words",
}  # fmt: skip
"""Column -> what a person calls it."""

Table = Mapping[str, list[str]]


@cache
def _rows(file: str) -> list[dict]:
    return json.loads((_DATA / file).read_text(encoding="utf-8"))


@cache
def _concepts() -> Table:
    rows = _rows("concepts.json")
    return {code: [row["names"][code] for row in rows] for code in rows[0]["names"]}


@cache
def _sentences(kind: str) -> Table:
    rows = [row["texts"] for row in _rows("sentences.json") if row["id"].startswith(kind)]
    return {code: [row[code] for row in rows] for code in rows[0]}


@cache
def _world() -> Table:
    from semhub.nano.dataset import columns

    return columns()


_TABLES: dict[str, Callable[[], Table]] = {
    "concepts": _concepts,
    "sentences": lambda: _sentences("blockly/"),
    "world": _world,
}
DATASETS = tuple(_TABLES)


def table(name: str) -> Table:
    """All columns of a dataset, aligned by row. Raises `InputError` on an unknown name."""
    if name not in _TABLES:
        raise InputError(f"There is no dataset {name}; choose one of {', '.join(DATASETS)}.")
    return _TABLES[name]()


def column(reference: str) -> list[Text]:
    """The items of `dataset:column`. Raises `InputError` on an unknown dataset or column."""
    name, _, code = reference.partition(":")
    columns = table(name)
    if code not in columns:
        raise InputError(
            f"The dataset {name} has no column “{code}”; choose one of {', '.join(columns)}."
        )
    return [Text(text) for text in columns[code]]


def corpora(languages: tuple[str, ...]) -> dict[str, list[str]]:
    """All embedded text of each language, to count its tokens.

    The articles of the Universal Declaration of Human Rights are in here and in no dataset: most
    models know them by heart, so they are no evidence, but they are good text.
    """
    tables = [table(name) for name in DATASETS] + [_sentences("udhr/")]
    return {code: [t for columns in tables for t in columns.get(code, [])] for code in languages}
