"""Ask each lens of one sentence: one forward pass for all of them, and each only when chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from semhub.inputs import Text
from semhub.ui.shared import results

if TYPE_CHECKING:
    import torch

    from semhub.lenses.jacobian import JacobianLens
    from semhub.lenses.leading_words import Leaders
    from semhub.lenses.neighbours import Index
    from semhub.lenses.reading import Kind, Reading
    from semhub.models.batch import Batch
    from semhub.models.protocol import Model


def reading(model: Model, item: Text, kind: Kind) -> Reading:
    """The lens of one item, with language mass where it has one.

    Raises `InputError` on a Jacobian lens that is not fitted.
    """
    # The file may come while the page is open, so that it is looked for in every run.
    fitted = jacobian(model) if kind == "jacobian" else None
    corpus = fitted.corpus if fitted else ""
    return _reading(model.name, model.revision, kind, corpus, item.digest, model, item, fitted)


@st.cache_data(max_entries=128, show_spinner=False)
def _reading(
    name: str, revision: str, kind: Kind, corpus: str, item: str, _model, _item, _fitted
) -> Reading:
    from semhub.lenses.reading import read

    return read(
        _model, _item, kind=kind, top=10, jacobian=_fitted, seen=seen(_model, _item),
        languages=results.language_table(_model) if _model.has_head else None,
        index=index(_model) if kind == "neighbours" else None,
    )  # fmt: skip


def leaders(model: Model, item: Text, read: Reading, position: int) -> Leaders:
    """The words that led at some layer of one position."""
    from semhub.lenses.leading_words import leaders

    return leaders(
        model, read, seen(model, item)[1], position,
        index=index(model) if read.kind == "neighbours" else None,
        jacobian=jacobian(model) if read.kind == "jacobian" else None,
    )  # fmt: skip


def agreement(model: Model, readings: Sequence[Reading]) -> dict[tuple[Kind, Kind], np.ndarray]:
    from semhub.lenses.agreement import agreement

    return agreement(model, readings)


def seen(model: Model, item: Text) -> tuple[Batch, torch.Tensor]:
    """The item's batch and states, from one forward pass."""
    return _seen(model.name, model.revision, item.digest, model, item)


@st.cache_resource(max_entries=16, show_spinner=False)
def _seen(name: str, revision: str, item: str, _model: Model, _item: Text):
    from semhub.states.extraction import positions

    return positions(_model, _item)


def jacobian(model: Model) -> JacobianLens:
    """Raises `InputError`, saying how to fit it, where it is not fitted."""
    from semhub.lenses.jacobian.store import stamp

    return _jacobian(model.name, model.revision, stamp(model), model)


@st.cache_resource(max_entries=2, show_spinner=False)
def _jacobian(name: str, revision: str, stamp: tuple, _model: Model) -> JacobianLens:
    from semhub.lenses.jacobian import fitted

    return fitted(_model)


def say_if_not_kept(model: Model, kind: str) -> None:
    """Where the cache cannot be written, the neighbours' sentences are read again by each server:
    one sentence says so."""
    if kind == "neighbours" and (note := index(model).note):
        st.caption(note)


def index(model: Model) -> Index:
    """The sentences whose words are the neighbours, read once."""
    return _index(model.name, model.revision, model)


@st.cache_resource(max_entries=2, show_spinner=False)
def _index(name: str, revision: str, _model: Model) -> Index:
    from semhub.lenses import neighbours

    with results.progress(f"Reading sentences with {name}, once, to know its words") as report:
        return neighbours.index(_model, progress=report)
