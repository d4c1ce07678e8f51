"""What all sessions share, within a number of bytes: the least recently used goes first."""

from __future__ import annotations

import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from semhub.turns import Turns

Value = TypeVar("Value")

LEAST = 1024
"""Bytes that an entry counts at least, with its key: so that small ones are bounded as well."""


@dataclass
class _Making:
    """Who works a value out, and who waits for it."""

    turns: Turns
    asked: int = 0


class Bounded(Generic[Value]):
    """Values by key, of at most `limit` bytes together; the newest stays also where it is larger.

    A value is worked out once: who asks for it meanwhile waits, first come, first served, and is
    told of it as of any wait (`semhub.turns`).
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._kept: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._makings: dict[Hashable, _Making] = {}
        self._lock = threading.Lock()
        self.size = 0

    def get(
        self, key: Hashable, make: Callable[[], Value], size_of: Callable[[Value], int]
    ) -> Value:
        """Return the value of a key, from `make` where it is not kept."""
        found = self._found(key)
        if found is None:
            with self._alone(key):
                found = self._found(key)
                if found is None:
                    found = (make(),)
                    self._put(key, found[0], LEAST + size_of(found[0]))
        return found[0]

    def drop(self, which: Callable[[Hashable], bool]) -> None:
        """Forget the keys that `which` is true of."""
        with self._lock:
            for key in [key for key in self._kept if which(key)]:
                self.size -= self._kept.pop(key)[1]

    def _found(self, key: Hashable) -> tuple[Value] | None:
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key][:1]

    def _put(self, key: Hashable, value: Value, size: int) -> None:
        with self._lock:
            self._kept[key] = value, size
            self.size += size
            while self.size > self.limit and len(self._kept) > 1:
                _, (_, freed) = self._kept.popitem(last=False)
                self.size -= freed

    @contextmanager
    def _alone(self, key: Hashable) -> Iterator[None]:
        with self._lock:
            making = self._makings.setdefault(key, _Making(Turns()))
            making.asked += 1
        try:
            with making.turns.turn():
                yield
        finally:
            with self._lock:
                making.asked -= 1
                if not making.asked:
                    del self._makings[key]


def size_of(value: Any) -> int:
    """Count the bytes of a value and of all that it holds, each once: arrays, tensors, texts, and
    objects with attributes of their own."""
    seen: set[int] = set()
    rest, total = [value], 0
    while rest:
        one = rest.pop()
        if id(one) in seen or isinstance(one, type) or callable(one):
            continue
        seen.add(id(one))
        whole = getattr(one, "nbytes", None)
        if isinstance(whole, int):
            total += whole
            continue
        total += sys.getsizeof(one)
        if isinstance(one, Mapping):
            rest += [*one.keys(), *one.values()]
        elif isinstance(one, list | tuple | set | frozenset):
            rest += one
        else:
            rest += getattr(one, "__dict__", {}).values()
    return total
