"""Each lens on one sentence: one forward pass for all of them, and each only when chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from semhub.inputs import Text
from semhub.lenses.kinds import KINDS, Kind
from semhub.ui.shared import cached, results

if TYPE_CHECKING:
    import torch

    from semhub.lenses.jacobian import JacobianLens
    from semhub.lenses.leading_words import LeadingWords
    from semhub.lenses.neighbours import Index
    from semhub.lenses.reader import Reader
    from semhub.lenses.result import Reading
    from semhub.models.batch import Batch
    from semhub.models.protocol import Model


def reading(model: Model, item: Text, kind: Kind) -> Reading:
    """Read one item, with language mass where the kind has one.

    Raises `InputError` on a Jacobian lens that is not fitted.
    """
    # The file may appear while the page is open, so every run looks for it.
    return _reading(model, item, kind, jacobian(model) if KINDS[kind].fitted else None)


@cached.data(max_entries=128)
def _reading(model: Model, item: Text, kind: Kind, fitted: JacobianLens | None) -> Reading:
    from semhub.lenses.reading import read

    return read(
        model, item, kind=kind, top=10, jacobian=fitted, seen=batch_and_states(model, item),
        languages=results.language_table(model) if model.has_head else None,
        index=None if KINDS[kind].head else index(model),
    )  # fmt: skip


def reader(model: Model, kind: Kind) -> Reader:
    """Make the reader of a kind; what it needs is cached."""
    from semhub.lenses.reading import reader_of

    return reader_of(
        model, kind,
        index=None if KINDS[kind].head else index(model),
        jacobian=jacobian(model) if KINDS[kind].fitted else None,
    )  # fmt: skip


def leading_words(model: Model, item: Text, read: Reading, position: int) -> LeadingWords:
    """Find the words that were the best at some layer of one position."""
    from semhub.lenses.leading_words import leading_words

    return leading_words(reader(model, read.kind), read, batch_and_states(model, item)[1], position)


def agreement(model: Model, readings: Sequence[Reading]) -> dict[tuple[Kind, Kind], np.ndarray]:
    """Compare readings of one item, pair by pair, as `semhub.lenses.agreement` does."""
    from semhub.lenses.agreement import agreement

    return agreement(model, readings)


@cached.resource(max_entries=16)
def batch_and_states(model: Model, item: Text) -> tuple[Batch, torch.Tensor]:
    """Run the item through the model once, and keep its batch and states."""
    from semhub.states.extraction import positions

    return positions(model, item)


def jacobian(model: Model) -> JacobianLens:
    """Open the Jacobian lens of a model. Raises `InputError`, saying how to fit it, where it is
    not fitted."""
    from semhub.lenses.jacobian.store import stamp

    return _jacobian(model, stamp(model))


@cached.resource(max_entries=2)
def _jacobian(model: Model, stamp: tuple) -> JacobianLens:
    """stamp: of its file, so that a lens that was fitted again is opened again."""
    from semhub.lenses.jacobian import fitted

    return fitted(model)


def show_index_note(model: Model, kind: Kind) -> None:
    """Note where the cache cannot be written, so that each server reads the neighbours' sentences
    again."""
    if not KINDS[kind].head and (note := index(model).note):
        st.caption(note)


@cached.resource(max_entries=2)
def index(model: Model) -> Index:
    """Read the sentences whose words are the neighbours, once."""
    from semhub.lenses import neighbours

    with results.progress(
        f"Reading sentences with {model.name}, once, to know its words"
    ) as report:
        return neighbours.index(model, progress=report)
