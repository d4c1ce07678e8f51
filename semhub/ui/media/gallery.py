"""The whole gallery against any other column of its set: the paired comparison, with interval and
null, of all pairs that the model can read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

import altair as alt
import pandas as pd
import streamlit as st

from semhub import datasets
from semhub.charts.curve import layer_curve
from semhub.errors import InputError
from semhub.experiments.verdict import METRIC
from semhub.inputs.sides import sides_of
from semhub.pools import AUTO
from semhub.similarity import METRICS
from semhub.ui.media.source import gallery
from semhub.ui.shared import frame, keep, links, messages, results
from semhub.ui.shared.controls import NAMES, column
from semhub.ui.shared.drawn import drawn
from semhub.ui.shared.export import footer
from semhub.ui.shared.figure import figure
from semhub.ui.shared.frame import faults
from semhub.ui.shared.standing import Standing, switch

if TYPE_CHECKING:
    from semhub.experiments.comparison import Comparison
    from semhub.experiments.controls import Control
    from semhub.inputs import Input
    from semhub.models.protocol import Model
    from semhub.models.towers.tower import Tower
    from semhub.ui.media.sense import Selection, Sense

Result = TypeVar("Result")


@frame.fragment
def comparison(sense: Sense, model: Model, selection: Selection) -> None:
    """Draw the section."""
    with faults():
        _comparison(sense, model, selection)


def _comparison(sense: Sense, model: Model, selection: Selection) -> None:
    name, _, mine = selection.chosen.partition(":")
    left, right, _ = st.columns([0.25, 0.25, 0.5])
    others = [code for code in datasets.columns(name) if code in NAMES and code != mine]
    code = column(left, f"All {sense.noun}s against", f"{sense.key}against", others, others[0])
    metric = right.selectbox(
        "Metric", list(METRICS), index=list(METRICS).index(METRIC),
        format_func=lambda m: METRICS[m].label, key=links.hold(f"{sense.key}metric"),
        bind="query-params", persist_state="session",
    )  # fmt: skip

    def compare(a: Sequence[Input], b: Sequence[Input]) -> tuple[Comparison, Standing]:
        x, y = results.states(model, a, b, AUTO)
        found = results.comparison(model, a, b, AUTO, metric, x, y, over=None, partial=False)
        return found, Standing(model, a, b, AUTO, metric, x, y)

    sides = gallery(selection.chosen), gallery(f"{name}:{code}")
    result, standing = compared(compare, (model, model), *sides)
    place = st.empty()

    def draw(controls: Mapping[str, Control] | None) -> alt.LayerChart:
        chart = drawn(layer_curve, result, metric, NAMES[mine], NAMES[code], controls=controls)
        with place.container():
            figure(chart, f"{sense.key}whole", f"{METRICS[metric].label} by layer")
        return chart

    controls = standing.lines()
    chart = draw(controls)
    below = st.container()
    if controls == {}:
        controls = standing.answer()
        chart = draw(controls)
    curve = result.metrics[metric]
    numbers = pd.DataFrame(
        {"layer": result.layers, "value": curve.value, "low": curve.low, "high": curve.high}
        | {name: line.value for name, line in (controls or {}).items()}
    ).assign(metric=metric, chance=curve.chance, null95=curve.null95, p=curve.p, n=result.n)
    references = f"{name}:{mine}", f"{name}:{code}"
    command = f"python -m semhub compare --model {model.name} {selection.chosen} {references[1]}"
    with below:
        footer(
            f"{METRICS[metric].sentence} The same numbers: {messages.code(command)}.",
            f"semhub-{name}-{mine}-{code}", chart, numbers, switch,
        )  # fmt: skip
        keep.this(
            sense.key, model, result, sides_of(references, (standing.a, standing.b)),
            command=command, sides=(NAMES[mine], NAMES[code]),
        )  # fmt: skip


def compared(
    compare: Callable[[Sequence[Input], Sequence[Input]], Result],
    readers: tuple[Model | Tower, Model | Tower],
    a: Sequence[Input],
    b: Sequence[Input],
) -> Result:
    """Compare the pairs that can be read, and note how many are left out.

    readers: the model or tower of each side. Raises `InputError` where no pair is left.
    """
    try:
        return compare(a, b)
    except InputError:
        refused = [why_not(readers, pair) for pair in zip(a, b, strict=True)]
        kept = [row for row, why in enumerate(refused) if why is None]
        if not kept or len(kept) == len(a):
            raise
    first = next(why for why in refused if why)
    messages.warning(
        f"{len(a) - len(kept)} of {len(a)} pairs are left out. The first, because: {first}"
    )
    return compare([a[row] for row in kept], [b[row] for row in kept])


def why_not(readers: tuple[Model | Tower, ...], pair: tuple[Input, ...]) -> str | None:
    """Return why a reader refuses its item of the pair; None where all are read."""
    try:
        for reader, item in zip(readers, pair, strict=True):
            reader.encode([item])
    except InputError as error:
        return str(error)
    return None
