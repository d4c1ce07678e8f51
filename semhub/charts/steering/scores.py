"""What continuations score without a push, under it, reversed, and under random ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import pandas as pd

from semhub.charts.palette import GREY
from semhub.charts.steering.shifts import PUSH, RANDOM, REVERSED
from semhub.charts.style import AXIS_ROOM, LABEL, TITLE_ROOM, title
from semhub.charts.text_format import number

if TYPE_CHECKING:
    from semhub.experiments.scored import Mean, Scored

ROW = 48
"""Pixels of one kind of push."""

COLOURS = {"no push": GREY, "push": PUSH, "reversed": REVERSED, "random": RANDOM}


def score_chart(result: Scored, question: str) -> alt.LayerChart:
    """A dot a kind of push: the mean score over prompts, with its interval."""
    means = {kind: result.mean(kind) for kind in result.scores}
    frame = pd.DataFrame(
        [(kind, one.value, one.low, one.high) for kind, one in means.items()],
        columns=["kind", "value", "low", "high"],
    )
    x = alt.X(
        "value:Q",
        scale=alt.Scale(domain=[-1, 1]),
        axis=alt.Axis(
            title=f"score of what is said (1 = only {result.plus}, -1 = only {result.minus})",
            labelFontSize=LABEL, titleFontSize=LABEL, grid=True,
        ),
    )  # fmt: skip
    y = alt.Y(
        "kind:N", sort=list(means), axis=alt.Axis(title=None, labelFontSize=LABEL, labelLimit=200)
    )
    colour = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=list(means), range=[COLOURS[kind] for kind in means]),
        legend=None,
    )
    base = alt.Chart(frame).encode(y=y, color=colour)
    shown = [
        alt.Tooltip("kind:N", title="push"),
        *(
            alt.Tooltip(f"{part}:Q", title=says, format="+.2f")
            for part, says in (("value", "mean"), ("low", "95% from"), ("high", "95% to"))
        ),
    ]
    return alt.layer(
        base.mark_rule(strokeWidth=4, tooltip=None).encode(x=alt.X("low:Q"), x2=alt.X2("high:Q")),
        base.mark_circle(size=220, opacity=1).encode(x=x, tooltip=shown),
    ).properties(
        height=ROW * len(means) + TITLE_ROOM + AXIS_ROOM,
        title=title(question, score_answer(result)),
    )


def score_answer(result: Scored) -> str:
    """By how much each kind of push changes the mean score, and how often words are found."""
    changes = [f"{kind} {signed(result.change(kind))}" for kind in list(result.scores)[1:]]
    return f"Change of the mean score over {len(result.labels)} prompts: {', '.join(changes)}"


def signed(mean: Mean) -> str:
    """ "+0.50 [0.20, 0.80]" """
    return f"{'+' * (mean.value > 0)}{number(mean.value)} [{number(mean.low)}, {number(mean.high)}]"
