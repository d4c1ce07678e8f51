"""Each lens on one sentence: one forward pass for all of them, and each only when chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from semhub.errors import InputError
from semhub.inputs import Text
from semhub.lenses.kinds import HEADLESS, KINDS, USUAL, Kind
from semhub.ui.shared import cached, messages, results

if TYPE_CHECKING:
    import torch

    from semhub.lenses.jacobian import JacobianLens
    from semhub.lenses.leading_words import LeadingWords
    from semhub.lenses.neighbours import Index
    from semhub.lenses.reader import Reader
    from semhub.lenses.result import Reading
    from semhub.models.batch import Batch
    from semhub.models.protocol import Model


def usual(model: Model) -> Kind:
    """Choose the lens that a model opens with, by its kind: neighbours for one that has no head or
    was raised in the embedded world, and the usual one for any other."""
    return HEADLESS if is_raised(model) or not model.has_head else USUAL


def is_raised(model: Model) -> bool:
    """Tell whether a model was raised in the embedded world."""
    from semhub.lenses.neighbours.corpus import recipe

    return recipe(model.name) is not None


def languages(model: Model) -> tuple[str, ...]:
    """List the languages of which there is an index of neighbours, the usual one first."""
    from semhub.lenses.neighbours import languages

    return languages(model)


def reading(model: Model, item: Text, kind: Kind, language: str | None = None) -> Reading:
    """Read one item, with language mass where the kind has one.

    language: of the neighbours' words, by default the usual one.

    Raises `InputError` on a Jacobian lens that is not fitted.
    """
    # The file may appear while the page is open, so every run looks for it.
    return _reading(model, item, kind, language, jacobian(model) if KINDS[kind].fitted else None)


@cached.data
def _reading(
    model: Model, item: Text, kind: Kind, language: str | None, fitted: JacobianLens | None
) -> Reading:
    from semhub.lenses.reading import read

    return read(
        model, item, kind=kind, top=10, jacobian=fitted, seen=batch_and_states(model, item),
        languages=results.language_table(model) if model.has_head else None,
        index=None if KINDS[kind].head else index(model, language),
    )  # fmt: skip


def reader(model: Model, kind: Kind, language: str | None = None) -> Reader:
    """Make the reader of a kind; what it needs is cached."""
    from semhub.lenses.reading import reader_of

    return reader_of(
        model, kind,
        index=None if KINDS[kind].head else index(model, language),
        jacobian=jacobian(model) if KINDS[kind].fitted else None,
    )  # fmt: skip


def leading_words(model: Model, item: Text, read: Reading, position: int) -> LeadingWords:
    """Find the words that were the best at some layer of one position."""
    from semhub.lenses.leading_words import leading_words

    return leading_words(_reader_of(model, read), read, batch_and_states(model, item)[1], position)


def clearest(model: Model, item: Text, read: Reading) -> tuple[int, int]:
    """Find the (layer, position) at which there is most to be seen, as `semhub.lenses.clearest`
    does."""
    language = read.neighbours.language if read.neighbours else None
    return _clearest(model, item, read.kind, language, read)


@cached.data
def _clearest(
    model: Model, item: Text, kind: Kind, language: str | None, _read: Reading
) -> tuple[int, int]:
    from semhub.lenses.clearest import clearest

    states = batch_and_states(model, item)[1]
    return clearest(_reader_of(model, _read), _read, states, item.text)


def _reader_of(model: Model, read: Reading) -> Reader:
    return reader(model, read.kind, read.neighbours.language if read.neighbours else None)


def agreement(model: Model, readings: Sequence[Reading]) -> dict[tuple[Kind, Kind], np.ndarray]:
    """Compare readings of one item, pair by pair, as `semhub.lenses.agreement` does."""
    from semhub.lenses.agreement import agreement

    return agreement(model, readings)


@cached.resource
def batch_and_states(model: Model, item: Text) -> tuple[Batch, torch.Tensor]:
    """Run the item through the model once, and keep its batch and states."""
    from semhub.states.extraction import positions

    return positions(model, item)


def jacobian(model: Model) -> JacobianLens:
    """Open the Jacobian lens of a model. Raises `InputError`, saying how to fit it, where it is
    not fitted."""
    from semhub.lenses.jacobian.store import stamp

    return _jacobian(model, stamp(model))


@cached.resource
def _jacobian(model: Model, stamp: tuple) -> JacobianLens:
    """stamp: of its file, so that a lens that was fitted again is opened again."""
    from semhub.lenses.jacobian import fitted

    return fitted(model)


def show_note(model: Model, kind: Kind, language: str | None = None) -> None:
    """Note where the cache cannot be written, so that each server reads the neighbours' sentences
    again, and on which texts others fitted the lens that reads."""
    if not KINDS[kind].head and (note := index(model, language).note):
        messages.caption(note)
    if KINDS[kind].fitted and (note := _note_of_fit(model)):
        messages.caption(note)


def _note_of_fit(model: Model) -> str:
    try:
        return jacobian(model).note
    except InputError:  # which is said where the lens reads, beside others that do
        return ""


def index(model: Model, language: str | None = None) -> Index:
    """Read the sentences whose words are the neighbours, once. language: by default the usual
    one."""
    return _index(model, language or languages(model)[0])


@cached.resource
def _index(model: Model, language: str) -> Index:
    from semhub.lenses import neighbours

    with results.progress(
        f"Reading sentences with {model.name}, once, to know its words"
    ) as report:
        return neighbours.index(model, language=language, progress=report)
