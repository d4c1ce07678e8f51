"""What a record says of how it was made: the question, the model, the data and the versions."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, Protocol

import semhub
from semhub.inputs import Text

if TYPE_CHECKING:
    from semhub.inputs import Input

LIBRARIES = ("torch", "transformers", "open_clip_torch", "numpy", "scipy", "altair")
"""Whose versions may move a number or a chart."""


class Named(Protocol):
    """A model, or what is known of it where only its states are here."""

    name: str
    revision: str


@dataclass(frozen=True)
class Both:
    """Two models of one result."""

    name: str
    revision: str


def asked(
    model: Named,
    sides: Mapping[str, Sequence[Input]],
    *,
    pool: str | None = None,
    seed: int = 0,
    options: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Say what was asked, so that two records of one question can be told by it.

    sides: name -> its items. options: whatever else moves the result.
    """
    data = [
        {"name": name, "n": len(items), "digest": digest(items)} for name, items in sides.items()
    ]
    return {
        "model": model.name,
        "revision": model.revision,
        **({"dtype": dtype} if (dtype := shortened(model)) else {}),
        "data": data,
        "pool": pool,
        "seed": seed,
        "options": dict(options or {}),
    }


def shortened(model: Named) -> str | None:
    """Return the type of a model's numbers where that is not float32; None where it is, or is not
    known, as of stored states."""
    module = getattr(model, "module", None)
    weight = None if module is None else next(module.parameters(), None)
    found = "float32" if weight is None else str(weight.dtype).removeprefix("torch.")
    return None if found == "float32" else found


def about(
    experiment: str,
    asked: Mapping[str, Any],
    found: str,
    *,
    command: str,
    seconds: float,
    title: str = "",
    setting: str = "",
    differs: str = "",
    notes: Sequence[str] = (),
    skipped: Sequence[str] = (),
) -> dict[str, Any]:
    """Describe a record, as `Record.about` has it, but for its figures.

    differs: how the setting differs from the paper's. skipped: the rows that could not be read,
    a sentence each.
    """
    return {
        "experiment": experiment,
        "title": title,
        "setting": setting,
        "differs": differs,
        "asked": dict(asked),
        "command": command,
        "versions": versions(),
        "found": found,
        "notes": list(notes),
        "skipped": list(skipped),
        "seconds": round(seconds, 3),
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def another(there: Mapping[str, Any], asked: Mapping[str, Any]) -> str | None:
    """Name what of a question (`asked`) is another in a record that is there: “another seed”; None
    where both ask the same."""
    for part, words in _WORDS.items():
        if there.get(part) != asked.get(part):
            return words
    return None if there == asked else "other options"


_WORDS = {
    "model": "another model", "revision": "another revision of the model",
    "dtype": "another type of numbers",
    "setting": "another setting", "seed": "another seed", "pool": "another pooling",
    "data": "other data", "options": "other options",
}  # fmt: skip


def item_rows(sides: Mapping[str, Sequence[Input]]) -> list[dict[str, Any]]:
    """The rows of items.parquet. Of pictures and sounds only the label is kept."""
    return [
        {
            "side": name,
            "row": row,
            "item": item.text if isinstance(item, Text) else item.label,
            "digest": item.digest,
        }
        for name, items in sides.items()
        for row, item in enumerate(items)
    ]


def digest(items: Sequence[Input]) -> str:
    """SHA-256 over the digests of items, in order."""
    return hashlib.sha256("".join(item.digest for item in items).encode()).hexdigest()


def versions() -> dict[str, str]:
    """Of Semhub, of Python, and of the libraries that may move a number."""
    found = {"semhub": semhub.__version__, "python": platform.python_version()}
    for library in LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:  # open_clip, where only other models are used
            continue
    return found
