"""The controls of the page Hub: model, data types, metric, and a second model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from semhub import datasets
from semhub.charts import text_format as words
from semhub.experiments.hub import ELSEWHERE, SETS, USUAL, usual_elsewhere
from semhub.experiments.verdict import METRIC
from semhub.models import catalogue
from semhub.models.options import USUAL as USUAL_WAY
from semhub.models.options import Options
from semhub.public import public
from semhub.similarity import METRICS
from semhub.ui import emergence
from semhub.ui.shared import messages, model_box, models
from semhub.ui.shared.controls import NAMES, choice, fall_back, follow, pooling

SHIPPED = {
    "world": "World", "everyday": "Everyday", "concepts": "Concepts", "sentences": "Sentences",
}  # fmt: skip
JOINED = {"world": SETS}
"""Set on the page -> the library's sets of rows in it, where there are several."""

ELSE = (
    "en", "zh", "es", "fr", "de", "ru", "ja", "ar", "hi", "image", "image-fluent", "speech",
    "sound",
)  # fmt: skip
"""The data types that are chosen at first in a set that is no model's usual one."""

NOTHING, UNTRAINED, PAST = "Nothing", "Its untrained twin", "Its own past"
IN_CHAT, NO_CHAT = "Itself, in its chat template", "Itself, without its chat template"
SET, METRIC_KEY, BESIDE, CHECKPOINT = "hub_set", "hub_metric", "hub_beside", "hub_checkpoint"


@dataclass(frozen=True)
class Beside:
    """The second model. called: its name beside the first. named: its name in a sentence. name:
    what loads it, and how. untrained: whether its weights are random. past: whether it is a
    checkpoint of the embedded model's training."""

    called: str
    named: str
    name: str
    how: Options = USUAL_WAY
    untrained: bool = False
    past: bool = False


@dataclass(frozen=True)
class Choices:
    """chosen: the set. spokes: columns of it. link: the same as parameters of a link."""

    model: str
    chosen: str
    spokes: tuple[str, ...]
    metric: str
    pool: str
    link: dict[str, str | list[str]]

    @property
    def asked(self) -> tuple:
        """All that the answer depends on."""
        how = models.asked(self.model)
        return self.model, how, self.chosen, self.spokes, self.metric, self.pool

    @property
    def sets(self) -> Sequence[str]:
        """The library's sets of rows."""
        return JOINED.get(self.chosen, (self.chosen,))


def draw() -> Choices:
    """Draw the controls one under the other."""
    name = model_box.draw()
    chosen = _set(models.in_use(name))
    with st.popover("Data types and metric", width="stretch"):
        spokes = _spokes(chosen, name)
        metric = st.selectbox(
            "Metric", list(METRICS), index=list(METRICS).index(METRIC), key=METRIC_KEY,
            format_func=lambda m: METRICS[m].label, help=METRICS[METRIC].sentence,
            bind="query-params", persist_state="session",
        )  # fmt: skip
        pool = pooling()
    link = model_box.link(name) | {
        SET: _offered()[chosen], "pool": pool, METRIC_KEY: METRICS[metric].label,
        _key(chosen): [NAMES[code] for code in spokes],
    }  # fmt: skip
    return Choices(name, chosen, spokes, metric, pool, link)


def beside(model: str) -> tuple[Beside | None, dict[str, str]]:
    """Draw the choice of a second model; return it, and the same as link parameters."""
    chosen = _choice(model)
    found = _beside(model, chosen)
    past = {CHECKPOINT: st.session_state[CHECKPOINT]} if chosen == PAST else {}
    return found, {BESIDE: chosen} | past


def _offered() -> dict[str, str]:
    return SHIPPED | dict(datasets.packs())


def _set(model: str) -> str:
    """Draw the choice of a set; another kind of model brings its own usual set."""
    usual = "world" if catalogue.is_embedded(model) else ELSEWHERE[0]
    follow(SET, usual, _offered(), always=True)
    return choice("Items", SET, _offered(), usual)


def _key(chosen: str) -> str:
    """Return the key of the choice of data types: each set has its own."""
    return f"hub_{chosen}"


