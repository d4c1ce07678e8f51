"""How a forward pass is run: by one session at a time, without gradients, on fast linear layers.

On CPUs, PyTorch hands float32 products to MKL, which runs at about half speed on processors that
are not Intel's. oneDNN, which comes with PyTorch as well, knows them all: twice as fast on an AMD
EPYC (`python -m benchmarks.linear`), the same sums in another order.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch.nn.functional import linear
from torch.overrides import TorchFunctionMode

_one_at_a_time = threading.RLock()
"""Held by whoever runs blocks: all sessions of an app share one model, and so its hooks. Whoever
holds it may run more within: a pass that is watched, inside of one that is pushed."""

_own = threading.local()
"""depth: how many times over this thread holds it."""


class OneDNNLinear(TorchFunctionMode):
    """Within it, this thread's float32 linear layers on the CPU run through oneDNN."""

    def __torch_function__(self, function, types, args=(), kwargs=None):
        if function is linear and not kwargs and fits(*args):
            state, weight, *bias = args
            return product(state, weight, *bias)
        return function(*args, **(kwargs or {}))


def product(
    state: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None = None
) -> torch.Tensor:
    """state @ weight.T + bias, by oneDNN; without gradients."""
    return torch.ops.mkldnn._linear_pointwise(state, weight, bias, "none", [], "")


def fits(state: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None = None) -> bool:
    """Whether `product` can stand in for a linear layer of these tensors."""
    return (
        state.device.type == "cpu"
        and state.dtype == weight.dtype == torch.float32
        and weight.is_contiguous()
        and state.numel() > 0
    )


@contextmanager
def recording() -> Iterator[None]:
    """The context of a forward pass that gradients are taken through afterwards."""
    with _held(), torch.enable_grad():
        yield


@contextmanager
def running() -> Iterator[None]:
    """The context of every forward pass that a visitor watches."""
    with _held(), passing():
        yield


def is_running() -> bool:
    """Whether this thread is within one of these: another that ran the model would wait for it."""
    return getattr(_own, "depth", 0) > 0


@contextmanager
def _held() -> Iterator[None]:
    with _one_at_a_time:
        _own.depth = getattr(_own, "depth", 0) + 1
        try:
            yield
        finally:
            _own.depth -= 1


@contextmanager
def passing() -> Iterator[None]:
    """The same for a thread that works for the one that is within `running`."""
    with torch.inference_mode():
        if torch.backends.mkldnn.is_available():
            with OneDNNLinear():
                yield
        else:
            yield
