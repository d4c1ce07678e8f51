"""Files that a page gives away."""

from __future__ import annotations

import csv
import io
import json

import numpy as np
import pandas as pd

from semhub.ui.shared import export
from semhub.ui.shared.export import Download


def cells_of(frame: pd.DataFrame) -> list[list[str]]:
    return list(csv.reader(io.StringIO(export.csv(frame), newline="")))


def test_no_cell_of_a_csv_is_a_formula_and_negative_numbers_stay_numbers():
    texts = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "a=b", "", "−1"]
    frame = pd.DataFrame({"=text": texts, "value": np.linspace(-1, 1, len(texts))})
    (head, *rows) = cells_of(frame)
    assert head == ["'=text", "value"]
    written = [f"'{text}" for text in texts[:7]]
    written[5] = "'\nx"
    assert [row[0] for row in rows] == [*written, *texts[7:]]
    assert [float(row[1]) for row in rows] == frame["value"].tolist()


def test_a_csv_of_mixed_and_missing_cells_keeps_its_numbers():
    frame = pd.DataFrame({"x": [-1, "=a", None], "n": pd.array([-1, None, 2], dtype="Int64")})
    assert cells_of(frame)[1:] == [["-1", "-1"], ["'=a", ""], ["", "2"]]


def test_columns_of_one_name_are_kept():
    frame = pd.DataFrame([["=a", "=b"]], columns=["x", "x"])
    assert cells_of(frame) == [["x", "x"], ["'=a", "'=b"]]


def test_json_of_a_table_or_a_result_has_null_where_there_is_no_number():
    frame = pd.DataFrame({"value": [np.nan, -np.inf, np.float32(0.5)], "n": [1, 2, 3]})
    rows = json.loads(Download(None, frame).json(), parse_constant=lambda _: 1 / 0)["rows"]
    assert [row["value"] for row in rows] == [None, None, 0.5] and rows[2]["n"] == 3
    whole = {"curve": [float("nan"), (1.0, np.float64("inf"))], "n": np.int64(3)}
    written = json.loads(Download(None, whole).json(), parse_constant=lambda _: 1 / 0)
    assert written == {"curve": [None, [1.0, None]], "n": 3}
