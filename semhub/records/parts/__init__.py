"""One file a kind of result: its numbers in rows, its charts and its sentence.

A page that keeps a result, a command that writes one, a notebook that draws one, and an experiment
by name all take them from here. A kind is added by a file with `part(result, ...)` and its line in
`KINDS`.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from semhub.errors import InputError
from semhub.inputs.door import kind_of
from semhub.records.part import Part

KINDS = {
    "ColourReading": "colours",
    "Comparison": "comparison",
    "Conflict": "conflict",
    "Contrast": "contrast",
    "Findings": "hub",
    "GoldPredicted": "gold_predicted",
    "Hub": "hub",
    "LanguageMass": "language_mass",
    "LanguageTrend": "language_trend",
    "LayerMap": "layer_map",
    "NounContrast": "nouns",
    "NextWord": "next_word",
    "Patching": "patching",
    "Reading": "reading",
    "Scored": "scored",
    "Steering": "steering",
    "Turned": "turned",
}
"""The result's class -> the file here that makes its part."""


def part_of(result: object, name: str | None = None, **context: Any) -> Part:
    """Make the part of a result, called `name` within its record; by default after its kind.

    context: what the result itself does not say, such as the names of its sides; what each kind
        takes stands in its file. Raises `InputError` for what is no result.
    """
    kind = KINDS.get(type(result).__name__)
    if kind is None:
        raise InputError(
            f"A record is made of results, and this is {kind_of(result)}; give what an experiment "
            "returned."
        )
    make = import_module(f"{__name__}.{kind}").part
    return make(result, name or kind, **context)
