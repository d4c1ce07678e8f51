"""A step with what its records hold: the sentence with its numbers, and the chart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from semhub.charts import text_format as words
from semhub.charts.moving import can_move
from semhub.errors import InputError
from semhub.experiments.verdict import METRIC
from semhub.inputs.door import path_of
from semhub.quoting import listed, quoted
from semhub.records import shelf
from semhub.records.folder import open_record
from semhub.ui.results import several
from semhub.ui.shared import cached
from semhub.ui.shared.figure import words_of_spec
from semhub.ui.story import steps
from semhub.ui.story.numbers import filled, numbers_of

if TYPE_CHECKING:
    from semhub.records.part import Figure
    from semhub.records.record import Record
    from semhub.ui.story.steps import Link, Step


@dataclass(frozen=True)
class Told:
    """A step as it is shown.

    spec: its chart, None where it has no record. shows: the same for those who cannot see it.
    layer, last: of a chart whose marks move, where they come to rest, and the last layer; None for
    any other. models: of whom it is.
    """

    title: str
    says: str
    link: Link | None
    spec: Mapping[str, Any] | None = None
    shows: str = ""
    layer: int | None = None
    last: int | None = None
    models: str = ""


def story() -> list[Told]:
    """Read the story that this server tells. Raises `InputError` where it cannot be read."""
    file = steps.given()
    return _story(str(file), _written(file))


def _written(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0  # whoever reads it says so


@cached.resource
def _story(file: str, written: int) -> list[Told]:
    """written: when the file was, so that it is read again after a change."""
    path = Path(file)
    return [told(step, path.parent) for step in steps.read(path)]


def told(step: Step, folder: Path) -> Told:
    """Fill a step from its records.

    folder: of the story's file. Raises `InputError` where a record, its chart or a number in it is
    missing.
    """
    bare = Told(step.title, step.says, step.link)
    if not step.records:
        return replace(bare, says=filled(step, {}, ""))
    try:
        records = {name: _record(name, folder) for name in step.records}
        shown = _drawn(bare, step, records)
        numbers = numbers_of(step, records)
    except InputError as error:
        if str(error).startswith(step.where):
            raise
        raise InputError(f"{step.where}: {error}") from None
    _, answer = words_of_spec(shown.spec)
    lines = answer if isinstance(answer, str) else ". ".join(answer)
    models = dict.fromkeys(words.model(one.model) for one in records.values())
    return replace(shown, says=filled(step, numbers, lines), models=" and ".join(models))


def _record(name: str, folder: Path) -> Record:
    """Open a record beside the story, or one that this machine keeps."""
    try:
        path = folder / path_of(name)
        if path.exists():
            return open_record(path)
    except OSError:  # as of a name that is too long for a file
        pass
    if name in shelf.kept() or name in shelf.shipped():
        return shelf.find(name)
    raise InputError(
        f"There is no record {quoted(name)}; put it beside the story's file, or make it with "
        "semhub compare … --record."
    )


def _drawn(bare: Told, step: Step, records: Mapping[str, Record]) -> Told:
    """Add the chart: of one record its own, of several their curves over each other."""
    if len(records) > 1:
        return replace(bare, spec=several.laid_over(records, METRIC).to_dict(), shows=step.title)
    figure = _figure(step, *records.values())
    shown = replace(bare, spec=figure.spec, shows=figure.says)
    layer = figure.layer if step.layer is None else step.layer
    if layer is None:
        return shown
    if layer not in figure.layers:
        raise InputError(f"its chart has no layer {layer}; choose another, or leave it out.")
    shown = replace(shown, spec={**figure.spec, **figure.layers[layer]})
    if step.layer is None and can_move(figure.spec):
        return replace(shown, layer=layer, last=max(figure.layers))
    return shown


def _figure(step: Step, record: Record) -> Figure:
    figures = record.figures()
    for figure in figures:
        if not step.chart or step.chart in (figure.name, figure.label):
            return figure
    names = listed([figure.name for figure in figures], " and ") or "none"
    raise InputError(f"its record has no chart {quoted(step.chart)}; it has {names}.")
