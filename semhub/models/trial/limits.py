"""What a child may take of the machine."""

from __future__ import annotations

import math
import os
import time
from pathlib import Path

try:
    import resource
except ImportError:  # Windows has none; there the time that the parent waits is the only limit
    resource = None

_STATUS = Path("/proc/self/statm")
SECONDS, GIGABYTES = 6, 2
"""Of the processor, and of memory. A tokenizer of 250,000 words takes one second and a third."""


def set_all() -> None:
    """Bind this process to the limits; beyond them it is ended, or told that there is no memory."""
    _bind(SECONDS, GIGABYTES << 30)


def set_more(seconds: int, size: int) -> None:
    """Bind this process to `seconds` of the processor and `size` bytes beyond what it has already:
    a heavy library takes some of both when it is loaded, on each machine another share."""
    if _STATUS.is_file():
        pages = int(_STATUS.read_text().split()[0])
        _bind(math.ceil(time.process_time()) + seconds, pages * os.sysconf("SC_PAGE_SIZE") + size)


def _bind(seconds: int, size: int) -> None:
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
