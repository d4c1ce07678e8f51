"""The hub forming while a model learns, and models side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import altair as alt
import pandas as pd

from semhub.charts.palette import GREY, colour
from semhub.charts.series import Series, series_curve
from semhub.charts.style import LABEL, ink, title, value_axis
from semhub.charts.text_format import of_hundred, one_in, verdict
from semhub.experiments.verdict import METRIC, Meeting

if TYPE_CHECKING:
    from semhub.experiments.comparison import Comparison

HEIGHT = 430
NARROW = 440
"""Pixels of the plot's width, below which three names do not stand side by side."""

PICK = "checkpoint"
"""Name of the selection: a click on a checkpoint's column picks it."""

QUESTION = "When does the hub form?"
NEXT_WORD = "next word right"
NEVER_ANCHORED = "#882255"


def trajectory(
    checkpoints: Sequence[Mapping], chosen: int, a: str, b: str, *, names: Mapping[str, str]
) -> alt.LayerChart:
    """Draw retrieval of each pair, and competence, over tokens read (log scale).

    checkpoints: the entries of `history/emergence.json`, in order; chosen: index of one of them.
    a, b: the pair that the subtitle speaks of; where it was not measured, it is the first one.
    """
    frame = _spokes(checkpoints, names)
    series = list(dict.fromkeys(frame["series"]))
    codes = [pair["name"].split(" with ")[::-1] for pair in checkpoints[0]["pairs"]]
    # A pair with the dominant language takes its other side's colour.
    colours = [colour(b) if a == "en" else NEVER_ANCHORED for b, a in codes] + [GREY]
    x = alt.X(
        "tokens:Q",
        scale=alt.Scale(type="log", nice=False, padding=24),
        axis=alt.Axis(
            values=[row["tokens"] for row in checkpoints],
            format=".2s",
            title="tokens read in training (log scale)",
            grid=False,
            labelFontSize=LABEL,
            titleFontSize=LABEL,
            labelOverlap=True,
        ),
    )
    y = alt.Y(
        "value:Q",
        scale=alt.Scale(domain=[0, 1]),
        axis=value_axis("of 100", grid=True, tickCount=5, labelExpr="round(100 * datum.value)"),
    )
    tint = alt.Color(
        "series:N",
        scale=alt.Scale(domain=series, range=colours),
        legend=alt.Legend(
            title=None,
            orient="top",
            labelFontSize=LABEL,
            labelLimit=320,
            columns=alt.ExprRef(f"width < {NARROW} ? 1 : 3"),
            symbolOpacity=1,
            symbolStrokeWidth=3,
        ),
    )
    base = alt.Chart(frame).encode(x=x, color=tint)
    dash = alt.StrokeDash(
        "kind:N", scale=alt.Scale(domain=["meet", "say"], range=[[1, 0], [6, 4]]), legend=None
    )
    band = base.mark_area(opacity=0.12, tooltip=None).encode(y=alt.Y("low:Q"), y2=alt.Y2("high:Q"))
    place = _place(checkpoints[0], a, b)
    # The line that the subtitle speaks of is thicker.
    width = alt.condition(alt.datum.series == series[place], alt.value(5), alt.value(2.5))
    line = base.mark_line(tooltip=None).encode(y=y, strokeDash=dash, strokeWidth=width)
    # Of lines Vega-Lite knows no nearest one, so that points are what a click picks.
    points = base.mark_point(size=55, filled=True, opacity=1).encode(
        y=y,
        tooltip=[
            alt.Tooltip("series:N", title="pair"),
            alt.Tooltip("tokens:Q", format=","),
            alt.Tooltip("value:Q", format=".2f"),
            alt.Tooltip("low:Q", title="95% from", format=".2f"),
            alt.Tooltip("high:Q", title="95% to", format=".2f"),
        ],
    )
    here = pd.DataFrame({"tokens": [checkpoints[chosen]["tokens"]]})
    rule = alt.Chart(here).mark_rule(color=ink(), strokeWidth=3, opacity=0.5).encode(x=x)
    pick = alt.selection_point(name=PICK, fields=["index"], on="click", nearest=True, empty=False)
    return alt.layer(band, rule, line, points.add_params(pick)).properties(
        height=HEIGHT,
        title=title(QUESTION, _answer(checkpoints, chosen, place, names)),
    )


def models_curve(
    results: Mapping[str, Comparison],
    side_a: str,
    side_b: str,
    metric: str,
    colours: Sequence[str],
) -> alt.LayerChart:
    """Draw a curve per model over the same layers, each with its interval.

    results: what a model is called -> its comparison, all of the same pairs.
    """
    best = "; ".join(
        f"{name} {of_hundred(float(result.metrics[metric].value.max()))}"
        for name, result in results.items()
    )
    hubs = [f"{name}: {verdict(result.hub).lower()}" for name, result in results.items()]
    first = next(iter(results.values()))
    return series_curve(
        [
            (Series(name, tint), result.metrics[metric])
            for (name, result), tint in zip(results.items(), colours, strict=True)
        ],
        question=f"In which models do {side_a} and {side_b} meet?",
        answer=[
            f"Partners found of 100, at the best layer: {best}; by chance "
            f"{one_in(first.metrics[metric].chance)}",
            ". ".join(hubs),
        ],
        axis="retrieval",
        domain=(0, 1),
    )


def _spokes(checkpoints: Sequence[Mapping], names: Mapping[str, str]) -> pd.DataFrame:
    rows = []
    for index, row in enumerate(checkpoints):
        at = {"index": index, "tokens": row["tokens"]}
        for pair in row["pairs"]:
            series = _pair(pair["name"], names)
            rows.append(at | {"series": series, "kind": "meet"} | _interval(pair))
        rows.append(at | {"series": NEXT_WORD, "kind": "say", "value": row["next_word"]})
    return pd.DataFrame(rows)


def _interval(figure: Mapping) -> dict[str, float]:
    return {key: figure[key] for key in ("value", "low", "high")}


def _pair(name: str, names: Mapping[str, str]) -> str:
    a, b = name.split(" with ")
    return f"{names.get(a, a)} and {names.get(b, b)}"


def _meeting(pair: Mapping) -> Meeting:
    return Meeting(METRIC, pair["band"], pair["peak"], pair["verdict"])


def _place(row: Mapping, a: str, b: str) -> int:
    """Find a pair among those of a checkpoint, whichever side is named first; else the first."""
    sides = [{*pair["name"].split(" with ")} for pair in row["pairs"]]
    return sides.index({a, b}) if {a, b} in sides else 0


def _answer(
    checkpoints: Sequence[Mapping], chosen: int, place: int, names: Mapping[str, str]
) -> str:
    """Return how often partners are found at a checkpoint, and at the one farthest from it."""
    other = -1 if chosen == 0 else 0
    here, there = checkpoints[chosen], checkpoints[other]
    pair, then = here["pairs"][place], there["pairs"][place]
    a, b = (names.get(code, code) for code in pair["name"].split(" with "))
    return (
        f"After {here['tokens']:,} tokens {of_hundred(pair['value'])} of 100 sentences in {a} find "
        f"their partner in {b} at layer {pair['layer']} (95% interval {of_hundred(pair['low'])} to "
        f"{of_hundred(pair['high'])}; by chance {one_in(pair['chance'])}); after "
        f"{there['tokens']:,}, {of_hundred(then['value'])} of 100. {verdict(_meeting(pair))}."
    )
