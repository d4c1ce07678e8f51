"""Choose a model, bring it here if need be, and find it in memory."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from semhub.charts import text_format as words
from semhub.errors import InputError
from semhub.models import (
    catalogue,
    encoder_decoder,
    folder,
    gguf_folder,
    gguf_parts,
    stores,
    towers,
)
from semhub.models.catalogue import EMBEDDED
from semhub.models.lora.naming import WEIGHTS, parted
from semhub.models.not_here import NotHere
from semhub.models.options import USUAL, Options
from semhub.models.protocol import SEVERAL
from semhub.ui.shared import fetching, in_memory, messages
from semhub.ui.shared.frame import PAGES

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from semhub.models.protocol import Model
    from semhub.models.towers.pair import Towers

KEY, UNREADABLE, ASKED = "model", "unreadable_model", "model/asked"
HUB = "pages/6_Hub.py"
PAGE_OF = {"image": "pages/4_Image.py", "audio": "pages/5_Audio.py"}
"""Modality beside text -> the page for it, which also shows two towers."""


def in_use(name: str) -> str:
    """Return the name of the model that is used for a chosen name: the one before, where the chosen
    one cannot be loaded."""
    unreadable = name == st.session_state.get(UNREADABLE)
    return st.session_state.get("last_model", EMBEDDED) if unreadable else name


def use(name: str) -> None:
    """Choose a model from a button's callback."""
    st.session_state[KEY] = name


def fetch(name: str) -> None:
    """Choose a model, and have it fetched, from a button's callback."""
    use(name)
    fetching.ask(name)


def offer(name: str = EMBEDDED, *, key: str | None = None) -> None:
    """Draw a button that chooses another model, where this one cannot do what is asked.

    key: of the button, where a page may offer the same model twice.
    """
    if not fetching.is_offered(name):
        return
    st.button(f"Use {messages.escaped(name)}", key=key, on_click=use, args=(name,))


def ready(name: str, bar: DeltaGenerator | None = None) -> Model | None:
    """Load a model as `ready_or_towers` does; of two towers, and of one that reads no text, say
    which page shows them instead."""
    model = ready_or_towers(name, bar)
    if model is None or leads_to_map(model):
        return None
    if not are_towers(model):
        return model
    page = PAGE_OF[model.other.modality]
    called = PAGES[page]
    messages.info(
        f"{words.model(model.name)} is two towers, each with layers of its own, so that no one "
        f"curve can be drawn; the {called} page maps the layers of one against those of the other."
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(page, label=f"→  {called} page", query_params={KEY: model.name})
        offer()
    return None


def leads_to_map(model: Model | Towers) -> bool:
    """Tell whether a model reads no text; if so, say that the page Hub maps its layers."""
    if "text" in model.modalities:
        return False
    reads = " and ".join(SEVERAL[modality] for modality in model.modalities)
    messages.info(
        f"{words.model(model.name)} reads {reads} and no text, and has no words to read its states "
        "as; the Hub page maps its layers against those of another model."
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        to_map = {KEY: EMBEDDED, "hub_map": "true", "hub_map_model": model.name}
        st.page_link(HUB, label="→  Hub page", query_params=to_map)
        offer()
    return True


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
        if isinstance(error, NotHere):
            fetching.offer(name, str(error))
        else:
            messages.error(str(error))
        if name == last:
            return None
        messages.caption(f"Shown meanwhile: {last}.")
        return ready_or_towers(last, bar)
    st.session_state["last_model"] = name
    if st.session_state.get(UNREADABLE) == name:
        del st.session_state[UNREADABLE]
    return model


def _load(name: str, place: DeltaGenerator) -> Model | Towers:
    slot = place.empty()
    try:
        fetching.require_offered(name)
        how = asked(name)
        if (name, how.revision) not in _here():
            bar = messages.bar(slot, 0.0, f"Looking for {name}")
            fetching.folder(name, partial(messages.bar, bar), how.revision)
            messages.bar(bar, 1.0, f"Loading {name}")
        model = in_memory.find(name, stamp(name), how)
    finally:
        slot.empty()  # a bar that stays would look like a model that is still loading
    _here().add((name, how.revision))
    return model


@cache
def _here() -> set[tuple[str, str | None]]:
    """Keep names and revisions of models that this server has loaded: they need no new search."""
    return set()


def asked(name: str) -> Options:
    """Return how a model is to be loaded: as the model's box says of the one that is chosen there,
    and as usual for any other."""
    return st.session_state.get(ASKED, {}).get(name, USUAL)


def ask(name: str, how: Options) -> None:
    """Keep how the chosen model is to be loaded."""
    st.session_state[ASKED] = {name: how}


def words_of(model: Model | Towers, *, name: str = "") -> list[str]:
    """Write the options of the command line that load the same model. name: in place of its own."""
    return ["--model", name or model.name, *in_memory.asked_of(model).words]


def once(name: str, how: Options = USUAL) -> Model | Towers:
    """Find a model for a single use, such as an old checkpoint: it leaves when nobody holds it.
    Raises `InputError` where it cannot be fetched or read."""
    return in_memory.find(name, stamp(name), how, keep=False)


def untrained(name: str) -> Model:
    """Find the same with random weights. Raises `InputError` as `once` does."""
    from semhub.models.loading import untrained

    revision = asked(name).revision
    key = name, "untrained", revision, *stamp(name)
    return in_memory.made(lambda: untrained(name, revision=revision), *key)


def twin_of(model: Model, modalities: Collection[str], seed: int = 0) -> Callable[[], Model]:
    """Return what makes the untrained twin of a model for items of these modalities, for a single
    use. It raises `InputError` for a model that has none."""
    from semhub.models.twin import twin_of

    key = model.name, "twin", model.revision, str(seed), *sorted(modalities)
    return lambda: in_memory.made(lambda: twin_of(model, modalities, seed=seed), *key)


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
    name, _part = encoder_decoder.split(name)
    if catalogue.is_embedded(name):
        return folder.files(catalogue.CHECKPOINTS / name)
    if named := parted(name):
        base, adapter = named
        return [*_files(base), *_files(str(adapter))]
    path = os.path.expanduser(name)
    if os.path.isdir(path):
        adapter = Path(path) / WEIGHTS
        return [*folder.files(Path(path)), *([adapter] if adapter.is_file() else [])]
    if stores.is_named(name):
        return gguf_parts.parts(stores.find(name))
    isfile = gguf_folder.is_named(name) and os.path.isfile(path)
    return gguf_parts.parts(Path(path)) if isfile else []
