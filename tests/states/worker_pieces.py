"""What workers make in the tests with Ray: importable in their processes."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from semhub.errors import InputError
from semhub.states.store.on_ray import _Shards


def die(mark: Path | None) -> None:
    """Kill this process, and leave a mark."""
    if mark:
        mark.touch()
    os.kill(os.getpid(), signal.SIGKILL)


class DyingShards(_Shards):
    """A worker that is killed at its second shard, where that was not done before."""

    def __init__(self, mark: Path, *about):
        super().__init__(*about)
        self._mark, self._ran = mark, 0

    def __call__(self, items):
        self._ran += 1
        if self._ran == 2 and not self._mark.exists():
            die(self._mark)
        return super().__call__(items)


class Doubled:
    """Doubles a number, the smaller the later, so that results come out of order if they may.

    Kills its own process at the number `dies`; with a `mark`, once.
    """

    def __init__(self, mark: Path | None = None, dies: int = -1):
        self._mark, self._dies = mark, dies

    def __call__(self, number: int) -> int:
        if number == self._dies and not (self._mark and self._mark.exists()):
            die(self._mark)
        time.sleep(0.2 / (1 + number))
        if number == 3:
            raise InputError("Three is refused; choose another number.")
        return 2 * number


class Refused:
    """What cannot begin."""

    def __init__(self):
        raise InputError("There is no such model; choose another.")


class Faulty:
    """What ends in another error than one of bad input."""

    def __call__(self, _piece: object) -> None:
        raise ZeroDivisionError("a fault of the program")


class Cores:
    """How many threads torch has in this process, and its folder."""

    def __call__(self, _piece: object) -> tuple[int, str]:
        import torch

        return torch.get_num_threads(), os.getcwd()
