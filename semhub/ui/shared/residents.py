"""The models in memory: each once for all sessions, and all of them within a number of bytes."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import RLock
from typing import TYPE_CHECKING, TypeAlias
from weakref import WeakValueDictionary, finalize

from semhub import turns
from semhub.errors import InputError
from semhub.models import catalogue, room
from semhub.ui.shared import heap

if TYPE_CHECKING:
    from torch import nn

    from semhub.models.protocol import Model
    from semhub.models.towers.pair import Towers

    Resident: TypeAlias = Model | Towers

Key: TypeAlias = tuple[Hashable, ...]
"""A model's name, and what else tells it from any other."""

SHARE = 0.5
"""Of the memory that is free when the first model is loaded, the most that models take."""

PATIENCE, PATIENCE_ONCE = 60, 5
"""Seconds that a model waits for others to leave, where all are being used; and one for a single
use, which may be the twin of one of them."""

GRACE = 30
"""Seconds that a model stays behind the last session that used it: a page that is loaded again is
another session."""


class Residents:
    """Models by key. The least recently used leaves first, and one that somebody still holds is
    handed out again: there are never two of one key.

    A new model is loaded while the others are within `limit` bytes, one at a time; then those that
    are not needed leave. So there is one model more than the limit at most.
    """

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self._live: WeakValueDictionary[Key, Resident] = WeakValueDictionary()
        self._kept: OrderedDict[Key, Resident] = OrderedDict()
        self._users: dict[Key, set[str]] = {}
        self._alone_since: dict[Key, float] = {}
        self._loading = turns.Turns()
        self._lock = RLock()
        self._left: list[Key] = []
        """Keys of models that are gone, whose memory is not given back yet."""

    def get(
        self, key: Key, load: Callable[[], Resident], *, user: str = "", keep: bool = True
    ) -> Resident:
        """Return the model of a key, from `load` where it is not in memory.

        user: the session that asks. keep: whether it stays when nobody holds it.
        Raises `InputError` as `load` does, and where there is no room for long.
        """
        while (model := self._live.get(key)) is None:
            # Not within the turn: who holds a model may need another before it leaves.
            self._wait_for_room(PATIENCE if keep else PATIENCE_ONCE)
            with self._loading.turn():
                if key not in self._live and not self._is_full():
                    self._live[key] = model = load()
                    finalize(model, self._left.append, key)
                    self._make_room()
                    if keep and len(self._live) == 1 and not self._left:
                        heap.settle()
                    elif keep:
                        self.give_back()
                    break
        if keep:
            with self._lock:
                self._kept[key] = model
                self._kept.move_to_end(key)
                self._users.setdefault(key, set()).add(user)
        return model

    def key_of(self, model: object) -> Key | None:
        """Return the key of a model that is here; None of any other object."""
        with self._lock:
            return next((key for key, one in self._live.items() if one is model), None)

    @property
    def size(self) -> int:
        """Bytes of the weights of all models that are in memory, whoever holds them."""
        with self._lock:
            return bytes_of(*self._live.values())  # of which two may share their weights

    def tidy(
        self, is_active: Callable[[str], bool], now: float,
        forget: Callable[[str], None] = lambda name: None,
    ) -> bool:  # fmt: skip
        """Let go what no active session has used for `GRACE` seconds, apart from the embedded
        model, which every visitor meets first. Return whether there is memory to be given back.

        forget: called with the name of each model that is let go.
        """
        with self._lock:
            users = {user for users in self._users.values() for user in users}
            ended = {user for user in users if user and not is_active(user)}
            let_go = False
            for key, users in [*self._users.items()]:
                users -= ended
                if users or key[0] == catalogue.EMBEDDED:
                    self._alone_since.pop(key, None)
                elif now - self._alone_since.setdefault(key, now) >= GRACE:
                    self._kept.pop(key, None)
                    del self._users[key], self._alone_since[key]
                    forget(str(key[0]))
                    let_go = True  # though it may live until the collector comes
            self._make_room()
        return bool(ended or let_go or self._left)

    def give_back(self) -> None:
        """Give the memory of models that left back to the system."""
        self._left.clear()
        heap.give_back()

    def _make_room(self) -> None:
        """Let models go, the least recently used first, until all are within the limit. To let go
        of one that somebody holds would free nothing now, and load it again later."""
        with self._lock:
            held = OrderedDict()
            while self.size > self.limit and self._kept:
                key = next(iter(self._kept))
                del self._kept[key]
                if (model := self._live.get(key)) is not None:
                    held[key] = model
            self._kept = OrderedDict({**held, **self._kept})

    def _wait_for_room(self, patience: float) -> None:
        ends = time.monotonic() + patience

        def comes(seconds: float) -> bool:
            until = min(time.monotonic() + seconds, ends)
            while self._is_full():
                if time.monotonic() >= ends:
                    raise InputError(
                        "The memory has no room for another model beside those in use; try again "
                        "in a moment, or choose one that is there."
                    )
                if time.monotonic() >= until:
                    return False
                time.sleep(0.05)
            return True

        if self._is_full():
            turns.wait(comes, lambda: 1)

    def _is_full(self) -> bool:
        """Whether those that are held take more than the limit."""
        self._make_room()
        return self.size > self.limit


def bytes_of(*models: Resident) -> int:
    """Count the bytes of models' weights in memory, of two towers both."""
    modules: list[nn.Module] = [
        module
        for model in models
        for module in (
            [model.module] if hasattr(model, "module") else [model.text.module, model.other.module]
        )
    ]
    tensors = {
        id(tensor): tensor.nbytes
        for module in modules
        for tensor in (*module.parameters(), *module.buffers())
        if not tensor.is_meta  # which lies on the disk
    }
    return sum(tensors.values())


def limit() -> float:
    """Return the bytes that models may take: as the environment says, else a share of what is free.

    Raises `InputError` on an environment that says no number.
    """
    said = room.said()
    return SHARE * room.free_memory() if said is None else said
