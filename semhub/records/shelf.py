"""The records that this machine keeps, and those that Semhub comes with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from semhub import cache, resources
from semhub.errors import InputError
from semhub.records.folder import open_record
from semhub.records.record import ABOUT, Record

_ODD = re.compile(r"[^\w.-]+")


def folder() -> Path:
    """Where records are kept; it may not exist yet."""
    return cache.root() / "records"


def kept() -> Mapping[str, Path]:
    """Find the records of this machine, the latest first: name -> path."""
    return dict(reversed(sorted(_below(folder()).items(), key=lambda one: _age(one[1]))))


def shipped() -> Mapping[str, Path]:
    """Find the records that Semhub comes with: name -> path."""
    return _below(resources.RECORDED)


def keep(record: Record) -> Path:
    """Keep a record on this machine, named after what it is and when it was made.

    Raises `InputError` where it cannot be written.
    """
    made = datetime.fromisoformat(record.about["made"]).strftime("%Y-%m-%d-%H%M%S")
    name = _ODD.sub("-", f"{record.experiment}-{Path(record.model).name}-{made}").strip(".-")
    return record.save(folder() / f"{name}.zip")


def find(name: str) -> Record:
    """Open a record by its name. Raises `InputError` where there is none of that name."""
    path = kept().get(name) or shipped().get(name)
    if path is None:
        raise InputError(f"There is no record “{name}” on this machine; open its .zip instead.")
    return open_record(path)


def find_shipped(name: str) -> Record:
    """Open one of the records that Semhub comes with, whatever this machine keeps."""
    return open_record(shipped()[name])


def _below(place: Path) -> dict[str, Path]:
    if not place.is_dir():
        return {}
    found: dict[str, Path] = {}
    for path in sorted(path for path in place.iterdir() if not path.name.startswith(".")):
        if (path.suffix == ".zip" and path.exists()) or (path / ABOUT).is_file():
            name = path.stem if path.suffix == ".zip" else path.name
            found[path.name if name in found else name] = path
    return found


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # it was removed meanwhile
        return 0
