"""A record: what was asked and found, its numbers and its charts."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from semhub.records.part import COLUMNS, Figure, Part, Row

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

FORMAT = 1
"""Version of the layout. A reader refuses a later one."""

ABOUT, ITEMS, RESULT, RESULTS = "record.json", "items.parquet", "result.parquet", "results.json"
CHARTS, REPORT = "charts/", "report.html"
_SPEC, _LAYERS = ".vl.json", ".layers.json"


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
        return self._table(RESULT)

    def items(self) -> pd.DataFrame:
        """Read the items of every side: side, row, item, digest."""
        return self._table(ITEMS)

    def results(self) -> dict[str, dict[str, Any]]:
        """Read the results: name -> {"kind", "data"}, data as the result's `to_dict` has it."""
        return json.loads(self.files.read(RESULTS))

    def figures(self) -> list[Figure]:
        """Read the charts, in the order in which the page has them."""
        return [self._figure(entry) for entry in self.about["figures"]]

    def save(self, path: str | Path) -> Path:
        """Write the record to a folder, or to a file that ends in .zip.

        Raises `InputError` where it cannot be written, or where another record lies there.
        """
        from semhub.records.folder import write

        return write(self, path)

    def _figure(self, entry: Mapping[str, Any]) -> Figure:
        path = CHARTS + entry["name"]
        layers = {}
        if entry["layer"] is not None:
            changes = json.loads(self.files.read(path + _LAYERS))
            layers = {int(layer): change for layer, change in changes.items()}
        spec = json.loads(self.files.read(path + _SPEC))
        return Figure(entry["name"], spec, entry["says"], layers, entry["layer"], entry["label"])

    def _table(self, name: str) -> pd.DataFrame:
        import pandas as pd

        return pd.read_parquet(io.BytesIO(self.files.read(name)))

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
    numbers = numbers.astype(
        dict.fromkeys(("experiment", "model", "side_a", "side_b", "item", "metric"), "string")
        | {"layer": "Int64"}
        | dict.fromkeys(("value", "low", "high"), "float64")
    )
    sides = pd.DataFrame(list(items), columns=["side", "row", "item", "digest"])
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


def _parquet(frame: pd.DataFrame) -> bytes:
    stream = io.BytesIO()
    frame.to_parquet(stream, index=False, compression="zstd")
    return stream.getvalue()


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
