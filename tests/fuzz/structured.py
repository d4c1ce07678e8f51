"""Texts, pairs, files of rows, links and records, made up by Hypothesis and given to the doors."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import strategies as st

from semhub.errors import InputError
from semhub.inputs import Text, pairs, read_column, read_lines, texts
from semhub.inputs.lines import heading
from semhub.inputs.rows import has_columns, rows_of
from semhub.records.folder import open_record
from semhub.records.writing import packed
from semhub.ui.shared import links
from tests.records.conftest import made

WRITTEN = st.one_of(
    st.text(max_size=60),
    st.text(st.characters(categories=["Cc", "Cf", "Cs", "Zs", "Zl", "Mn", "Lo"]), max_size=20),
    st.sampled_from(["", " ", "\ufeff", "\0", "a\0b", "\u202e", "\ud800", "-0", "=1+1", "9" * 5000,
                     "x" * 30_000, "猫", "a\tb", "a\nb", '"', "'", "\r", ","]),
)  # fmt: skip
SCALAR = st.one_of(
    WRITTEN, st.none(), st.booleans(), st.integers(), st.floats(), st.binary(max_size=9)
)
ANYTHING = st.recursive(
    SCALAR,
    lambda one: st.one_of(
        st.lists(one, max_size=3), st.dictionaries(WRITTEN, one, max_size=3), st.tuples(one)
    ),
    max_leaves=6,
)


def one_sentence(call: Callable[[], object]) -> None:
    """Call it; what it refuses has to be one line of bearable length, closed by a full stop. It may
    repeat what was given, and so hold anything that a name can hold."""
    try:
        call()
    except InputError as error:
        told = str(error)
        assert told.endswith(".") and told.isprintable() and len(told) < 2_500, told


def text(given: object) -> None:
    one_sentence(lambda: Text(given).label)
    one_sentence(lambda: texts(given))


def pair(rows: list) -> None:
    one_sentence(lambda: pairs(rows))


def link(given: tuple[str, int]) -> None:
    found = links.whole_number(given[0], 0, given[1])
    assert found is None or 0 <= found <= given[1]


def rows(folder: Path, given: tuple[str, bytes, str | None]) -> None:
    """A file of rows, read in every way."""
    suffix, data, column = given
    path = folder / f"rows{suffix}"
    path.write_bytes(data)
    one_sentence(lambda: list(rows_of(path, column)))
    one_sentence(lambda: read_column(path, column))
    if suffix != ".parquet":
        one_sentence(lambda: read_lines(path, column))
        one_sentence(lambda: heading(path))
    has_columns(path)


def _separated(given: tuple[list, str]) -> bytes:
    file = io.StringIO()
    cells, between = given
    csv.writer(file, delimiter=between).writerows(cells)
    return file.getvalue().encode("utf-8", "surrogatepass")


def _objects(values: list) -> bytes:
    return "\n".join(json.dumps(one, default=str) for one in values).encode()


def _parquet(given: tuple[list[str], list]) -> bytes:
    names, values = given
    file = io.BytesIO()
    try:
        table = pa.table({name: pa.array(values) for name in names})
        pq.write_table(table, file)
    except (pa.ArrowException, ValueError, TypeError, OverflowError):  # no table can hold these
        return b"PAR1"
    return file.getvalue()


_CELLS = st.lists(st.lists(WRITTEN, max_size=4), max_size=6)
_NAMED = st.one_of(st.none(), WRITTEN, st.sampled_from(["a", "b", "en"]))
_CONTENT = {
    ".txt": st.one_of(WRITTEN.map(lambda one: one.encode("utf-8", "surrogatepass")),
                      st.binary(max_size=200), st.lists(WRITTEN, max_size=9).map(
                          lambda lines: "\n".join(lines).encode("utf-16", "surrogatepass"))),
    ".csv": st.tuples(_CELLS, st.sampled_from(",;\t|")).map(_separated),
    ".tsv": st.tuples(_CELLS, st.just("\t")).map(_separated),
    ".jsonl": st.lists(ANYTHING, max_size=6).map(_objects),
    ".ndjson": st.binary(max_size=200),
    ".parquet": st.one_of(
        st.tuples(st.lists(WRITTEN.filter(lambda one: one.isprintable()), min_size=1, max_size=3,
                           unique=True), st.lists(SCALAR, max_size=5)).map(_parquet),
        st.binary(max_size=100)),
}  # fmt: skip
FILES = st.one_of(
    [st.tuples(st.just(suffix), content, _NAMED) for suffix, content in _CONTENT.items()]
)


@cache
def _whole() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(packed(made()))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def record(changes: list[tuple[str, bytes, bool]]) -> None:
    """A record with other files in it, and some more, opened and read."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        contents = list((_whole() | {name: data for name, data, _ in changes}).items())
        contents += [(name, data) for name, data, twice in changes if twice]
        for name, data in contents:
            archive.writestr(zipfile.ZipInfo(name[:60_000] or "."), data)
    one_sentence(lambda: _read(stream.getvalue()))


def _read(data: bytes) -> None:
    found = open_record(data)
    for face in (found.to_pandas, found.items, found.results, found.figures):
        one_sentence(face)


_INSIDE = sorted(_whole())
_PLACES = st.one_of(
    st.sampled_from([*_INSIDE, "../../x", "/etc/passwd", "C:\\x", "a/../../b", "charts/", ".", "\\",
                     "record.json/record.json", "x/record.json"]),
    WRITTEN.map(lambda name: name.encode("utf-8", "replace").decode()),
)  # fmt: skip
_ABOUT = json.loads(_whole()["record.json"])
_DESCRIBED = st.dictionaries(st.sampled_from(sorted(_ABOUT)), ANYTHING, max_size=3).map(
    lambda changes: json.dumps(_ABOUT | changes, default=str).encode()
)
_INNER = st.one_of(
    st.binary(max_size=100),
    ANYTHING.map(lambda one: json.dumps(one, default=str).encode()),
    st.sampled_from([b"[" * 10_000, b"\0" * 5_000_000, b"{}", b"NaN"]),
    _DESCRIBED,
)
RECORDS = st.lists(st.tuples(_PLACES, _INNER, st.booleans()), min_size=1, max_size=3)
