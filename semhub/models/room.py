"""How much room there is: on the disk for what is fetched, in memory for what is loaded."""

from __future__ import annotations

import math
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from semhub.errors import InputError

LIMIT = "SEMHUB_MODEL_GB"
"""The environment's variable that says how many gigabytes of memory models may take."""

_MACHINE = Path("/proc/meminfo")
_CONTAINER = Path("/sys/fs/cgroup")
_GIVEN_BACK = "inactive_file"
"""Of what a container uses, what the kernel takes back from files when it is needed."""


def free_disk(folder: Path) -> float:
    """Count the bytes that are free where `folder` is, or will be."""
    there = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    return shutil.disk_usage(there).free


def free_memory() -> float:
    """Count the bytes of memory that nothing uses, of the machine or its container; infinite where
    the system does not say."""
    return min([math.inf, *_of_machine(), *_of_container()])


def said() -> float | None:
    """Return the bytes of memory that models may take as the environment says; None where it does
    not. Raises `InputError` where it says no number."""
    written = os.environ.get(LIMIT)
    if not written:
        return None
    try:
        return 1e9 * float(written)
    except ValueError:
        raise InputError(
            f"{LIMIT} is “{written}”; give a number of gigabytes, such as 4, or leave it out."
        ) from None


def for_weights() -> float:
    """Count the bytes of memory that the weights of one model may take at most."""
    free, most = free_memory(), said()
    return free if most is None else min(free, most)


def require_disk(name: str, size: float, folder: Path) -> None:
    """Raise `InputError` where a model of `size` bytes cannot be put into `folder`."""
    free = free_disk(folder)
    if size > free:
        raise InputError(
            f"{name} takes {written(size)} on disk, and {written(free)} are free where models are "
            "kept; make room, set HF_HOME or SEMHUB_CACHE to a larger disk, or choose a smaller "
            "model."
        )


def require_memory(name: str, size: float) -> None:
    """Raise `InputError` where weights of `size` bytes cannot be loaded."""
    free = free_memory()
    if size > free:
        raise InputError(
            f"{name} takes {written(size)} of memory, and {written(free)} are free; close what "
            "else runs here, or choose a smaller model."
        )


def written(size: float) -> str:
    """Write a number of bytes as people do: “98 MB”, “1.2 GB”, “147 GB”."""
    if size < 1e9:
        return f"{size / 1e6:,.0f} MB"
    return f"{size / 1e9:,.1f} GB" if size < 1e10 else f"{size / 1e9:,.0f} GB"


def _of_machine() -> Iterator[float]:
    try:
        lines = _MACHINE.read_text().splitlines()
    except OSError:
        return
    yield from (1024.0 * int(line.split()[1]) for line in lines if line.startswith("MemAvailable:"))


def _of_container() -> Iterator[float]:
    """Read the limits of control groups (version 2)."""
    try:
        most = (_CONTAINER / "memory.max").read_text().strip()
        used = float((_CONTAINER / "memory.current").read_text())
        counted = dict(line.split() for line in (_CONTAINER / "memory.stat").open())
    except OSError:
        return
    if most != "max":
        yield float(most) - used + float(counted.get(_GIVEN_BACK, 0))
