"""Where Semhub keeps what it can make again: folders that are whole or not there at all."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path

from safetensors import SafetensorError

from semhub.errors import InputError

_SEAL = "source.json"
_CHEAP = 64 << 20  # files up to this many bytes are digested on every use, larger ones measured


class Unwritable(InputError):
    """The cache folder cannot be written; what was to be kept there can still be made."""


def root() -> Path:
    """Semhub's cache folder; it may not exist yet.

    `SEMHUB_CACHE` names it outright. Otherwise it is `semhub` in the user's cache folder, which
    is `XDG_CACHE_HOME` or, where that is not set, `~/.cache` (XDG Base Directory Specification).
    """
    own = os.environ.get("SEMHUB_CACHE")
    # A home that is not known stays as it is written: nothing is there, and `writing` refuses it.
    if own:
        return Path(os.path.expanduser(own))
    return Path(os.path.expanduser(os.environ.get("XDG_CACHE_HOME") or "~/.cache")) / "semhub"


def make(target: Path, source: Mapping[str, str], write: Callable[[Path], None]) -> Path:
    """The folder `target`, made by `write(folder)` unless it is there, whole and of this `source`.

    `source` says what the folder is made from; it is kept in `source.json` beside the files, with
    their sizes and digests. The files are written into a folder beside `target` that is renamed
    at the end. A lock lets one process at a time write; who waited takes what the other made.
    Raises `Unwritable` where the folder cannot be written.
    """
    from filelock import FileLock

    partial = target.with_name(f".{target.name}.partial")
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(target.with_name(f".{target.name}.lock")):
            if is_whole(target, source):
                with suppress(OSError):  # one that is only read is as good
                    os.utime(target / _SEAL)
                return target
            try:
                shutil.rmtree(partial, ignore_errors=True)  # left by a process that was killed
                partial.mkdir()
                write(partial)
                _seal(partial, source)
                shutil.rmtree(target, ignore_errors=True)  # damaged, or of another source
                partial.rename(target)
            finally:
                shutil.rmtree(partial, ignore_errors=True)
    return target


def keep_within(limit: int, parent: Path, newest: Path) -> None:
    """Remove folders that `make` made in `parent`, those used longest ago first, until all of them
    take at most `limit` bytes; `newest` stays. What cannot be removed stays as well."""
    used, total = [], 0
    for seal in parent.glob(f"*/{_SEAL}"):
        with suppress(OSError):  # another process may remove it meanwhile
            size = sum(file.stat().st_size for file in seal.parent.iterdir())
            used.append((seal.stat().st_mtime, seal.parent, size))
            total += size
    for _, folder, size in sorted(used):
        if total <= limit:
            return
        if folder != newest:
            shutil.rmtree(folder, ignore_errors=True)
            total -= size


@contextmanager
def writing(target: Path) -> Iterator[None]:
    """Raises `Unwritable` for what goes wrong while `target` is written."""
    if str(target).startswith("~"):
        raise Unwritable(
            f"{target} could not be written: this machine knows no home folder of that name; set "
            "SEMHUB_CACHE to a folder that can be written."
        )
    try:
        yield
    except (OSError, SafetensorError) as error:  # the latter for a disk that is full
        fault = getattr(error, "strerror", None) or error
        raise Unwritable(
            f"{target} could not be written ({fault}): make room there, or set SEMHUB_CACHE to a "
            "folder that can be written."
        ) from error


def is_whole(target: Path, source: Mapping[str, str]) -> bool:
    """Whether `make` made `target` from `source` and no file is missing, cut short or altered.

    Large files are compared by size alone, so that this is cheap enough for every use.
    """
    try:
        seal = json.loads((target / _SEAL).read_text(encoding="utf-8"))
        return seal["source"] == source and all(
            _is_as_sealed(target / name, size, sha256)
            for name, (size, sha256) in seal["files"].items()
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _is_as_sealed(path: Path, size: int, sha256: str) -> bool:
    found = path.stat()
    if found.st_size != size or size > _CHEAP:
        return found.st_size == size
    return _known_digest(path, size, found.st_mtime_ns, found.st_ino) == sha256


@lru_cache(maxsize=256)
def _known_digest(path: Path, _size: int, _changed: int, _number: int) -> str:
    """The same as `digest`, once for a file that was not written since: pages ask at every run."""
    return digest(path)


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _seal(folder: Path, source: Mapping[str, str]) -> None:
    files = {
        path.relative_to(folder).as_posix(): (path.stat().st_size, digest(path))
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    seal = json.dumps({"source": dict(source), "files": files}, indent=1)
    (folder / _SEAL).write_text(seal + "\n", encoding="utf-8")
