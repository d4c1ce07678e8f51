"""Independent pieces of work on several threads, each of which keeps to one core.

Two passes side by side were never seen slower than two threads within each pass, and up to a fifth
faster (`python -m benchmarks passes` times both beside one thread).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from functools import cache
from typing import TypeVar

import torch
from threadpoolctl import ThreadpoolController

Piece = TypeVar("Piece")


def run_all(pieces: Iterable[Piece], run: Callable[[Piece], None], threads: int) -> None:
    """Call `run` on every piece, on this thread and `threads` - 1 others.

    Pieces are handed out in their order, to whichever thread is free. An exception ends all
    threads after the piece that they are at, and is raised here; so does one that comes to this
    thread from outside, such as the end of a page's run.
    """
    if threads == 1:
        for piece in pieces:
            run(piece)
        return
    source = _Source(pieces)
    with ThreadPoolExecutor(threads - 1) as pool:
        others = [pool.submit(_work, source, run) for _ in range(threads - 1)]
        _work(source, run)
        for other in others:
            other.result()


def cores() -> int:
    """How many threads there may be, each on a core of its own.

    One where the number of PyTorch's threads was set by hand: then MKL keeps to that number, and
    its threads would be made anew for every product.
    """
    with one_core():
        by_hand = re.search(r"mkl_get_max_threads\(\) : (\d+)", torch.__config__.parallel_info())
    return 1 if by_hand and by_hand[1] != "1" else torch.get_num_threads()


class _Source:
    """An iterator that threads share, and that any of them may end."""

    def __init__(self, pieces: Iterable):
        self._pieces = iter(pieces)
        self._lock = threading.Lock()
        self._ended = False

    def __iter__(self) -> Iterator:
        while True:
            with self._lock:
                if self._ended:
                    return
                try:
                    piece = next(self._pieces)
                except StopIteration:
                    return
            yield piece

    def end(self) -> None:
        with self._lock:
            self._ended = True


def _work(source: _Source, run: Callable) -> None:
    done = False
    try:
        with one_core():
            for piece in source:
                run(piece)
        done = True
    finally:
        if not done:
            source.end()


def one_core() -> AbstractContextManager:
    """The context in which this thread, and no other, keeps to one core."""
    torch.get_num_threads()  # the first call in a thread sets its own number, over any limit
    return _controller().limit(limits=1, user_api="openmp")


@cache
def _controller() -> ThreadpoolController:
    """Finding the libraries takes longer than a short pass."""
    return ThreadpoolController()
