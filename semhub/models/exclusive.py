"""Contexts for forward passes: one session at a time, and without gradients."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from semhub.turns import Turns

ROUND = 0.15
"""Seconds after which whoever runs many passes gives others their turn. The last pass that began
within them may take as long again (`states.batches.WORK`), which makes 0.3 together."""

_turns = Turns()
"""Of whoever runs blocks: all sessions of an app share one model, and so its hooks. Whoever has the
turn may run more within: a pass that is watched, inside of one that is pushed."""


@contextmanager
def recording() -> Iterator[None]:
    """The context of a forward pass that gradients are taken through afterwards."""
    with _turns.turn(), torch.enable_grad():
        yield


@contextmanager
def exclusive() -> Iterator[None]:
    """The context of every forward pass that a visitor watches."""
    with _turns.turn(), torch.inference_mode():
        yield


def is_running() -> bool:
    """Tell whether this thread is within one of these: another that ran the model would wait for
    it."""
    return _turns.is_mine()
