"""Open records, folders and .zip files, and read them with their digests."""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from semhub.errors import InputError
from semhub.inputs.door import kind_of, path_of, shown
from semhub.records import limits
from semhub.records.form import is_about, is_deep
from semhub.records.record import ABOUT, FORMAT, Record
from semhub.zipped import DAMAGED

if TYPE_CHECKING:
    from typing import Any


def open_record(source: str | Path | bytes, label: str = "upload") -> Record:
    """Open a record: a folder, a .zip file, or the bytes of one.

    label: what to call bytes. Files are read when they are asked for, and checked against their
    digests then. Raises `InputError` for what is no record, one of a later version, and a .zip
    that names a path outside of itself.
    """
    if not isinstance(source, str | os.PathLike | bytes):
        raise InputError(f"A record is a path, or the bytes of a .zip, not {kind_of(source)}.")
    files = _packed(source, label) if isinstance(source, bytes) else _at(path_of(source))
    try:
        about = json.loads(files.read(ABOUT))
    except (ValueError, RecursionError):
        raise _no_record(files.label) from None
    if not isinstance(about, dict) or not isinstance(about.get("format"), int):
        raise _no_record(files.label)
    if about["format"] > FORMAT:
        raise InputError(
            f"{files.label} was made by a later version of Semhub; install that to open it."
        )
    if not is_about(about) or is_deep(about):
        raise _no_record(files.label)
    return Record(about, _Sealed(files, about["files"]))


def open_all(place: str | Path) -> list[Record]:
    """Open a record, or every record in a folder of them, by name.

    Raises `InputError` as `open_record` does, and where a folder holds none.
    """
    folder = path_of(os.path.expanduser(place))
    if not folder.is_dir() or (folder / ABOUT).is_file():
        return [open_record(folder)]
    inside = [one for one in sorted(folder.iterdir()) if not one.name.startswith(".")]
    found = [one for one in inside if one.suffix == ".zip" or (one / ABOUT).is_file()]
    if not found:
        raise _no_record(shown(str(folder)))
    return [open_record(one) for one in found]


@dataclass(frozen=True)
class _Folder:
    path: Path

    @property
    def label(self) -> str:
        return shown(str(self.path))

    def names(self) -> Sequence[str]:
        files = (file for file in self.path.rglob("*") if file.is_file())
        return sorted(file.relative_to(self.path).as_posix() for file in files)

    def read(self, name: str) -> bytes:
        try:
            return (self.path / name).read_bytes()
        except OSError:
            raise _missing(self.label, name) from None


@dataclass(frozen=True)
class _Archive:
    archive: zipfile.ZipFile
    label: str
    above: str
    """The folder within it that holds the record, which some programs put there."""

    def names(self) -> Sequence[str]:
        names = [info.filename for info in self.archive.infolist() if not info.is_dir()]
        return [name.removeprefix(self.above) for name in names]

    def read(self, name: str) -> bytes:
        try:
            return self.archive.read(self.above + name)
        except KeyError:
            raise _missing(self.label, name) from None
        except (OSError, *DAMAGED):
            raise InputError(
                f"{self.label} is damaged or cannot be unpacked ({name}); copy it again."
            ) from None


@dataclass(frozen=True)
class _Sealed:
    """Files with the digests that they must have."""

    files: _Folder | _Archive
    digests: Mapping[str, Any]

    def names(self) -> Sequence[str]:
        return list(self.digests)

    def read(self, name: str) -> bytes:
        if not isinstance(self.digests.get(name), str) or not _is_inside(name):
            raise _missing(self.files.label, name)
        data = self.files.read(name)
        if hashlib.sha256(data).hexdigest() != self.digests.get(name):
            raise InputError(
                f"{name} in {self.files.label} is not as it was written; copy the record again, or "
                "make it again by the command in its record.json."
            )
        return data


def _at(path: Path) -> _Folder | _Archive:
    path = Path(os.path.expanduser(path))
    try:
        if path.is_dir():
            if not (path / ABOUT).is_file():
                raise _no_record(shown(str(path)))
            return _Folder(path)
        return _packed(path.read_bytes(), shown(str(path)))
    except OSError:
        raise InputError(
            f"There is no record {shown(str(path))}; give a folder or a .zip that Semhub wrote."
        ) from None


def _packed(data: bytes, label: str) -> _Archive:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (OSError, *DAMAGED):
        raise _no_record(label) from None
    if not all(map(_is_inside, archive.namelist())):
        raise InputError(
            f"{label} names a path outside of itself, and no record does; it is not opened."
        )
    _require_small(archive, label)
    names = map(PurePosixPath, archive.namelist())
    tops = [str(name) for name in names if name.name == ABOUT and len(name.parts) <= 2]
    if len(tops) != 1:
        raise _no_record(label)
    return _Archive(archive, label, tops[0].removesuffix(ABOUT))


def _require_small(archive: zipfile.ZipFile, label: str) -> None:
    """Add up what the files are when unpacked: no more is read of any, whatever it holds."""
    sizes = [(info.filename.endswith(".json"), info.file_size) for info in archive.infolist()]
    for kind, size, most in (
        ("", sum(size for _, size in sizes), limits.unpacked()),
        (" of JSON", sum(size for is_json, size in sizes if is_json), limits.json()),
    ):
        if size > most:
            raise InputError(
                f"{label} holds {size / 2**20:,.0f} MB{kind} when it is unpacked, and at most "
                f"{most / 2**20:,.0f} MB is read; make a smaller record."
            )


def _is_inside(name: str) -> bool:
    """Whether a path stays within its record, and is the name of something there."""
    path = PurePosixPath(name.replace("\\", "/"))
    return not path.is_absolute() and ".." not in path.parts and ":" not in name.partition("/")[0]


def _no_record(label: str) -> InputError:
    return InputError(f"{label} is no record; give a folder or a .zip that Semhub wrote.")


def _missing(label: str, name: str) -> InputError:
    return InputError(f"{label} lacks {name}; copy the record again, whole.")
