"""Linear layers that train through oneDNN: about twice as fast on processors that are not Intel's.

``semhub.models.running`` does the same for forward passes; this file adds the gradients.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch.nn.functional import linear
from torch.overrides import TorchFunctionMode


def _product(left: torch.Tensor, right: torch.Tensor, bias: torch.Tensor | None) -> torch.Tensor:
    """``left @ right.T + bias``, by oneDNN."""
    return torch.ops.mkldnn._linear_pointwise(left, right, bias, "none", [], "")


class _Linear(torch.autograd.Function):
    @staticmethod
    def forward(context, state, weight, bias):
        context.save_for_backward(state, weight)
        context.has_bias = bias is not None
        return _product(state, weight, bias)

    @staticmethod
    def backward(context, gradient):
        state, weight = context.saved_tensors
        rows = gradient.reshape(-1, gradient.shape[-1])
        to_state = to_weight = to_bias = None
        if context.needs_input_grad[0]:
            to_state = _product(gradient.contiguous(), weight.t().contiguous(), None)
        if context.needs_input_grad[1]:
            to_weight = _product(rows.t(), state.reshape(-1, state.shape[-1]).t(), None)
        if context.has_bias and context.needs_input_grad[2]:
            to_bias = rows.sum(0)
        return to_state, to_weight, to_bias


class _Mode(TorchFunctionMode):
    def __torch_function__(self, function, types, args=(), kwargs=None):
        if function is linear and not kwargs:
            state, weight, *bias = args
            if state.device.type == "cpu" and state.dtype == weight.dtype == torch.float32:
                return _Linear.apply(state, weight, *(bias or [None]))
        return function(*args, **(kwargs or {}))


@contextmanager
def training_linear() -> Iterator[None]:
    """Within the context, float32 linear layers on the CPU run and learn through oneDNN."""
    if not torch.backends.mkldnn.is_available():
        yield
        return
    with _Mode():
        yield
