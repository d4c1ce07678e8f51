"""Threads share heaps, and what is freed goes back; in processes of their own, whose heaps stay."""

from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest

from semhub.ui.shared.heap import ARENAS

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "malloc_info"),
    reason="heaps are counted by glibc",
)

COUNTED = """
import ctypes, os, sys, tempfile, threading
from semhub.ui.shared import heap

{first}
library = ctypes.CDLL(None)
library.malloc.restype, library.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
ready = threading.Barrier(8)

def take():
    library.malloc(1000)
    ready.wait()

threads = [threading.Thread(target=take) for _ in range(8)]
[one.start() for one in threads]
[one.join() for one in threads]
library.fopen.restype = ctypes.c_void_p
with tempfile.NamedTemporaryFile() as file:
    stream = ctypes.c_void_p(library.fopen(file.name.encode(), b"w"))
    library.malloc_info(0, stream)
    library.fclose(stream)
    print(file.read().count(b"<heap nr="))
"""

FREED = """
import ctypes, re
from semhub.ui.shared import heap

library = ctypes.CDLL(None)
library.malloc.restype, library.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
library.free.argtypes = [ctypes.c_void_p]
size = lambda: int(re.search(r"VmRSS:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024
pieces = [library.malloc(1000) for _ in range(100_000)]
[ctypes.memset(one, 1, 1000) for one in pieces]
last = library.malloc(1000)  # behind them, so that the heap cannot just end earlier
[library.free(one) for one in pieces]
before = size()
heap.give_back()
print(before - size())
"""


def told(program: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    return int(done.stdout)


def test_threads_share_a_few_heaps():
    assert told(COUNTED.format(first="heap.keep_together()")) <= ARENAS
    assert told(COUNTED.format(first="")) > ARENAS


def test_what_is_freed_in_small_pieces_goes_back_to_the_system():
    assert told(FREED) > 50  # of a hundred megabytes
