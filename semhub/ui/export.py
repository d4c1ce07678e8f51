"""Take a result away: the chart as a picture, the numbers as a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from semhub.charts import style


def footer(
    says: str,
    name: str,
    chart: alt.TopLevelMixin,
    numbers: pd.DataFrame | dict,
    switch: Callable[[], None] | None = None,
) -> None:
    """Under a chart: what it shows, in one sentence, and beside that a switch of its own, if it has
    one, and its files."""
    with st.container(horizontal=True, vertical_alignment="center", wrap=False):
        st.caption(says, width="stretch")
        if switch:
            switch()
        _downloads(name, chart, numbers)


def _downloads(name: str, chart: alt.TopLevelMixin, numbers: pd.DataFrame | dict) -> None:
    """A small menu. Each file is made when it is asked for, not before."""
    with st.popover("Download", type="tertiary"):
        _button(name, "PNG", partial(style.png, chart), "image/png")
        _button(name, "SVG", partial(style.svg, chart), "image/svg+xml")
        if isinstance(numbers, pd.DataFrame):
            _button(name, "CSV", partial(numbers.to_csv, index=False), "text/csv")
            numbers = _rows(numbers)
        _button(name, "JSON", partial(_json, numbers), "application/json")


def matrix(
    values: np.ndarray, rows: Sequence[str], columns: Sequence[str], corner: str
) -> pd.DataFrame:
    """The frame of a matrix with its headings, of which several may be the same.

    corner: the heading of the rows' own headings.
    """
    frame = pd.DataFrame(values, columns=list(columns))
    frame.insert(0, corner, list(rows), allow_duplicates=True)
    return frame


def _rows(numbers: pd.DataFrame) -> dict:
    """A frame as JSON has it: rows by the names of columns, or, where two of these are the same,
    names and rows apart."""
    if numbers.columns.is_unique:
        return {"rows": numbers.to_dict("records")}
    return {"columns": list(numbers.columns), "rows": numbers.to_numpy().tolist()}


def _button(name: str, kind: str, make, mime: str) -> None:
    file = f"{name}.{kind.lower()}"
    st.download_button(
        kind, make, file_name=file, mime=mime, key=f"download/{file}", on_click="ignore",
        width="stretch",
    )  # fmt: skip


def _json(numbers: dict) -> str:
    return json.dumps(numbers, ensure_ascii=False, indent=1, default=float)
