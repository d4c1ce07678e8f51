"""Say when a sentence lies outside the small world that the embedded model was raised in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from semhub import datasets
from semhub.charts import words
from semhub.inputs import Text
from semhub.nano.dataset import LANGUAGES, unknown_words
from semhub.ui import models

if TYPE_CHECKING:
    from semhub.models.protocol import Model

WIDER = "multilingual-e5-small"
LOOKED_AT = 20
NAMED = 6
"""Rows that are looked at, and words that are named: enough to be understood."""


def hint(model: Model, sides: Sequence[tuple[str, Sequence[Text]]]) -> None:
    """Name the words, or the language, that the embedded model never read. sides: (code, items)."""
    if not models.is_embedded(model):
        return
    foreign = [code for code, _ in sides if code in datasets.NAMES and _is_foreign(code)]
    unknown = dict.fromkeys(
        word
        for code, items in sides
        if code in LANGUAGES
        for item in items[:LOOKED_AT]
        for word in unknown_words(item.text, code)
    )
    if not foreign and not unknown:
        return
    what = (
        " and ".join(datasets.NAMES[code] for code in foreign)
        if foreign
        else ", ".join(f"“{word}”" for word in [*unknown][:NAMED]) + ("…" * (len(unknown) > NAMED))
    )
    st.info(
        f"{words.model(model.name)} has never read {what}: it was raised in a small world of "
        f"animals, colours, places and deeds, so what it makes of this says little. {WIDER} knows "
        "94 languages."
    )
    st.button(f"Use {WIDER}", on_click=models.use, args=(WIDER,))


def _is_foreign(code: str) -> bool:
    return code not in datasets.table("world")
