"""How often the right word is found for pictures or sounds, beside chance and the target."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import altair as alt
import pandas as pd

from semhub.charts.palette import colour, shape
from semhub.charts.style import LABEL, ink, quoted, title, value_axis
from semhub.charts.text_format import number

if TYPE_CHECKING:
    from semhub.evaluation.held_out_words import HeldOut, Point

HEIGHT = 470
SLOTS = {"thing": "thing", "colour": "colour", "predicate": "action or mood", "place": "place",
         "count": "count", "size": "size"}  # fmt: skip
CALL = "thing, of its call"
READ = {"image": "read at its patches", "audio": "read in speech"}
QUESTIONS = {"image": "Does the model find the right words for what it sees?",
             "audio": "Does the model find the right words for what it hears?"}  # fmt: skip
RECORDED, AGAIN = "recorded", "again"
WIDE = 0.7
"""Share of a place on the axis that its dots take."""


def right_words(
    recorded: HeldOut, again: HeldOut | None, *, names: Mapping[str, str]
) -> alt.LayerChart:
    """Draw a dot with its interval for each figure: filled as recorded, hollow as measured again.

    names: language -> its name on the page.
    """
    frame = right_words_frame(recorded, again, names)
    places = list(dict.fromkeys(frame["place"]))
    _lay_out(frame, places)
    x = alt.X(
        "x:Q",
        scale=alt.Scale(domain=[-0.5, len(places) - 0.5], nice=False, zero=False),
        axis=alt.Axis(
            values=list(range(len(places))), labelExpr=f"{quoted(places)}[datum.value]",
            title=None, grid=False, labelAngle=0, labelFontSize=LABEL + 1, labelFlush=False,
            labelLimit=220,
        ),
    )  # fmt: skip
    y = alt.Y(
        "value:Q",
        scale=alt.Scale(domain=[0, 1.08], nice=False),
        axis=value_axis(None, grid=True, values=[0, 0.2, 0.4, 0.6, 0.8, 1], format=".1f"),
    )
    tint, form = _colour_and_shape(frame)
    base = alt.Chart(frame).encode(x=x, color=tint)
    dot = base.encode(
        y=y,
        shape=form,
        tooltip=[
            alt.Tooltip("place:N", title="which word"),
            alt.Tooltip("way:N", title="how"),
            alt.Tooltip("measured:N"),
            alt.Tooltip("value:Q", title="right", format=".3f"),
            alt.Tooltip("low:Q", title="95% from", format=".3f"),
            alt.Tooltip("high:Q", title="95% to", format=".3f"),
            alt.Tooltip("n:Q", title="of"),
            alt.Tooltip("chance:Q", format=".3f"),
            alt.Tooltip("target:Q", format=".2f"),
        ],
    )
    parts = [
        *_chance(frame, places),
        base.mark_rule(strokeWidth=3, opacity=0.55, tooltip=None).encode(
            y=alt.Y("low:Q"), y2=alt.Y2("high:Q")
        ),
        *_targets(frame[frame["measured"] == RECORDED], x, y, alone=again is None),
        dot.transform_filter(f"datum.measured === '{RECORDED}'").mark_point(
            filled=True, size=130, opacity=1
        ),
        dot.transform_filter(f"datum.measured === '{AGAIN}'").mark_point(
            filled=False, size=110, opacity=1, strokeWidth=2.5
        ),
    ]
    return alt.layer(*parts).properties(
        height=HEIGHT,
        title=title(QUESTIONS[recorded.modality], right_words_answer(recorded, again, names)),
        usermeta={"embedOptions": {"renderer": "svg"}},
    )


def _lay_out(frame: pd.DataFrame, places: Sequence[str]) -> None:
    """Give each row its x, and left and right around it: a lane for each way, and two where it was
    measured twice."""
    ways, measured = (list(dict.fromkeys(frame[name])) for name in ("way", "measured"))
    step = WIDE / (len(ways) * len(measured))
    lane = [
        ways.index(way) * len(measured) + measured.index(when)
        for way, when in zip(frame["way"], frame["measured"], strict=True)
    ]
    middle = (len(ways) * len(measured) - 1) / 2
    frame["x"] = [places.index(p) + (k - middle) * step
                  for p, k in zip(frame["place"], lane, strict=True)]  # fmt: skip
    frame["left"], frame["right"] = frame["x"] - 0.4 * step, frame["x"] + 0.4 * step


def _colour_and_shape(frame: pd.DataFrame) -> tuple[alt.Color, alt.Shape]:
    """Return colour and shape of each way: by its language, or by where the word is read."""
    codes = dict(zip(frame["way"], frame["code"], strict=True))
    legend = alt.Legend(
        title=None, orient="top", labelFontSize=LABEL, symbolSize=160, symbolOpacity=1,
        labelLimit=320,
    )  # fmt: skip

    def scale(look: Callable[[str], str]) -> alt.Scale:
        return alt.Scale(domain=list(codes), range=[look(code) for code in codes.values()])

    return (
        alt.Color("way:N", scale=scale(colour), legend=legend),
        alt.Shape("way:N", scale=scale(shape), legend=legend),
    )


def _chance(frame: pd.DataFrame, places: Sequence[str]) -> list[alt.Chart]:
    guess = frame.drop_duplicates("place")[["place", "chance"]]
    middle = guess["place"].map(places.index)
    guess = guess.assign(left=middle - 0.46, right=middle + 0.46, text="chance")
    base = alt.Chart(guess)
    return [
        base.mark_rule(
            color=ink(), strokeDash=[5, 4], strokeWidth=1.5, opacity=0.8, tooltip=None
        ).encode(x=alt.X("left:Q"), x2=alt.X2("right:Q"), y=alt.Y("chance:Q")),
        alt.Chart(guess.head(1))
        .mark_text(align="left", dy=-10, fontSize=LABEL - 2, color=ink(), opacity=0.8, tooltip=None)
        .encode(x=alt.X("left:Q"), y=alt.Y("chance:Q"), text=alt.Text("text:N")),
    ]


def _targets(frame: pd.DataFrame, x: alt.X, y: alt.Y, *, alone: bool) -> list[alt.Chart]:
    """Draw a bar at each target, and the distance of a figure below it; the figure as a number
    where no other dot stands beside it."""
    wanted = frame[frame["target"].notna()]
    missed = wanted[wanted["missed"]]
    missed = missed.assign(text=missed["value"].map(number) if alone else "")
    said = {"fontSize": LABEL - 1, "fontWeight": 600, "color": ink(), "tooltip": None}
    return [
        alt.Chart(missed)
        .mark_rule(color=ink(), strokeWidth=2, strokeDash=[2, 3], tooltip=None)
        .encode(x=x, y=y, y2=alt.Y2("target:Q")),
        alt.Chart(wanted)
        .mark_rule(color=ink(), strokeWidth=4, tooltip=None)
        .encode(x=alt.X("left:Q"), x2=alt.X2("right:Q"), y=alt.Y("target:Q")),
        alt.Chart(wanted.head(1).assign(text="target"))
        .mark_text(dy=-11, **said)
        .encode(x=x, y=alt.Y("target:Q"), text=alt.Text("text:N")),
        alt.Chart(missed)
        .mark_text(dy=14, **said)
        .encode(x=x, y=alt.Y("low:Q"), text=alt.Text("text:N")),
    ]


def right_words_frame(
    recorded: HeldOut, again: HeldOut | None, names: Mapping[str, str]
) -> pd.DataFrame:
    """List a row for each figure: place (which word), way (how it is found), measured (recorded,
    again), and the figure itself with its rows and seed."""
    order = [*SLOTS.values(), CALL]
    rows = [
        {
            "place": _place(point),
            "way": _way(point, result.modality, names),
            "measured": measured,
            "code": point.language or point.kind,
            "value": point.value,
            "low": point.low,
            "high": point.high,
            "n": point.n,
            "chance": point.chance,
            "target": point.target,
            "missed": point.missed,
            "rows": result.rows,
            "seed": result.seed,
        }
        for measured, result in ((RECORDED, recorded), (AGAIN, again))
        if result
        for point in result.points
    ]
    frame = pd.DataFrame(rows)
    return frame.sort_values(
        "place", key=lambda column: column.map(order.index), kind="stable", ignore_index=True
    )


def right_words_answer(
    recorded: HeldOut, again: HeldOut | None, names: Mapping[str, str]
) -> list[str]:
    """State what misses its target, what may be a guess, and how often the new figures agree."""

    def listed(points: Sequence[Point]) -> str:
        ways: dict[str, list[str]] = {}
        for point in points:
            ways.setdefault(_way(point, recorded.modality, names), []).append(_place(point))
        return "; ".join(f"{', '.join(places)} {way}" for way, places in ways.items())

    missed = [point for point in recorded.points if point.missed]
    wanted = [point for point in recorded.points if point.target is not None]
    short = "; ".join(
        f"{listed([point])} {number(point.value)} [{number(point.low)}, {number(point.high)}], "
        f"target {number(point.target)}"
        for point in missed
    )
    said = [
        f"Short of the target: {short}"
        if missed
        else f"All {len(wanted)} targets are reached: {listed(wanted)}"
    ]
    guessed = listed([point for point in recorded.points if point.guessed])
    told = (
        f"May be no better than a guess: {guessed}"
        if guessed
        else f"All {len(recorded.points)} are better than a guess"
    )
    said.append(f"{told}; {recorded.rows} scenes of seed {recorded.seed}")
    if again:
        said.append(
            f"Hollow: measured again, {again.rows} scenes of seed {again.seed}; the intervals "
            f"overlap in {again.overlapping(recorded)} of {len(again.points)}"
        )
    return said


def _place(point: Point) -> str:
    return CALL if point.kind == "sound" else SLOTS[point.slot]


def _way(point: Point, modality: str, names: Mapping[str, str]) -> str:
    return f"continued in {names[point.language]}" if point.language else READ[modality]
