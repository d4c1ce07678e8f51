"""Take a result away: the chart as a picture, the numbers as a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import altair as alt
import numpy as np
import streamlit as st

from semhub import json_file
from semhub.charts import style

if TYPE_CHECKING:
    import pandas as pd

FOOTER = "footer"
"""How the keys of what stands under a chart begin, so that a narrow screen can wrap it."""


FORMULA = ("=", "+", "-", "@", "\t", "\n")
"""What a spreadsheet takes for the beginning of a formula, or passes over to one."""


@dataclass
class Download:
    """What a person can download: a chart and its numbers, as they are at the click."""

    chart: alt.TopLevelMixin
    numbers: pd.DataFrame | dict

    def csv(self) -> str:
        return csv(self.numbers)

    def json(self) -> str:
        numbers = self.numbers
        if not isinstance(numbers, dict):
            numbers = {"rows": numbers.to_dict("records")}
        return json_file.written(numbers, indent=1)


def csv(frame: pd.DataFrame) -> str:
    """Write a table as CSV, for a spreadsheet too: a cell of text that would be a formula there has
    an apostrophe in front (OWASP, “CSV Injection”). Numbers stay numbers, also negative ones."""
    from pandas.api.types import is_numeric_dtype

    plain = frame.rename(columns=_no_formula)
    texts = [at for at, kind in enumerate(plain.dtypes) if not is_numeric_dtype(kind)]
    for at in texts:
        plain.isetitem(at, plain.iloc[:, at].map(_no_formula))
    return plain.to_csv(index=False)


def _no_formula(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    # A lone carriage return, which is written without quotes, would begin a row of its own.
    text = cell.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{text}" if text.startswith(FORMULA) else text


def footer(
    says: str,
    name: str,
    chart: alt.TopLevelMixin,
    numbers: pd.DataFrame | dict,
    switch: Callable[[], None] | None = None,
) -> Download:
    """Draw the line under a chart: a sentence on what it shows, its switch if it has one, and its
    downloads. Update the returned `Download` when the chart is drawn again."""
    download = Download(chart, numbers)
    with st.container(
        key=f"{FOOTER}/{name}", horizontal=True, vertical_alignment="center", wrap=False
    ):
        st.caption(says, width="stretch")
        if switch:
            switch()
        _downloads(name, download)
    return download


def cells(values: np.ndarray, a: Sequence[str], b: Sequence[str], called: str) -> pd.DataFrame:
    """Write a matrix (len(a), len(b)) as one row for each cell, with the texts of both sides. Texts
    are not used as column names, since two of them may be equal."""
    import pandas as pd  # slow to import, and most that is drawn needs none

    rows, columns = (number.ravel() for number in np.indices(values.shape))
    return pd.DataFrame(
        {
            "row": rows + 1,
            "column": columns + 1,
            "a": [a[row] for row in rows],
            "b": [b[column] for column in columns],
            called: values.ravel(),
        }
    )


def _downloads(name: str, download: Download) -> None:
    """Draw a small menu. Each file is made when it is asked for, not before."""
    with st.popover("Download", type="tertiary"):
        _button(name, "PNG", lambda: style.png(download.chart), "image/png")
        _button(name, "SVG", lambda: style.svg(download.chart), "image/svg+xml")
        if not isinstance(download.numbers, dict):
            _button(name, "CSV", download.csv, "text/csv")
        _button(name, "JSON", download.json, "application/json")


def _button(name: str, kind: str, make, mime: str) -> None:
    file = f"{name}.{kind.lower()}"
    st.download_button(
        kind, make, file_name=file, mime=mime, key=f"download/{file}", on_click="ignore",
        width="stretch",
    )  # fmt: skip
