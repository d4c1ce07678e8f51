"""A sentence that a person types on the home page: what lies nearest to it in other languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from semhub import datasets
from semhub.datasets.guess import language_of
from semhub.experiments.nearest import nearest
from semhub.experiments.verdict import METRIC
from semhub.inputs import Text
from semhub.models import catalogue
from semhub.pools import AUTO
from semhub.quoting import quoted
from semhub.ui.shared import messages, models, results, world
from semhub.ui.shared.messages import escaped
from semhub.world.held_out import LANGUAGES, unknown_words

if TYPE_CHECKING:
    import numpy as np

    from semhub.inputs import Input
    from semhub.models.protocol import Model

KEY, MODEL = "say", "say_model"
EXAMPLE = "Two big brown pigs swim by the river."
TOY_SET, SET = "world", "everyday"
"""Where the nearest texts are looked for: by the embedded model, and by a real one."""
SHOWN = "zh", "es", "code"
LONGEST = 200
TEXT = "pages/1_Text.py"


def field() -> str:
    """Draw the field, and return what it holds."""
    return st.text_input(
        "**Type a sentence**", key=KEY, bind="query-params", persist_state="session",
        max_chars=LONGEST,
    ).strip()  # fmt: skip


def draw(text: str) -> None:
    """Draw what lies nearest to the sentence, or which words of it the embedded model never read,
    and where they are known."""
    language = language_of([text]) or "en"
    model = models.ready(st.session_state.get(MODEL, catalogue.EMBEDDED))
    if model is None:
        return
    if catalogue.is_embedded(model.name):
        unknown = unknown_words(text, language) if language in LANGUAGES else [text]
        if unknown:
            _elsewhere(model, language, unknown)
            return
    _nearest(model, text, language)


def _nearest(model: Model, text: str, language: str) -> None:
    chosen = TOY_SET if catalogue.is_embedded(model.name) else SET
    table = datasets.table(chosen)
    own = language if language in table else "en"
    others = [code for code in SHOWN if code in table and code != own]
    layer, (x, *_) = _meeting(model, chosen, own, others[0])
    item = _states(model, [Text(text)])
    found = {}
    for code in others:
        column = datasets.column(f"{chosen}:{code}")
        row = nearest(item[layer, 0], x[layer], _states(model, column)[layer])
        found[datasets.NAMES[code]] = column[row].text
    st.markdown("  \n".join(f"**{escaped(name)}** {escaped(near)}" for name, near in found.items()))
    messages.caption(
        f"The nearest of {x.shape[1]} texts each, in {model.name} at layer {layer}, where "
        f"{datasets.NAMES[own]} and {datasets.NAMES[others[0]]} find each other best."
    )
    link = {"model": model.name, "set": chosen.title()}
    link |= {"a": datasets.NAMES[own], "b": datasets.NAMES[others[0]]}
    st.page_link(TEXT, label="See it layer by layer  →", query_params=link)


def _meeting(
    model: Model, chosen: str, own: str, other: str
) -> tuple[int, tuple[np.ndarray, np.ndarray]]:
    """Return the layer at which two columns of a set find each other best, and their states."""
    a, b = (datasets.column(f"{chosen}:{code}") for code in (own, other))
    both = results.states(model, a, b, AUTO)
    met = results.comparison(model, a, b, AUTO, METRIC, *both, over=None, partial=False)
    return met.peak[1] or 0, both


def _states(model: Model, items: list[Input]) -> np.ndarray:
    """Return pooled states, (layers, n, width)."""
    return results.states(model, items, [], AUTO)[0]


def _elsewhere(model: Model, language: str, unknown: list[str]) -> None:
    """Say what the model never read, and offer what it knows and a model that knows more."""
    named = ", ".join(quoted(word) for word in unknown[: world.NAMED])
    world.note(model, f"read {named}", f"{world.WIDER} knows 94 languages.")
    st.button(f"Use {world.WIDER}", on_click=_use, args=(world.WIDER,))
    a = language if language in LANGUAGES else "en"
    known = {
        "set": "World",
        "a": datasets.NAMES[a],
        "b": datasets.NAMES["zh" if a == "en" else "en"],
    }
    st.page_link(TEXT, label="Sentences that it knows  →", query_params=known)


def _use(name: str) -> None:
    st.session_state[MODEL] = name
