"""What every result can do in a notebook: a short repr, a chart, a table, and to be kept."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    import altair as alt
    import pandas as pd

_LONGEST = 60
"""Characters of a field that a repr shows."""


class Result:
    """A base of results, which are dataclasses with `repr=False`.

    Charts and records stand on a floor above results, so each method asks the front door for them.
    context: what the result itself does not know, as its file in `semhub.records.parts` takes it,
    such as `sides=("English", "Chinese")`.
    """

    def plot(
        self, name: str | None = None, *, layer: int | None = None, **context: Any
    ) -> alt.Chart:
        """Draw the chart that the page draws.

        name: of one of its charts, by its label; by default the first. layer: of a chart with a
        slider. Raises `InputError` where there is no such chart or layer.
        """
        import semhub

        return semhub.chart_of(self, name, layer, **context)

    def to_pandas(self, **context: Any) -> pd.DataFrame:
        """Put every number in a row (`semhub.records.part.COLUMNS`)."""
        return self._record(**context).to_pandas()

    def save(self, path: str | Path, **context: Any) -> Path:
        """Keep the result as a record: a folder, or a file that ends in .zip.

        Raises `InputError` where it cannot be written, or where another record lies there.
        """
        return self._record(**context).save(path)

    def _record(self, **context: Any):
        import semhub

        return semhub.record_of(self, **context)

    def __repr__(self) -> str:
        shown = ", ".join(
            f"{field.name}={value!r}"
            for field in fields(self)  # type: ignore[arg-type]
            if isinstance(value := getattr(self, field.name), str | int | float | tuple)
            and len(repr(value)) <= _LONGEST
        )
        return f"{type(self).__name__}({shown})"

    def _repr_html_(self) -> str:
        import semhub

        return semhub.html_of(self)
