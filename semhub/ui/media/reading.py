"""How positions are read as words: the kind of lens, and its reader, made once for each model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from semhub.datasets import pack
from semhub.lenses.kinds import AT_POSITIONS, HEADLESS, KINDS, Kind
from semhub.ui.media import states
from semhub.ui.media.source import gallery
from semhub.ui.shared import cached, controls
from semhub.ui.shared.controls import segments
from semhub.ui.text import lenses

if TYPE_CHECKING:
    from semhub.lenses.floor import Empty
    from semhub.lenses.reader import Reader
    from semhub.lenses.result import Reading
    from semhub.models.protocol import Model
    from semhub.states.positions import PositionStates
    from semhub.ui.media.sense import Sense

TYPICAL = 16
"""Items of the gallery whose mean is subtracted from a state before its neighbours are found."""


LABELS = {kind: KINDS[kind].label for kind in AT_POSITIONS}


def choose(sense: Sense, model: Model, key: str = "by") -> Kind:
    """Draw the choice of a lens; without a head there is only one. key: of the choice; those of
    sections begin at the page's own."""
    if not model.has_head:
        return HEADLESS
    return segments("Read by", f"{sense.key}{key}", LABELS, chosen(sense, model))


def chosen(sense: Sense, model: Model) -> Kind:
    """Find the lens of a choice that is drawn further down."""
    return controls.chosen(f"{sense.key}by", LABELS) if model.has_head else HEADLESS


def reader(model: Model, kind: Kind, chosen: str) -> Reader:
    """Make the reader of a kind. chosen: the set, `dataset:column`, whose mean is subtracted."""
    if KINDS[kind].head:
        return lenses.reader(model, kind)
    return _centred(model, kind, chosen, pack.written())


@cached.resource
def _centred(model: Model, kind: Kind, chosen: str, written: int) -> Reader:
    """written: the time of the pack, so that a new pack is read again."""
    from semhub.states.positions import position_states

    items = gallery(chosen)
    items = items[:: max(1, len(items) // TYPICAL)][:TYPICAL]
    return lenses.reader(model, kind).centred_on([position_states(model, item) for item in items])


def read(
    model: Model, kind: Kind, chosen: str, positions: PositionStates, track: Sequence[str] = ()
) -> Reading:
    """Read each position. Raises `InputError` on a tracked word that is not known."""
    return _read(model, kind, chosen, pack.written(), positions, tuple(track))


@cached.resource
def _read(
    model: Model, kind: Kind, chosen: str, written: int, positions: PositionStates,
    track: tuple[str, ...],
) -> Reading:  # fmt: skip
    return reader(model, kind, chosen).read(positions, track=track)


def with_floor(
    model: Model, chosen: str, positions: PositionStates, reading: Reading,
    meanwhile: Callable[[], None],
) -> Reading:  # fmt: skip
    """Add what the words reach in empty inputs. meanwhile: as in `states.empty`."""
    empty = states.empty(model, positions.item, meanwhile)
    track = tuple(reading.tracked)
    return _with_floor(
        model, reading.kind, chosen, pack.written(), positions, track, reading, empty
    )


@cached.resource
def _with_floor(
    model: Model, kind: Kind, chosen: str, written: int, positions: PositionStates,
    track: tuple[str, ...], _reading: Reading, _empty: Empty,
) -> Reading:  # fmt: skip
    return reader(model, kind, chosen).with_floor(_reading, _empty)
