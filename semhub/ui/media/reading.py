"""How positions are read as words: which kind, and the reader for it, made once a model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from semhub.datasets import pack
from semhub.ui.media import states
from semhub.ui.media.source import gallery
from semhub.ui.shared.controls import segments
from semhub.ui.text import lenses

if TYPE_CHECKING:
    from semhub.lenses.floor import Empty
    from semhub.lenses.gloss import Gloss, Reader
    from semhub.lenses.reading import Kind
    from semhub.models.protocol import Model
    from semhub.states.positions import Sensed
    from semhub.ui.media.sense import Sense

TYPICAL = 16
"""Items of the gallery whose mean is taken off a state before its neighbours are looked for."""

KINDS = {"neighbours": "Neighbours", "logit": "Logit lens"}
SAYS = {
    "neighbours": "Each state is read as the words whose own states, in sentences, lie nearest "
    "(cosine, each side less its mean): LatentLens, arXiv 2602.00462. They come first here because "
    "the head learned to say what comes next in a text, and not what stands at a position of a "
    "picture or a sound.",
    "logit": "Each state is put through the model's own final norm and head, as if it were about "
    "to write. The last layer is the model's own output.",
}


def choose(sense: Sense, model: Model) -> Kind:
    """The kind that a person chose; a model without a head has one only."""
    if not model.has_head:
        return "neighbours"
    return segments("Read by", f"{sense.key}by", KINDS)


def reader(model: Model, kind: Kind, chosen: str) -> Reader:
    """chosen: the set, `dataset:column`, whose items say what is typical."""
    if kind == "logit":
        from semhub.lenses.gloss import LogitReader

        return LogitReader(model)
    return _neighbours(model.name, model.revision, chosen, pack.written(), model)


@st.cache_resource(max_entries=8, show_spinner=False)
def _neighbours(name: str, revision: str, chosen: str, written: int, _model: Model) -> Reader:
    from semhub.lenses.gloss import NeighbourReader
    from semhub.states.positions import sense

    items = gallery(chosen)
    items = items[:: max(1, len(items) // TYPICAL)][:TYPICAL]
    reader = NeighbourReader(lenses.index(_model))
    return reader.centred_on([sense(_model, item) for item in items])


def gloss(
    model: Model, kind: Kind, chosen: str, sensed: Sensed, track: Sequence[str] = ()
) -> Gloss:
    """The words of each position. Raises `InputError` on a tracked word that is not known."""
    return _gloss(
        model.name, model.revision, kind, chosen, pack.written(), sensed.item.digest, tuple(track),
        model, sensed,
    )  # fmt: skip


@st.cache_resource(max_entries=32, show_spinner=False)
def _gloss(
    name: str, revision: str, kind: Kind, chosen: str, written: int, digest: str,
    track: tuple[str, ...], _model: Model, _sensed: Sensed,
) -> Gloss:  # fmt: skip
    return reader(_model, kind, chosen).gloss(_sensed, track=track)


def with_floor(
    model: Model, chosen: str, sensed: Sensed, gloss: Gloss, meanwhile: Callable[[], None]
) -> Gloss:
    """The gloss, with what its words reach in empty inputs. meanwhile: as in `states.empty`."""
    return _with_floor(
        model.name, model.revision, gloss.kind, chosen, pack.written(), sensed.item.digest,
        tuple(gloss.tracked), model, gloss, states.empty(model, sensed.item, meanwhile),
    )  # fmt: skip


@st.cache_resource(max_entries=32, show_spinner=False)
def _with_floor(
    name: str, revision: str, kind: Kind, chosen: str, written: int, digest: str,
    track: tuple[str, ...], _model: Model, _gloss: Gloss, _empty: Empty,
) -> Gloss:  # fmt: skip
    return reader(_model, kind, chosen).with_floor(_gloss, _empty)
