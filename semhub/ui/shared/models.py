"""Choose a model, bring it here if need be, and keep the last two in memory."""

from __future__ import annotations

import atexit
import gc
import os
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from semhub.charts import text_format as words
from semhub.errors import InputError
from semhub.models import catalogue, folder, gguf_folder, towers
from semhub.models.catalogue import EMBEDDED
from semhub.ui.shared import cached, messages
from semhub.ui.shared.messages import escaped

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from semhub.models.protocol import Model
    from semhub.models.towers.pair import Towers

# Extension modules report objects that are frozen when the server ends as leaks.
atexit.register(gc.unfreeze)

KEY, UNREADABLE = "model", "unreadable_model"
PAGE_OF = {"image": "Image", "audio": "Audio"}
"""Modality beside text -> the page that it serves."""

MAPS = {"image": ("pages/4_Image.py", "Image"), "audio": ("pages/5_Audio.py", "Audio")}
"""Modality of the tower that reads no text -> the page that shows two towers, and its name."""


def box() -> str:
    """Draw what the chosen model is, and beside it the choice of another. Return its name: of the
    catalogue, or any id or folder that was typed."""
    place = st.empty()
    toy = catalogue.is_embedded(st.session_state.get(KEY, st.query_params.get(KEY, EMBEDDED)))
    with st.popover("Try a real one" if toy else "Other models", width="stretch"):
        name = _pick()
        _real_ones(name)
    place.markdown(described(name))
    return name


def _pick() -> str:
    # A name that was typed, or came in a link, stays among the options.
    typed = st.session_state.setdefault("typed_models", {})
    typed |= dict.fromkeys(filter(None, (st.query_params.get(KEY), st.session_state.get(KEY))))
    return st.selectbox(
        "Model",
        list(dict.fromkeys([*(entry.name for entry in catalogue.ENTRIES), *typed])),
        key=KEY,
        bind="query-params",
        persist_state="session",
        accept_new_options=True,
        help="One of those below, or type any Hugging Face id, the path of a local folder or of "
        "a .gguf file, or two towers for pictures and text as open_clip:ARCH/PRETRAINED.",
    )


def _real_ones(chosen: str) -> None:
    """List the real models of the catalogue: those here, those that a click would fetch, and those
    that do not fit."""
    real = [entry for entry in catalogue.ENTRIES if not entry.raised and entry.name != chosen]
    fit = [entry for entry in real if entry.fits]
    _list("On this machine", "Use", [entry for entry in fit if entry.on_disk])
    _list("From the network", "Fetch", [entry for entry in fit if not entry.on_disk])
    _list("Too large for this machine's memory", "", [entry for entry in real if not entry.fits])


def _list(heading: str, does: str, entries: list[catalogue.Entry]) -> None:
    """Draw some entries, each with a button. does: the button's word; empty for no button."""
    if entries:
        st.markdown(f"**{heading}**")
    for entry in entries:
        about = f"{entry.about} {_size(entry)}, {entry.licence}. Serves {_pages(entry)}."
        with st.container(horizontal=True, vertical_alignment="center", wrap=False):
            st.caption(f"**{escaped(entry.name)}** {about}", width="stretch")
            if does:
                key = f"use/{entry.name}"
                st.button(does, key=key, help=entry.name, on_click=use, args=(entry.name,))


def _pages(entry: catalogue.Entry) -> str:
    """Name the pages that a model serves."""
    senses = [PAGE_OF[sense] for sense in entry.modalities if sense in PAGE_OF]
    return ", ".join(["Text", "Code", *senses, "Hub", *(["Steer"] if entry.has_head else [])])


def described(name: str) -> str:
    """Describe a model in one line of markdown: an embedded one as the toy that it is."""
    if not catalogue.is_embedded(name):
        return f"**{escaped(words.model(name))}**: {escaped(state(name))}"
    from semhub.world.renderings import LANGUAGES
    from semhub.world.scenes import COLOURS, THINGS

    twin = next(f" ({entry.raised})" for entry in catalogue.embedded() if entry.name == name)
    return (
        f"**Toy model**{twin if name != EMBEDDED else ''}: {len(THINGS)} animals, {len(COLOURS)} "
        f"colours, {len(LANGUAGES)} languages"
    )


def in_use(name: str) -> str:
    """Return the name of the model that is used for a chosen name: the one before, where the chosen
    one cannot be loaded."""
    unreadable = name == st.session_state.get(UNREADABLE)
    return st.session_state.get("last_model", EMBEDDED) if unreadable else name


