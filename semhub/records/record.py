"""A record: what was asked and found, its numbers and its charts."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from semhub.errors import InputError
from semhub.records import table
from semhub.records.form import are_layers, is_chart, is_deep
from semhub.records.part import COLUMNS, Figure, Part, Row

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

FORMAT = 1
"""Version of the layout. A reader refuses a later one."""

ABOUT, ITEMS, RESULT, RESULTS = "record.json", "items.parquet", "result.parquet", "results.json"
CHARTS, REPORT = "charts/", "report.html"
_SPEC, _LAYERS = ".vl.json", ".layers.json"

_ITEMS = ("side", "row", "item", "digest")
_TYPES = (
    dict.fromkeys(("experiment", "model", "side_a", "side_b", "item", "metric"), "string")
    | {"layer": "Int64"}
    | dict.fromkeys(("value", "low", "high"), "float64")
)


class Files(Protocol):
    """The files of a record, wherever they lie."""

    def names(self) -> Sequence[str]:
        """Their paths within the record."""

    def read(self, name: str) -> bytes:
        """Raises `InputError` for a file that is missing or damaged."""


@dataclass(frozen=True, repr=False)
class Record:
    """about: the content of record.json: "format", "experiment", "title", "setting", "differs",
    "asked" (model, revision, data with digests, pool, seed, options), "command", "versions",
    "found" (the sentence), "notes", "skipped", "seconds", "made".
    """

    about: Mapping[str, Any]
    files: Files

    @property
    def experiment(self) -> str:
        return self.about["experiment"]

    @property
    def model(self) -> str:
        return self.about["asked"]["model"]

    @property
    def found(self) -> str:
        """What was found, in one sentence."""
        return self.about["found"]

    def to_pandas(self) -> pd.DataFrame:
        """Read every number, one a row (`semhub.records.part.COLUMNS`)."""
        return self._table(RESULT, COLUMNS, _TYPES)

    def items(self) -> pd.DataFrame:
        """Read the items of every side: side, row, item, digest."""
        return self._table(ITEMS, _ITEMS)

    def results(self) -> dict[str, dict[str, Any]]:
        """Read the results: name -> {"kind", "data"}, data as the result's `to_dict` has it."""
        return self._object(RESULTS)

    def figures(self) -> list[Figure]:
        """Read the charts, in the order in which the page has them."""
        return [self._figure(entry) for entry in self.about["figures"]]

    def save(self, path: str | Path) -> Path:
        """Write the record to a folder, or to a file that ends in .zip.

        Raises `InputError` where it cannot be written, or where another record lies there.
        """
        from semhub.records.writing import write

        return write(self, path)

    def _figure(self, entry: Mapping[str, Any]) -> Figure:
        path = CHARTS + entry["name"]
        layers = {}
        if entry["layer"] is not None:
            changes = self._object(path + _LAYERS)
            if not are_layers(changes) or str(entry["layer"]) not in changes:
                raise self._odd(path + _LAYERS)
            layers = {int(layer): change for layer, change in changes.items()}
        spec = self._object(path + _SPEC)
        if not is_chart(spec):
            raise self._odd(path + _SPEC)
        return Figure(entry["name"], spec, entry["says"], layers, entry["layer"], entry["label"])

    def _object(self, name: str) -> dict[str, Any]:
        """Read a file of JSON. Raises `InputError` for one that holds anything but an object."""
        data = self.files.read(name)
        try:
            found = json.loads(data, parse_constant=_refuse)
        except (ValueError, RecursionError):
            raise self._odd(name) from None
        if not isinstance(found, dict) or is_deep(found):
            raise self._odd(name)
        return found

    def _table(
        self, name: str, columns: Sequence[str], types: Mapping[str, str] | None = None
    ) -> pd.DataFrame:
        """Read a table. Raises `InputError` for one without these columns, or of too many bytes."""
        import pyarrow

        data = self.files.read(name)
        try:
            found = table.read(data, columns, types or {})
        except (pyarrow.ArrowException, OSError, ValueError, TypeError, KeyError):
            raise self._odd(name) from None
        if found is None:
            raise self._odd(name)
        return found

    def _odd(self, name: str) -> InputError:
        return InputError(
            f"{name} of {self.experiment} ({self.model}) is not as Semhub writes it; make the "
            "record again."
        )

    def __repr__(self) -> str:
        return f"Record({self.experiment} of {self.model}: {self.found})"

    def _repr_html_(self) -> str:
        from semhub.records.faces import drawn

        return drawn(self.found, self.figures())


@dataclass(frozen=True)
class Held:
    """Files that are held in memory."""

    contents: Mapping[str, bytes]

    def names(self) -> Sequence[str]:
        return list(self.contents)

    def read(self, name: str) -> bytes:
        return self.contents[name]


def record_of(
    about: Mapping[str, Any], parts: Sequence[Part], items: Sequence[Mapping[str, Any]]
) -> Record:
    """Put a record together.

    about: as `Record` has it, without "figures". items: rows of items.parquet.
    """
    import pandas as pd

    common = {"experiment": about["experiment"], "model": about["asked"]["model"]}
    rows: list[Row] = [common | row for part in parts for row in part.rows]
    numbers = pd.DataFrame(rows, columns=[*COLUMNS])
    numbers = numbers.astype(_TYPES)
    sides = pd.DataFrame(list(items), columns=[*_ITEMS])
    figures = [figure for part in parts for figure in part.figures]
    contents = {
        ITEMS: _parquet(sides),
        RESULT: _parquet(numbers),
        RESULTS: _json({part.name: {"kind": part.kind, "data": part.data} for part in parts}),
    }
    for figure in figures:
        contents[CHARTS + figure.name + _SPEC] = _json(figure.spec)
        if figure.layer is not None:
            contents[CHARTS + figure.name + _LAYERS] = _json(figure.layers)
    listed = [
        {"name": f.name, "label": f.label or f.name, "says": f.says, "layer": f.layer}
        for f in figures
    ]
    return Record({"format": FORMAT, **about, "figures": listed}, Held(contents))


def _refuse(constant: str) -> None:
    """NaN and infinity, which Python reads in JSON, and a browser does not."""
    raise ValueError(constant)


def _parquet(frame: pd.DataFrame) -> bytes:
    stream = io.BytesIO()
    frame.to_parquet(stream, index=False, compression="zstd")
    return stream.getvalue()


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
