"""Choose a picture or a sound, from the gallery, a file or a recording, and its captions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from threading import BoundedSemaphore

import streamlit as st

from semhub import datasets
from semhub.datasets import pack
from semhub.errors import InputError
from semhub.inputs import Audio, Image
from semhub.inputs.text import stripped
from semhub.models import catalogue
from semhub.public import CAPTIONS, DECODERS
from semhub.quoting import quoted
from semhub.ui.media.sense import (
    GALLERY,
    RECORD,
    UPLOAD,
    Caption,
    Selection,
    Sense,
    usual_captions,
)
from semhub.ui.shared import cached, messages, model_box, models, strangers
from semhub.ui.shared.controls import choice, follow
from semhub.ui.shared.frame import faults
from semhub.ui.text.rows import LINK_LIMIT

CAPTIONS_HEIGHT = 152
EXAMPLE = "A dog barks in the garden.\n一只狗在花园里叫。"
"""What an empty field of captions shows."""


_DECODERS = BoundedSemaphore(DECODERS)
"""Held while a file is decoded: a picture of some hundred bytes takes as many megabytes."""


@dataclass(frozen=True)
class Picked:
    """source: `GALLERY`, `UPLOAD` or `RECORD`. chosen: the set, `dataset:column`; row: of it, None
    for a person's own item."""

    source: str
    chosen: str
    row: int | None


def draw(sense: Sense) -> tuple[str, Selection | None]:
    """Draw the controls one under the other; return the model's name and the item with its
    captions, or None where there is no item yet."""
    model = model_box.draw()
    picked, link = pick(sense, model)
    found: Image | Audio | None = None
    with faults():
        found = item(sense, model, picked)
    with st.popover("Captions", width="stretch"):
        captions, written = _captions(sense, picked)
    if found is None:
        return model, None
    return model, Selection(
        found, picked.chosen, picked.row, captions, model_box.link(model) | link | written
    )


def pick(sense: Sense, model: str) -> tuple[Picked, dict[str, str]]:
    """Draw the choice of the source, and of the gallery and its item. Returns their link parameters
    too."""
    source = choice(f"{sense.noun.capitalize()} from", f"{sense.key}from", sense.sources)
    label = "Gallery" if source == GALLERY else "Compared with the gallery"
    chosen = _set(sense, models.in_use(model), label)
    link = {f"{sense.key}from": sense.sources[source], f"{sense.key}set": sense.sets[chosen]}
    if source != GALLERY:
        return Picked(source, chosen, None), link
    items = gallery(chosen)
    row = _row(sense, chosen, items)
    return Picked(source, chosen, row), link | {f"{sense.key}row": _label(items, row)}


def item(sense: Sense, model: str, picked: Picked) -> Image | Audio | None:
    """Return what was picked: of the gallery, or a person's own, with the widget that takes it;
    None where there is none yet. Raises `InputError` where it cannot be read."""
    if picked.row is None:
        return own(sense, model, picked.source)
    return gallery(picked.chosen)[picked.row]


def gallery(chosen: str) -> Sequence[Image | Audio]:
    """Decode the items of `dataset:column`, once for all sessions.

    Raises `InputError` where a pack is damaged.
    """
    return _gallery(chosen, pack.written())


@cached.resource(spinner="Opening the gallery …")
def _gallery(chosen: str, written: int) -> Sequence[Image | Audio]:
    """written: the time of the pack, so that a new pack is read again."""
    return datasets.column(chosen)


def _set(sense: Sense, model: str, label: str) -> str:
    """Draw the choice of a set, at first the usual one of the model."""
    key, usual, options = f"{sense.key}set", sense.usual_set(model), list(sense.sets)
    follow(key, usual, options)
    return st.selectbox(
        label, options, index=options.index(usual), format_func=sense.sets.get, key=key,
        bind="query-params", persist_state="session",
    )  # fmt: skip