def state(name: str) -> str:
    """Describe a model in one line, and tell whether it is on disk."""
    entry = next((entry for entry in catalogue.ENTRIES if entry.name == name), None)
    if entry is None and name.startswith(towers.PREFIX):
        return "Two towers of open_clip, one for pictures and one for text."
    if entry is None and os.path.isdir(os.path.expanduser(name)):
        return "Local folder."
    if entry is None:
        return "Local GGUF file." if gguf_folder.is_named(name) else "From the Hugging Face hub."
    here = "On disk." if entry.on_disk else f"Not on disk yet ({_size(entry)}, {entry.licence})."
    small = "" if entry.fits else " May not fit this machine's memory."
    return f"{entry.about} {here}{small}"


def _size(entry: catalogue.Entry) -> str:
    """Write the size of a download: bytes where they are known, else the number of weights."""
    return f"{entry.megabytes} MB" if entry.megabytes else f"{entry.parameters / 1e6:,.0f}M weights"


def use(name: str) -> None:
    """Choose a model from a button's callback."""
    st.session_state[KEY] = name


def offer(name: str = EMBEDDED, *, key: str | None = None) -> None:
    """Draw a button that chooses another model, where this one cannot do what is asked.

    key: of the button, where a page may offer the same model twice.
    """
    st.button(f"Use {name}", key=key, on_click=use, args=(name,))


def ready(name: str, bar: DeltaGenerator | None = None) -> Model | None:
    """Load a model as `ready_or_towers` does; of two towers, say which page shows them instead."""
    model = ready_or_towers(name, bar)
    if model is None or not are_towers(model):
        return model
    page, called = MAPS[model.other.modality]
    messages.info(
        f"{words.model(model.name)} is two towers, each with layers of its own, so that no one "
        f"curve can be drawn; the {called} page maps the layers of one against those of the other."
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(page, label=f"→  {called} page", query_params={KEY: model.name})
        offer()
    return None


def are_towers(model: Model | Towers) -> bool:
    from semhub.models.towers.pair import Towers

    return isinstance(model, Towers)


def ready_or_towers(name: str, bar: DeltaGenerator | None = None) -> Model | Towers | None:
    """Load the model; where that fails, show why, and load the one that worked before.

    bar: where to show progress, by default here. Returns None only when the embedded model itself
    cannot be loaded. Other controls may depend on the model, so after a failure the page runs once
    more, with the model before.
    """
    last = st.session_state.get("last_model", EMBEDDED)
    try:
        model = _load(name, bar or st)
    except InputError as error:
        if name not in (last, st.session_state.get(UNREADABLE)):
            st.session_state[UNREADABLE] = name
            st.rerun()
        messages.error(str(error))
        if name == last:
            return None
        st.caption(f"Shown meanwhile: {escaped(last)}.")
        return ready_or_towers(last, bar)
    st.session_state["last_model"] = name
    if st.session_state.get(UNREADABLE) == name:
        del st.session_state[UNREADABLE]
    return model


def _load(name: str, place: DeltaGenerator) -> Model | Towers:
    slot = place.empty()
    try:
        if name not in _here():
            bar = slot.progress(0.0, f"Looking for {name}")
            catalogue.folder(name, lambda share, sentence: bar.progress(share, sentence))
            bar.progress(1.0, f"Loading {name}")
        model = _loaded(name, stamp(name))
    finally:
        slot.empty()  # a bar that stays would look like a model that is still loading
    _here().add(name)
    return model


@cached.resource
def _here() -> set[str]:
    """Keep the names of models that this server has loaded: they need no new search."""
    return set()


@cached.resource(max_entries=2)
def _loaded(name: str, stamp: tuple) -> Model | Towers:
    """Load a model. `stamp` is only part of the cache's key: a folder that was written again is
    another model."""
    gc.unfreeze()
    model = once(name)
    # The objects of torch live as long as the server, so the collector need not visit them.
    gc.collect()
    gc.freeze()
    return model


def once(name: str) -> Model | Towers:
    """Load a model for a single use, such as an old checkpoint. It is not kept in memory, so the
    models in use stay there. Raises `InputError` where it cannot be fetched or read."""
    from semhub.models.loading import load

    return load(name)


def stamp(name: str) -> tuple:
    """Return what changes when a local model's files are written again; empty for a model of the
    Hugging Face hub."""
    seen = [(file, os.stat(file)) for file in _files(name)]
    # The time of the last change of any kind too: the one of writing can be set back by a copy.
    return tuple(
        (str(file), state.st_mtime_ns, state.st_ctime_ns, state.st_size) for file, state in seen
    )


def _files(name: str) -> list[Path]:
    """List the local files that decide what a model computes."""
    if name.startswith(towers.PREFIX):
        weights = towers.local_weights(name)
        return [] if weights is None else towers.local_files(weights)
    if catalogue.is_embedded(name):
        return folder.files(catalogue.CHECKPOINTS / name)
    path = os.path.expanduser(name)
    if os.path.isdir(path):
        return folder.files(Path(path))
    return [Path(path)] if gguf_folder.is_named(name) and os.path.isfile(path) else []