def _spokes(chosen: str, model: str) -> tuple[str, ...]:
    sets = JOINED.get(chosen, (chosen,))
    known = {column for name in sets for column in datasets.columns(name)}
    options = [code for code in NAMES if code in known]
    usual = [code for code in _usual(chosen, model) if code in known]
    picked = st.pills(
        "Data types to set against each other", options, selection_mode="multi", default=usual,
        format_func=NAMES.get, key=_key(chosen), bind="query-params", persist_state="session",
    )  # fmt: skip
    order = [*usual, *(code for code in options if code not in usual)]
    return tuple(code for code in order if code in picked)


def _usual(chosen: str, model: str) -> tuple[str, ...]:
    """List the data types that are shown at first."""
    if chosen == "world":
        return USUAL
    return usual_elsewhere(_takes(model)) if chosen in ELSEWHERE else ELSE


def _takes(model: str) -> tuple[str, ...]:
    """Return the modalities of a model. One outside the catalogue is not loaded yet and may take
    sounds, so they are included."""
    known = {entry.name: entry.modalities for entry in catalogue.ENTRIES}
    return known.get(model, ("text", "audio"))


def other_model(key: str, model: str) -> str | None:
    """Draw the choice of any other model, of whatever sense; None until one is chosen."""
    options = _models(key, model, ())
    if (linked := st.query_params.get(key)) is not None and linked not in options:
        del st.query_params[key]
        messages.warning("The second model that the link names is not offered here; choose one.")
    if st.session_state.get(key) not in options:
        st.session_state.pop(key, None)
    return st.selectbox(
        "Another model, of text, pictures or sounds", options, index=None, key=key, width=420,
        bind="query-params", persist_state="session", accept_new_options=not public(),
        placeholder="choose one" + ("" if public() else ", or type an id or a folder"),
    )  # fmt: skip


def _choice(model: str) -> str:
    """Draw the choice of a second model."""
    how = models.asked(model)
    chat = [] if catalogue.is_embedded(model) else [NO_CHAT if how.chat else IN_CHAT]
    past = [PAST] if model == catalogue.EMBEDDED and emergence.history() else []
    options = _models(BESIDE, model, (NOTHING, UNTRAINED, *past, *chat))
    fall_back(BESIDE, options, NOTHING)
    return st.selectbox(
        "A second model beside it", options, key=BESIDE, width=420,
        bind="query-params", persist_state="session", accept_new_options=not public(),
        help="The same for a second model: its untrained twin, itself with or without its chat "
        "template, or one of the catalogue"
        + ("." if public() else ", or any Hugging Face id or local folder."),
    )  # fmt: skip


def _models(key: str, model: str, first: Sequence[str]) -> list[str]:
    """List options of a choice of a second model: the first ones, the catalogue's and those that
    were typed or came in a link."""
    entries = catalogue.offered() if public() else catalogue.ENTRIES
    others = [entry.name for entry in entries if entry.name != model]
    typed = st.session_state.setdefault(f"{key}/typed", {})
    named = st.query_params.get(key), st.session_state.get(key)
    if not public():
        typed |= dict.fromkeys(
            name for name in named if name and name not in (PAST, IN_CHAT, NO_CHAT, model)
        )
    return list(dict.fromkeys([*first, *others, *typed]))


def _beside(model: str, chosen: str) -> Beside | None:
    if chosen == NOTHING:
        return None
    if chosen == UNTRAINED:
        return Beside("untrained", f"untrained {words.model(model)}", model, untrained=True)
    if chosen == PAST:
        return _checkpoint(model)
    if chosen in (IN_CHAT, NO_CHAT):
        how, called = replace(models.asked(model), chat=chosen == IN_CHAT), words.model(model)
        told = "in its chat template" if how.chat else "without its chat template"
        return Beside(told, f"{called} {told}", model, how)
    return Beside(words.model(chosen), words.model(chosen), chosen)


def _checkpoint(model: str) -> Beside:
    """Draw the choice of a checkpoint of the embedded model's own training."""
    kept = {f"{row['tokens']:,} tokens": row["checkpoint"] for row in emergence.history()}
    called = st.select_slider(
        "How much it had read", list(kept), key=CHECKPOINT, bind="query-params",
        persist_state="session",
    )  # fmt: skip
    named = f"{words.model(model)} after {called}"
    return Beside(f"after {called}", named, str(emergence.HISTORY / kept[called]), past=True)
