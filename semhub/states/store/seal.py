"""`source.json`: what a folder of states is of, and by which its files are known to be whole."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path

from semhub import __version__
from semhub.errors import InputError
from semhub.inputs.door import shown
from semhub.states.store.files import write_whole
from semhub.states.store.source import Source

NAME = "source.json"
KIND = "semhub states"
FORMAT = 1
"""Of what this version writes; a later version raises it where an earlier one cannot read it."""

_LIBRARIES = ("torch", "transformers", "safetensors", "pyarrow")

FileMark = tuple[int, str]
"""A file's size and its SHA-256."""


@dataclass(frozen=True)
class Seal:
    """shards: name -> mark, of those that are whole.
    manifest: its mark; None until all sides are written. sides: name -> what is known of it.
    command: what makes the folder again.
    """

    source: Source
    command: str
    shards: Mapping[str, FileMark] = field(default_factory=dict)
    manifest: FileMark | None = None
    sides: Mapping[str, dict] = field(default_factory=dict)

    def with_shard(self, name: str, mark: FileMark) -> Seal:
        return replace(self, shards={**self.shards, name: mark})


def write(folder: Path, seal: Seal) -> None:
    """Put the seal in place of the one that is there."""
    content = {
        "kind": KIND,
        "format": FORMAT,
        "source": asdict(seal.source),
        "command": seal.command,
        "versions": _versions(),
        "sides": dict(seal.sides),
        "manifest": seal.manifest,
        "shards": dict(seal.shards),
    }
    text = json.dumps(content, ensure_ascii=False, indent=1)
    write_whole(folder / NAME, text.encode("utf-8", "backslashreplace"))


@cache  # looking them up takes longer than writing a shard's line
def _versions() -> dict[str, str]:
    libraries = {name: version(name) for name in _LIBRARIES}
    return {"semhub": __version__, "python": platform.python_version(), **libraries}


def read(folder: Path) -> Seal:
    """The seal of a folder. Raises `InputError` where it holds no states, or those of a later
    version of Semhub."""
    called = shown(str(folder))
    try:
        content = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        content = None
    if not isinstance(content, dict) or content.get("kind") != KIND:
        raise InputError(
            f"{called} is no folder of states: it has no {NAME} that `semhub extract` wrote; name "
            "the folder that stood behind --out."
        )
    if not isinstance(content.get("format"), int) or content["format"] > FORMAT:
        raise InputError(
            f"{called} was written by a later version of Semhub (format {content.get('format')}, "
            f"and this one reads up to {FORMAT}); update Semhub."
        )
    try:
        shards = {name: _mark(mark) for name, mark in content["shards"].items()}
        manifest = content["manifest"] and _mark(content["manifest"])
        source = Source(**content["source"])
        return Seal(source, content["command"], shards, manifest, dict(content["sides"]))
    except (KeyError, TypeError, ValueError, AttributeError):
        raise InputError(
            f"{called} has a damaged {NAME}; take its files out and extract the states again."
        ) from None


def _mark(mark: list) -> FileMark:
    size, digest = mark
    return int(size), str(digest)
