"""A sentence that a person types on the home page: what lies nearest to it in other languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from semhub import datasets
from semhub.charts.text_format import of_hundred
from semhub.datasets.guess import language_of
from semhub.experiments.nearest import nearest
from semhub.experiments.verdict import METRIC
from semhub.inputs import Text
from semhub.models import catalogue
from semhub.pools import AUTO
from semhub.quoting import quoted
from semhub.ui.shared import fetching, messages, models, results, world
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
    if not any(map(str.isalpha, text)):
        messages.info("Type a sentence with words: signs alone have no meaning to be found.")
        return
    model = models.ready(st.session_state.get(MODEL, catalogue.EMBEDDED))
    if model is None:
        return
    if not catalogue.is_embedded(model.name):
        _nearest(model, text, language_of([text]) or "en")
        return
    language, unknown = known(text)
    if unknown:
        _elsewhere(model, language, unknown)
    else:
        _nearest(model, text, language)


def known(text: str) -> tuple[str, list[str]]:
    """Return the language in which the embedded model knows most of a text, and the words that it
    does not know in it. A guess needs a longer text than a word or two."""
    guessed = language_of([text])
    languages = sorted(LANGUAGES, key=lambda code: code != guessed)
    unknown = {code: unknown_words(text, code) for code in languages}
    best = min(languages, key=lambda code: sum(map(len, unknown[code])))
    return (guessed or best if unknown[best] else best), unknown[best]


def _nearest(model: Model, text: str, language: str) -> None:
    chosen = TOY_SET if catalogue.is_embedded(model.name) else SET
    table = datasets.table(chosen)
    own = language if language in table else "en"
    others = [code for code in SHOWN if code in table and code != own]
    layer, share, (x, *_) = _meeting(model, chosen, own, others[0])
    item = _states(model, [Text(text)])
    found = {}
    for code in others:
        column = datasets.column(f"{chosen}:{code}")
        row = nearest(item[layer, 0], x[layer], _states(model, column)[layer])
        found[datasets.NAMES[code]] = column[row].text
    st.markdown("  \n".join(f"**{escaped(name)}** {escaped(near)}" for name, near in found.items()))
    messages.caption(
        f"The nearest of {x.shape[1]} texts each, in {model.name} at layer {layer}, where "
        f"{of_hundred(share)} of 100 texts in {datasets.NAMES[own]} find their "
        f"{datasets.NAMES[others[0]]}. Yours may have no translation among them."
    )
    link = {"model": model.name, "set": chosen.title()}
    link |= {"a": datasets.NAMES[own], "b": datasets.NAMES[others[0]]}
    st.page_link(TEXT, label="See it layer by layer  →", query_params=link)


def _meeting(
    model: Model, chosen: str, own: str, other: str
) -> tuple[int, float, tuple[np.ndarray, np.ndarray]]:
    """Return the layer at which two columns of a set find each other best, the share that does
    there, and their states."""
    a, b = (datasets.column(f"{chosen}:{code}") for code in (own, other))
    both = results.states(model, a, b, AUTO)
    met = results.comparison(model, a, b, AUTO, METRIC, *both, over=None, partial=False)
    layer = met.peak[1] or 0
    return layer, float(met.metrics[METRIC].value[layer]), both


def _states(model: Model, items: list[Input]) -> np.ndarray:
    """Return pooled states, (layers, n, width)."""
    return results.states(model, items, [], AUTO)[0]


def _elsewhere(model: Model, language: str, unknown: list[str]) -> None:
    """Say what the model never read, and offer what it knows and a model that knows more."""
    named = ", ".join(quoted(word) for word in unknown[: world.NAMED])
    if fetching.is_offered(world.WIDER):
        world.note(model, f"read {named}", f"{world.WIDER} knows 94 languages.")
        st.button(f"Use {world.WIDER}", on_click=_use, args=(world.WIDER,))
    else:
        world.note(model, f"read {named}", "")
    a = language if language in LANGUAGES else "en"
    shown = {
        "set": "World",
        "a": datasets.NAMES[a],
        "b": datasets.NAMES["zh" if a == "en" else "en"],
    }
    st.page_link(TEXT, label="Sentences that it knows  →", query_params=shown)


def _use(name: str) -> None:
    st.session_state[MODEL] = name
