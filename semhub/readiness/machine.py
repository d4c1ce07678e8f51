"""How much room there is: memory, disk, and a GPU if there is one."""

from __future__ import annotations

import math
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from semhub import cache
from semhub.models import entry, room

LEAST_MEMORY = 2 * 10**9
"""Bytes that the server takes, rounded up, once a visitor has opened every page with the embedded
model (1.8 GB on Linux)."""
LEAST_DISK = 10**9
"""Bytes that multilingual-e5-small and smollm2 take when they are unpacked."""

_DRIVERS = ("/proc/driver/nvidia/version", "/dev/nvidiactl", "/dev/kfd")
"""What is there where a driver of NVIDIA's or AMD's runs."""
_ASK_TORCH = """
import torch
if torch.cuda.is_available():
    free, total = torch.cuda.mem_get_info()
    print(f"{torch.cuda.get_device_name()}, {free / 1e9:.1f} of {total / 1e9:.1f} GB free")
"""


@dataclass(frozen=True)
class Machine:
    """Bytes of memory and, where the cache is, of disk; a total is None where it is not known.

    gpu: what torch uses, None where there is none or torch cannot use it.
    """

    cores: int
    memory: float | None
    memory_free: float | None
    cache: str
    disk_free: float
    gpu: str | None
    faults: tuple[str, ...]


def looked_at() -> Machine:
    """Look at this machine. torch is asked, in a process of its own, only where there is a GPU."""
    root = cache.root()
    disk = room.free_disk(root)
    memory, free = _finite(entry.memory()), _finite(room.free_memory())
    driver = has_driver()
    gpu = _gpu() if driver else None
    faults = [*_of_memory(free), *_of_disk(root, disk), *_of_gpu(driver, gpu)]
    return Machine(os.cpu_count() or 1, memory, free, str(root), disk, gpu, tuple(faults))


def has_driver() -> bool:
    """Tell whether there is a GPU that torch might use, without asking torch."""
    return any(map(os.path.exists, _DRIVERS)) or shutil.which("nvidia-smi") is not None


def _finite(number: float) -> float | None:
    return None if math.isinf(number) else number


def _gpu() -> str | None:
    done = subprocess.run([sys.executable, "-c", _ASK_TORCH], capture_output=True, text=True)
    return done.stdout.strip() or None


def _of_memory(free: float | None) -> Iterator[str]:
    if free is not None and free < LEAST_MEMORY:
        yield (
            f"Only {room.written(free)} of memory are free, and the app takes "
            f"{room.written(LEAST_MEMORY)}; end other programs."
        )


def _of_disk(root: Path, free: float) -> Iterator[str]:
    there = next(place for place in (root, *root.absolute().parents) if place.is_dir())
    try:
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        yield (
            f"{root} cannot be written ({error.strerror}), so that no model is unpacked and no "
            "result kept; set SEMHUB_CACHE to a folder that can be written."
        )
    if free < LEAST_DISK:
        yield (
            f"Only {room.written(free)} are free for {root}, and unpacked models take "
            f"{room.written(LEAST_DISK)}; make room, or set SEMHUB_CACHE to another disk."
        )


def _of_gpu(driver: bool, gpu: str | None) -> Iterator[str]:
    if driver and gpu is None:
        yield (
            "There is a GPU that torch cannot use, so that models run on the CPU; install the "
            "torch of its driver (pytorch.org), or in a container pass the GPU through."
        )
