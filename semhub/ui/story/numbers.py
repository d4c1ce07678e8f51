"""The numbers of what a step says, taken from its records: none is written by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from semhub.charts import text_format as words
from semhub.errors import InputError

if TYPE_CHECKING:
    from semhub.records.record import Record
    from semhub.ui.story.steps import Step

ANSWER, BEST = "answer", "best"
"""The placeholder of what the chart answers; the layer at which a number is largest."""

_PLACE = re.compile(r"\{(\w+)(?:\.(layer|low|high))?(?::(\.\d[%f]))?\}")


_INSTEAD = {
    "layer": f"give it a layer, a number or “{BEST}”.",
    "low": "leave that out.",
    "high": "leave that out.",
}
"""What to do where a part of a number is missing; its value never is."""


@dataclass(frozen=True)
class Number:
    """layer: where it is, None for one of all layers. low, high: ends of its interval, not a
    number where it has none."""

    value: float
    low: float
    high: float
    layer: int | None


def numbers_of(step: Step, records: Mapping[str, Record]) -> dict[str, Number]:
    """Find the numbers of a step: placeholder -> number. Raises `InputError` for one that is not in
    its record."""
    found = {}
    for name, of in step.numbers.items():
        record = records.get(of.get("record", step.records[0]))
        if record is None:
            raise InputError(
                f"{step.where}: number {name} is of a record that the step does not show; name one "
                "of its own."
            )
        found[name] = _number(f"{step.where}: number {name}", of, record)
    return found


def _number(where: str, of: Mapping[str, Any], record: Record) -> Number:
    """Find one; where several rows match, their mean."""
    table = record.to_pandas()
    table = table[table["item"].isna() & table["value"].notna()]
    for column in ("metric", "side_a", "side_b"):
        if column in of:
            table = table[table[column] == of[column]]
    layer = of.get("layer")
    if layer == BEST and table["layer"].notna().any():
        layer = int(table.groupby("layer")["value"].mean().idxmax())
    if layer is not None:
        table = table[table["layer"] == layer] if isinstance(layer, int) else table[:0]
    if table.empty:
        raise InputError(
            f"{where} is not in the record; its words stand in the columns of the record's "
            f"result.parquet, and its layer is a number or “{BEST}”."
        )
    return Number(*table[["value", "low", "high"]].mean(), layer)


def filled(step: Step, numbers: Mapping[str, Number], answer: str) -> str:
    """Put the numbers into what a step says.

    {name} is a share as a number of a hundred; {name:.0%} and {name:.2f} are written so; {name.low}
    and {name.high} end its interval, and {name.layer} is where it is. answer: what {answer} is.
    Raises `InputError` for any other word in such brackets.
    """

    def put(found: re.Match[str]) -> str:
        name, part, form = found.groups()
        if name == ANSWER and answer:
            return answer
        if name not in numbers:
            raise _unknown(step, name)
        value = getattr(numbers[name], part or "value")
        if value is None or value != value:
            raise InputError(
                f"{step.where} says {{{name}.{part}}}, and this number has none; " + _INSTEAD[part]
            )
        if part == "layer":
            return str(value)
        return format(value, form) if form else words.of_hundred(value)

    left = re.search(r"\{([^{}]*)", _PLACE.sub("", step.says))
    if left:
        raise _unknown(step, left[1])
    return _PLACE.sub(put, step.says)


def _unknown(step: Step, name: str) -> InputError:
    return InputError(
        f"{step.where} says {{{name}}}, which is no number; add it under [step.numbers], or write "
        "{name}, {name:.0%} or {name.layer} of one that is there."
    )
