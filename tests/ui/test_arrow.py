"""Rows of a chart as tables: what Arrow would make of them, without pandas."""

import pyarrow as pa
import pytest

from semhub.ui.shared.arrow import tables

ROWS = {
    "texts": [{"a": "猫", "b": ""}, {"a": "cat", "b": "two\nlines"}],
    "numbers": [{"a": 1, "b": 0.5}, {"a": -(2**62), "b": 2.0}],
    "of two kinds": [{"a": 1}, {"a": 0.5}],
    "missing": [{"a": "x", "b": 1.0}, {"a": None}, {"a": "y", "b": None}],
    "truths": [{"a": True}, {"a": False}],
    "lists": [{"a": [1.0, 2.0]}, {"a": []}],
    "none": [],
}


@pytest.mark.parametrize("name", ROWS)
def test_a_table_is_what_arrow_itself_makes(name):
    (table,) = tables({name: ROWS[name]}).values()
    assert table.equals(pa.Table.from_pylist(ROWS[name]))
    assert table.schema.equals(pa.Table.from_pylist(ROWS[name]).schema)


@pytest.mark.parametrize("values", [["x", 1], [2**64, 1]])
def test_what_fits_no_column_stays_rows(values):
    rows = [{"a": value} for value in values]
    assert tables({"name": rows}) == {"name": rows}
