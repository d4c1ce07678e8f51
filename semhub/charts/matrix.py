"""Item by item: every item of one side against every item of the other, at one layer."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd

from semhub.charts.palette import BLUE, VERMILLION, tint
from semhub.charts.slides import Slides
from semhub.charts.style import LABEL, TITLE_ROOM, apart, spec_of, title
from semhub.charts.text_format import isolated

CELL = 21
LABEL_ROOM = 160
SHOWN = 24
"""Items that are labelled and can still be read; never more than forty."""


def similarity_matrix(
    cosines: np.ndarray,
    labels_a: Sequence[str],
    labels_b: Sequence[str],
    *,
    side_a: str,
    side_b: str,
    layer: int,
    pairs: int,
) -> alt.Chart:
    """Draw cosines (n, n) of the first n of `pairs` items; side A is the rows, side B the
    columns."""
    n = len(cosines)
    row, column = np.divmod(np.arange(n * n), n)
    frame = pd.DataFrame(
        {
            "row": row,
            "column": column,
            "cosine": np.round(cosines.ravel(), 4),
            "a": [f"{side_a}: {isolated(labels_a[i])}" for i in row],
            "b": [f"{side_b}: {isolated(labels_b[i])}" for i in column],
        }
    )
    rows, columns = (apart([isolated(label) for label in x[:n]]) for x in (labels_a, labels_b))
    frame["at_a"] = [rows[i] for i in row]
    frame["at_b"] = [columns[i] for i in column]
    answer = _answer(layer, n, pairs)
    return (
        alt.Chart(frame)
        .mark_rect()
        .encode(
            x=alt.X("at_b:N", scale=alt.Scale(domain=columns), axis=_axis(angle=-55, limit=130)),
            y=alt.Y("at_a:N", scale=alt.Scale(domain=rows), axis=_axis(angle=0, limit=240)),
            color=alt.Color(
                "cosine:Q",
                scale=alt.Scale(
                    domain=[-1, 0, 1], range=[VERMILLION, tint(BLUE, 0), BLUE], clamp=True
                ),
                legend=alt.Legend(
                    title="cosine", orient="right", gradientLength=160,
                    values=[-1, -0.5, 0, 0.5, 1], format=".1f",
                    labelFontSize=LABEL, titleFontSize=LABEL,
                ),
            ),
            tooltip=[
                alt.Tooltip("a:N", title="row"),
                alt.Tooltip("b:N", title="column"),
                alt.Tooltip("cosine:Q", format=".3f"),
            ],
        )
        .properties(
            height=CELL * n + TITLE_ROOM + LABEL_ROOM,
            title=title(f"Which {side_a} item is near which {side_b} item?", answer),
            usermeta={"embedOptions": {"renderer": "svg"}},
        )
    )  # fmt: skip


def similarity_slides(
    cosines: np.ndarray,
    labels_a: Sequence[str],
    labels_b: Sequence[str],
    *,
    side_a: str,
    side_b: str,
    pairs: int,
) -> Slides:
    """Draw `similarity_matrix` at every layer. cosines: (layers, n, n)."""
    chart = similarity_matrix(
        cosines[0], labels_a, labels_b, side_a=side_a, side_b=side_b, layer=0, pairs=pairs
    )
    spec = spec_of(chart)
    name, question = spec["data"]["name"], spec["title"]["text"]
    still = spec["datasets"][name]

    def rows(layer: int) -> dict[str, list[dict]]:
        values = np.round(cosines[layer].ravel(), 4).tolist()
        return {name: [row | {"cosine": x} for row, x in zip(still, values, strict=True)]}

    return Slides(spec, rows, lambda layer: (question, [_answer(layer, cosines.shape[1], pairs)]))


def _answer(layer: int, n: int, pairs: int) -> str:
    shown = "one pair" if pairs == 1 else f"{'all' if n == pairs else f'{n} of'} {pairs} pairs"
    return f"Layer {layer}; a blue diagonal means that each finds its partner; {shown} shown"


def _axis(*, angle: int, limit: int) -> alt.Axis:
    return alt.Axis(
        title=None,
        labelAngle=angle,
        labelLimit=limit,
        labelFontSize=LABEL - 1,
        labelOverlap=False,
        labelFlush=False,
        grid=False,
    )
