"""Write records as folders and as .zip files, whole or not at all."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from semhub import json_file
from semhub.errors import InputError
from semhub.inputs.door import path_of, shown
from semhub.records.about import another
from semhub.records.folder import open_record
from semhub.records.record import ABOUT, REPORT, Record

if TYPE_CHECKING:
    pass


def write(record: Record, path: str | Path) -> Path:
    """Write a record to a folder, or to a file that ends in .zip; see `Record.save`."""
    from semhub.records.report import report

    named = Path(os.path.expanduser(path_of(path)))
    # Resolved, as "." has no name to write under, and a link cannot be moved onto.
    target = Path(os.path.realpath(named))
    if not target.name:
        raise InputError(f"{shown(str(named))} is no place for a record; give a folder in it.")
    contents = {name: record.files.read(name) for name in record.files.names() if name != ABOUT}
    contents[REPORT] = report(record).encode()
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(contents.items())}
    about = {**record.about, "files": digests}
    contents[ABOUT] = (json_file.written(about, indent=1) + "\n").encode()
    lock = target.with_name(f".{target.name}.lock")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(lock, timeout=0):
            _require_free(target, named, record)
            _moved(target, contents)
    except Timeout:
        if not lock.exists():  # nobody holds it: it cannot be made, as in /proc
            raise InputError(
                f"{shown(str(named))} cannot be written (no file can be made there); give another "
                "place."
            ) from None
        raise InputError(
            f"Another run writes to {shown(str(named))}; wait for it, or give another place."
        ) from None
    except OSError as error:
        raise InputError(
            f"{shown(str(named))} cannot be written ({error.strerror}); make room there, or give "
            "another place."
        ) from None
    return named


def packed(record: Record) -> bytes:
    """The record as the bytes of a .zip, for a download."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        return write(record, Path(folder) / "record.zip").read_bytes()


def _require_free(target: Path, named: Path, record: Record) -> None:
    if not target.exists():
        return
    try:
        there = open_record(target)
    except InputError:
        if target.is_dir() and not any(target.iterdir()):
            return
        raise InputError(
            f"{shown(str(named))} is there already and is no record; give another place."
        ) from None
    differs = another(there.about["asked"], record.about["asked"])
    if there.experiment != record.experiment:
        differs = "another experiment"
    if differs:
        raise occupied(named, there, differs)


def occupied(path: Path, there: Record, differs: str) -> InputError:
    """The error for a place that holds another record. differs: what of it is another."""
    return InputError(
        f"{shown(str(path))} holds another record, with {differs} ({there.experiment} of "
        f"{there.model}); give another place, or remove it."
    )


def _moved(target: Path, contents: Mapping[str, bytes]) -> None:
    """Write under another name, and move: a run that is killed leaves the old record or the new,
    and never a part of one."""
    partial, old = (target.with_name(f".{target.name}.{name}") for name in ("partial", "old"))
    try:
        if target.suffix == ".zip":
            partial.write_bytes(_zipped(contents))
            os.replace(partial, target)
            return
        for left in (partial, old):  # by a run that was killed
            shutil.rmtree(left, ignore_errors=True)
        for name, data in contents.items():
            file = partial / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        if target.exists():  # a folder with something in it cannot be moved onto
            target.rename(old)
        partial.rename(target)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(partial, ignore_errors=True) if partial.is_dir() else partial.unlink(
            missing_ok=True
        )


def _zipped(contents: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(contents.items()):
            # A date of its own would make two records of the same numbers differ.
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()
