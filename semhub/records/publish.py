"""Records as a folder of static pages, for a disk, any web server or a static host."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from semhub.errors import InputError
from semhub.inputs.door import path_of, shown
from semhub.records.report import drawing, report, template

if TYPE_CHECKING:
    from semhub.records.record import Record

INDEX, SCRIPT = "index.html", "charts.js"
_SEAL = ".semhub-pages"
"""Marks a folder that this wrote, so that only such a one is written over."""

_LONGEST = 60
"""Characters of a page's name, of which a file system takes at most 255 bytes."""

_ODD = re.compile(r"[^\w.-]+")


def publish(records: Sequence[Record], out: str | Path) -> Path:
    """Write the pages: an index, a page a record with links to its neighbours, and one script.

    Returns the index. Nothing on the pages is loaded from elsewhere. Raises `InputError` without a
    record, where the folder holds something else, and where it cannot be written.
    """
    if not records:
        raise InputError("There is no record to publish; give at least one.")
    folder = Path(os.path.expanduser(path_of(out)))
    names = _names(records)
    labels = list(map(_label, records))
    try:
        if folder.exists() and not (folder / _SEAL).exists() and any(folder.iterdir()):
            raise InputError(
                f"{shown(str(folder))} holds something else; give a new folder for the pages."
            )
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / _SEAL, "")
        _write(folder / SCRIPT, drawing())
        for at, (name, record) in enumerate(zip(names, records, strict=True)):
            beside = [k for k in (at - 1, at + 1) if 0 <= k < len(names)]
            links = [(INDEX, "All results"), *((names[k], labels[k]) for k in beside)]
            _write(folder / name, report(record, script=SCRIPT, links=links))
        page = template("index").render(records=[*zip(names, records, strict=True)])
        _write(folder / INDEX, page)
    except OSError as error:
        raise InputError(
            f"{shown(str(folder))} cannot be written ({error.strerror}); make room there, or give "
            "another place."
        ) from None
    return folder / INDEX


def _names(records: Sequence[Record]) -> list[str]:
    """A file name for each, of its experiment and model; the second of a name gets a number."""
    names: list[str] = []
    for record in records:
        stem = _ODD.sub("-", f"{record.experiment}-{Path(record.model).name}").lower()
        stem = stem[:_LONGEST].strip("-.") or "record"
        tried = [f"{stem}.html", *(f"{stem}-{k}.html" for k in range(2, len(records) + 3))]
        names.append(next(name for name in tried if name != INDEX and name not in names))
    return names


def _label(record: Record) -> str:
    return f"{record.experiment} ({Path(record.model).name})"


def _write(file: Path, text: str) -> None:
    """Under another name first: who reads meanwhile has the old page or the new."""
    partial = file.with_name(f".{file.name}.partial")
    partial.write_text(text, encoding="utf-8")
    os.replace(partial, file)
