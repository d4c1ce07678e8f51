"""A result in a notebook: its chart and its sentence, and a record of it alone."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from semhub.errors import InputError
from semhub.quoting import listed
from semhub.records.about import about
from semhub.records.parts import part_of
from semhub.records.record import Record, record_of

if TYPE_CHECKING:
    import altair as alt

    from semhub.records.part import Figure, Part


def chart_of(
    result: object, name: str | None = None, layer: int | None = None, **context: Any
) -> alt.Chart:
    """Draw a chart of a result; see `semhub.result.Result.plot`."""
    import altair as alt

    return alt.Chart.from_dict(_spec(_figure(part_of(result, **context), name), layer))


def html_of(result: object) -> str:
    """Draw the first chart of a result under its sentence, as HTML that needs no script."""
    part = part_of(result)
    return drawn(part.sentence, part.figures)


def drawn(sentence: str, figures: Sequence[Figure]) -> str:
    """Draw the first of the figures under a sentence, as HTML that needs no script."""
    import vl_convert

    shown = f"<p><strong>{html.escape(sentence)}</strong></p>"
    if not figures:
        return shown
    spec = {"width": 640, "background": "white", **figures[0].spec}
    try:
        # A record from elsewhere may name addresses; nothing is fetched for it.
        return shown + vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    except ValueError:
        return f"{shown}<p>Its first chart cannot be drawn.</p>"


def record_of_result(result: object, **context: Any) -> Record:
    """Make a record of one result. It says of the model and the data only what the result knows."""
    part = part_of(result, **context)
    asked = {"model": part.data.get("model", ""), "revision": "", "data": [], "options": {}}
    described = about(
        part.kind.replace("_", "-"), asked | {"pool": part.data.get("pool")}, part.sentence,
        command="", seconds=0, notes=["Saved from a notebook: its items are not in the record."],
    )  # fmt: skip
    return record_of(described, [part], [])


def _figure(part: Part, name: str | None) -> Figure:
    for figure in part.figures:
        if name is None or name in (figure.label, figure.name):
            return figure
    if not part.figures:
        raise InputError(f"There is nothing to draw: {part.sentence}")
    labels = [figure.label or figure.name for figure in part.figures]
    raise InputError(f"There is no chart “{name}”; it has {listed(labels, ' and ')}.")


def _spec(figure: Figure, layer: int | None) -> dict[str, Any]:
    if layer is None:
        return dict(figure.spec)
    if layer not in figure.layers:
        where = f"layers {min(figure.layers)} to {max(figure.layers)}" if figure.layers else "all"
        raise InputError(f"This chart has {where}, and no layer {layer}; choose another.")
    return {**figure.spec, **figure.layers[layer]}
