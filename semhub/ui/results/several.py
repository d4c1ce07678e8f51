"""Several records on one axis of relative depth, and a table of their figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from semhub.charts.records import overlay
from semhub.records.part import COLUMNS
from semhub.similarity import METRICS
from semhub.ui.shared import figure
from semhub.ui.shared.export import footer
from semhub.ui.shared.frame import faults
from semhub.ui.shared.sections import section

if TYPE_CHECKING:
    from collections.abc import Mapping

    import altair as alt

    from semhub.records.record import Record
    from semhub.ui.shared.first import Screen

MOST = 12
"""Curves that a chart can hold and a person can tell apart."""


def draw(screen: Screen, records: Mapping[str, Record]) -> None:
    """Draw the curves of one metric that all or some of the records measured."""
    with screen.notes:
        curves = _curves(records)
    if curves.empty:
        with screen.answer.container():
            st.info("These records have no curve over layers; open each by itself.")
        return
    with screen.inputs:
        metric, kept = _ask(curves)
    with screen.answer.container():
        _overlay(metric, kept)
    with screen.below:
        section(
            "numbers", "What are the numbers?",
            lambda: st.dataframe(_best(kept), hide_index=True),
        )  # fmt: skip


def laid_over(records: Mapping[str, Record], metric: str) -> alt.LayerChart:
    """Draw the curves of one metric of records that measured it."""
    curves = _curves(records)
    return overlay(_series(curves[curves["metric"] == metric]), metric, called(metric))


def _overlay(metric: str, kept: pd.DataFrame) -> None:
    frame = _series(kept[kept["metric"] == metric])
    series = list(dict.fromkeys(frame["series"]))
    if len(series) > MOST:
        st.caption(f"The first {MOST} of {len(series)} curves; filter to see others.")
        frame = frame[frame["series"].isin(series[:MOST])]
    name = called(metric)
    chart = overlay(frame, metric, name)
    figure.first_figure(chart, "overlay", f"{name} of several records over relative depth")
    footer(
        "Each curve is a record's, over the share of its model's depth, so that models of any "
        "number of layers stand on one axis. Shaded: 95% intervals.",
        "semhub-results",
        chart,
        frame,
    )


def _curves(records: Mapping[str, Record]) -> pd.DataFrame:
    """The numbers over layers of all records. One that is damaged is told, and left out."""
    tables = [pd.DataFrame(columns=[*COLUMNS, "record"])]
    for name, record in records.items():
        with faults():
            tables.append(record.to_pandas().assign(record=name))
    numbers = pd.concat(tables[1:] or tables)
    return numbers[numbers["layer"].notna() & numbers["item"].isna() & numbers["value"].notna()]


def called(metric: str) -> str:
    """A metric as people call it."""
    return METRICS[metric].label if metric in METRICS else metric


def _ask(curves: pd.DataFrame) -> tuple[str, pd.DataFrame]:
    """Ask for the metric, and which experiments and sides to leave in."""
    counts = curves.groupby("metric", sort=False)["record"].nunique()
    metrics = [*counts.sort_values(ascending=False, kind="stable").index]
    metric = st.selectbox("Metric", metrics, format_func=called, key="results/metric")
    experiments = [*curves["experiment"].unique()]
    chosen = st.multiselect(
        "Experiments", experiments, placeholder="All", key="results/experiments"
    )
    return metric, curves[curves["experiment"].isin(chosen or experiments)]


def _series(rows: pd.DataFrame) -> pd.DataFrame:
    """A row a layer of each curve, with its name and its relative depth."""
    keys = ["record", "experiment", "model", "side_a", "side_b"]
    rows = rows.reset_index(drop=True)
    rows = rows.assign(
        depth=rows["layer"] / rows.groupby("record")["layer"].transform("max").clip(lower=1),
        series=_names(rows[keys]),
    )
    return rows[["series", "depth", "layer", "value", "low", "high"]].astype(
        {"depth": float, "layer": int}
    )


def _names(keys: pd.DataFrame) -> pd.Series:
    """What tells each curve from the others, and no more: the model, the sides, the record."""
    sides = keys["side_a"].fillna("") + keys["side_b"].map(
        lambda side: "" if pd.isna(side) else f" and {side}"
    )
    parts = {"model": keys["model"], "experiment": keys["experiment"], "sides": sides}
    names = keys["model"].astype("string")
    for part in ("sides", "experiment"):
        if parts[part].nunique() > 1:
            names = names + " · " + parts[part]
    alike = keys.assign(name=names).groupby("name")["record"].nunique()
    twice = names.map(alike) > 1
    return names.where(~twice, names + " · " + keys["record"])


def _best(curves: pd.DataFrame) -> pd.DataFrame:
    """The largest value of every curve, with its interval and its layer."""
    keys = ["record", "experiment", "model", "side_a", "side_b", "metric"]
    told = curves.reset_index(drop=True)
    best = told.loc[told.groupby(keys, dropna=False, sort=False)["value"].idxmax()]
    return best[[*keys, "layer", "value", "low", "high"]]
