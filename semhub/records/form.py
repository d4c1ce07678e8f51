"""What the JSON of a record must have for the pages: another program, or a hand, may have written
it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_TEXTS = ("title", "setting", "differs", "command", "made")
_FIGURE = {"name": str, "label": str, "says": str, "layer": int | None}

DEEPEST = 64
"""Levels of JSON at most: Python leaves off at some hundred, and sooner where much is running."""

_MOST = 1e15
"""What no number reaches; one of JSON may have 4,300 digits."""

_LAYER = re.compile(r"0|[1-9][0-9]{0,5}")


def is_deep(value: object) -> bool:
    """Whether lists and objects lie in each other deeper than Semhub writes them."""
    level = [value]
    for _ in range(DEEPEST):
        below = (one.values() if isinstance(one, dict) else one for one in level)
        level = [child for inside in below for child in inside if isinstance(child, dict | list)]
        if not level:
            return False
    return True


def are_layers(changes: Mapping[str, Any]) -> bool:
    """Whether it is what changes by layer in a chart."""
    return all(
        _LAYER.fullmatch(layer) and isinstance(change, dict) and _are_drawn(change)
        for layer, change in changes.items()
    )


def is_chart(spec: Mapping[str, Any]) -> bool:
    """Whether it is a chart that a page draws, under its title."""
    return "title" in spec and _are_drawn(spec)


def _are_drawn(parts: Mapping[str, Any]) -> bool:
    """Whether parts of a chart are such: a title of text, and data that are rows."""
    sets, data = parts.get("datasets", {}), parts.get("data", {})
    return (
        _is_title(parts.get("title", {"text": ""}))
        and isinstance(sets, dict)
        and isinstance(data, dict)
        and all(isinstance(rows, list) for rows in (*sets.values(), data.get("values", [])))
        and isinstance(parts.get("usermeta", {}), dict)
        and _are(parts.get("params", []), {})
    )


def _is_title(title: object) -> bool:
    if not isinstance(title, dict) or not isinstance(title.get("text"), str):
        return False
    under = title.get("subtitle", "")
    return isinstance(under, str) or _are_texts(under)


def is_about(about: object) -> bool:
    """Whether it is a description as `semhub.records.about` writes it. What a reader can do
    without may be left out."""
    return (
        isinstance(about, dict)
        and all(isinstance(about.get(part), str) for part in ("experiment", "found"))
        and all(isinstance(about.get(part, ""), str) for part in _TEXTS)
        and _are_texts(about.get("notes", []))
        and _are_texts(about.get("skipped", []))
        and isinstance(about.get("versions", {}), dict)
        and _is_number(about.get("seconds", 0))
        and _is_asked(about.get("asked"))
        and isinstance(about.get("files"), dict)
        and _are_texts([*about["files"].values()])
        and _are(about.get("figures"), _FIGURE)
        and len({figure["name"] for figure in about["figures"]}) == len(about["figures"])
    )


def _is_asked(asked: object) -> bool:
    return (
        isinstance(asked, dict)
        and isinstance(asked.get("model"), str)
        and isinstance(asked.get("revision", ""), str)
        and isinstance(asked.get("options", {}), dict)
        and _are(asked.get("data", []), {"name": str, "n": int, "digest": str})
    )


def _are(given: object, form: Mapping[str, Any]) -> bool:
    """Whether it is a list of objects with these fields."""
    return isinstance(given, list) and all(
        isinstance(one, dict)
        and all(name in one and isinstance(one[name], kind) for name, kind in form.items())
        for one in given
    )


def _are_texts(given: object) -> bool:
    return isinstance(given, list) and all(isinstance(one, str) for one in given)


def _is_number(given: object) -> bool:
    return isinstance(given, int | float) and -_MOST < given < _MOST
