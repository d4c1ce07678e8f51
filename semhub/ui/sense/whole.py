"""The whole gallery against what is said of it: the paired comparison, with interval and null."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from semhub import charts, datasets
from semhub.charts.words import METRICS
from semhub.inputs import Text
from semhub.ui import results
from semhub.ui.export import footer
from semhub.ui.sense.given import gallery

if TYPE_CHECKING:
    from semhub.models.protocol import Model
    from semhub.ui.sense.sense import Given, Sense

NAMES = datasets.PICTURES | datasets.SOUNDS


@st.fragment
def whole(sense: Sense, model: Model, given: Given) -> None:
    """Draw the section."""
    name, _, column = given.chosen.partition(":")
    table = datasets.table(name)
    left, right, _ = st.columns([0.25, 0.25, 0.5])
    code = left.selectbox(
        f"All {sense.noun}s against", [c for c in table if c in datasets.NAMES],
        format_func=datasets.NAMES.get, key=f"{sense.key}against", bind="query-params",
        persist_state="session",
    )  # fmt: skip
    metric = right.selectbox(
        "Metric", list(METRICS), index=list(METRICS).index("acc1"),
        format_func=lambda m: METRICS[m].name, key=f"{sense.key}metric", bind="query-params",
        persist_state="session",
    )  # fmt: skip
    items, texts = gallery(given.chosen), [Text(text) for text in table[code]]
    x, y = results.states(model, items, texts, "mean")
    result = results.comparison(model, items, texts, "mean", metric, x, y)
    chart = charts.layer_curve(result, metric, NAMES[column], datasets.NAMES[code])
    st.altair_chart(chart, key=f"{sense.key}whole", alt=f"{METRICS[metric].name} by layer")
    curve = result.metrics[metric]
    numbers = pd.DataFrame(
        {"layer": result.layers, "value": curve.value, "low": curve.low, "high": curve.high}
    ).assign(metric=metric, chance=curve.chance, null95=curve.null95, p=curve.p, n=result.n)
    footer(
        f"{METRICS[metric].says} The same numbers: `python -m semhub compare --model {model.name} "
        f"{given.chosen} {name}:{code}`.",
        f"semhub-{name}-{column}-{code}", chart, numbers,
    )  # fmt: skip
