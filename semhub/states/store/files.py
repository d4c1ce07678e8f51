"""Files that are whole or not there: written under another name, brought to the disk, and moved."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from semhub.errors import InputError


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Raises `InputError` where a file of the folder cannot be written, as on a full disk."""
    try:
        yield
    except OSError as error:
        raise InputError(
            f"{folder} could not be written ({error.strerror}): make room there, or choose another "
            "folder, and run the same command again; what is whole there stays."
        ) from error


def write_whole(path: Path, data: bytes) -> tuple[int, str]:
    """Write a file so that it is never there in part. Its size, and its SHA-256 in hexadecimal."""
    partial = partial_of(path)
    try:
        with partial.open("wb") as file:
            file.write(data)
        move(partial, path)
    finally:
        partial.unlink(missing_ok=True)
    return len(data), hashlib.sha256(data).hexdigest()


def partial_of(path: Path) -> Path:
    """The name under which a file is written."""
    return path.with_name(f".{path.name}.partial")


def move(partial: Path, path: Path) -> None:
    """Give a file that is written its name, once its content is on the disk."""
    with partial.open("rb") as file:
        os.fsync(file.fileno())
    os.replace(partial, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the new name is part of the folder
    finally:
        os.close(folder)