def _row(sense: Sense, chosen: str, items: Sequence[Image | Audio]) -> int:
    """Draw the choice of a row. With another set it is the first row, since a browser keeps the
    option that it showed last."""
    key, of = f"{sense.key}row", f"{sense.key}row/of"
    another = st.session_state.get(of, chosen) != chosen
    st.session_state[of] = chosen
    if another or st.session_state.get(key, 0) >= len(items):
        st.session_state[key] = 0
    with st.popover(f"Another {sense.noun}", width="stretch"):
        return st.selectbox(
            f"{sense.noun.capitalize()} of the gallery", range(len(items)),
            format_func=lambda row: _label(items, row), key=key, bind="query-params",
            persist_state="session",
        )  # fmt: skip


def _label(items: Sequence[Image | Audio], row: int) -> str:
    return f"{row + 1}: {items[row].label}"


def own(sense: Sense, model: str, source: str) -> Image | Audio | None:
    """Read the item from a file or a recording. Its bytes stay when the page is left; the widget
    does not. Raises `InputError` where it cannot be read."""
    if source == RECORD and sense.reach and catalogue.is_embedded(model):
        st.caption(sense.reach)
    key, kept = f"{sense.key}{source}", f"{sense.key}{source}/bytes"
    label = f"Drop a {sense.noun} here" if source == UPLOAD else sense.sources[source]

    def changed() -> None:
        file = st.session_state[key]
        st.session_state[kept] = file and (file.name, file.getvalue())

    if source == UPLOAD:
        types = [suffix.removeprefix(".") for suffix in sense.suffixes()]
        file = st.file_uploader(
            label, type=types, key=key, on_change=changed,
            max_upload_size=strangers.upload_size(),
        )  # fmt: skip
    else:
        file = sense.record(label, key=key, on_change=changed)
    if file is not None:
        st.session_state[kept] = (file.name, file.getvalue())
    if not st.session_state.get(kept):
        return None
    name, data = st.session_state[kept]
    if file is None:
        messages.caption(f"Still {quoted(name)}, from before.")
    strangers.require_size(data, name)
    kind = f"{sense.noun}{PurePath(name).suffix.lower()}"
    try:
        item = _decoded(sense, kind, data)
    except InputError as error:
        raise InputError(str(error).replace(f"“{kind}”", quoted(name))) from None
    if item.note:
        messages.caption(item.note)
    return item


@cached.resource
def _decoded(sense: Sense, label: str, data: bytes) -> Image | Audio:
    """label: without the name of a person's file. The item is what caches of all visitors hold."""
    with _DECODERS:
        return sense.read(data, label)


def _captions(sense: Sense, picked: Picked) -> tuple[list[Caption], dict[str, str]]:
    """Draw the field of captions. Returns them, and those that a person wrote, if short, as link
    parameters.

    Another item of the gallery brings its own captions, unless a person wrote some. A person's own
    item has none: until they write one, captions of the gallery are shown as not its own.
    """
    key, before = f"{sense.key}captions", f"{sense.key}captions/usual"
    known = usual_captions(picked.chosen, picked.row or 0)
    own = picked.row is None
    if own:
        known = [replace(caption, own=False) for caption in known]
    usual = "" if own else "\n".join(caption.text for caption in known)
    now = st.session_state.get(key)
    if now is None:
        now = st.query_params.get(key) or usual
    elif now == st.session_state.get(before) or not now.strip():
        now = usual
    st.session_state[key], st.session_state[before] = now, usual
    written = st.text_area(
        "Captions, one a line",
        key=key,
        height=CAPTIONS_HEIGHT,
        placeholder=EXAMPLE,
        persist_state="session",
    )
    lines = list(dict.fromkeys(filter(None, map(stripped, strangers.text(written).split("\n")))))
    lines = strangers.first(lines, CAPTIONS)
    # Beside a person's own item, a caption typed by hand is its own, even if the gallery has it.
    found = {} if own else {caption.text: caption for caption in known}
    captions = [found.get(line, Caption(line)) for line in lines] or known
    if written != usual and len(written) <= LINK_LIMIT:
        st.query_params[key] = written
        return captions, {key: written}
    st.query_params.pop(key, None)
    return captions, {}
