"""Contexts for forward passes: one session at a time, and without gradients."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import torch

_one_at_a_time = threading.RLock()
"""Held by whoever runs blocks: all sessions of an app share one model, and so its hooks. Whoever
holds it may run more within: a pass that is watched, inside of one that is pushed."""

_own = threading.local()
"""depth: how many times over this thread holds it."""


@contextmanager
def recording() -> Iterator[None]:
    """The context of a forward pass that gradients are taken through afterwards."""
    with _held(), torch.enable_grad():
        yield


@contextmanager
def exclusive() -> Iterator[None]:
    """The context of every forward pass that a visitor watches."""
    with _held(), torch.inference_mode():
        yield


def is_running() -> bool:
    """Tell whether this thread is within one of these: another that ran the model would wait for
    it."""
    return getattr(_own, "depth", 0) > 0


@contextmanager
def _held() -> Iterator[None]:
    with _one_at_a_time:
        _own.depth = getattr(_own, "depth", 0) + 1
        try:
            yield
        finally:
            _own.depth -= 1
