"""What record.json must have for the pages: another program, or a hand, may have written it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

_TEXTS = ("title", "setting", "differs", "command", "made")
_FIGURE = {"name": str, "label": str, "says": str, "layer": int | None}


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
    return isinstance(given, int | float) and math.isfinite(given)
