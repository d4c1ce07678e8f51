"""A model's linear layers by oneDNN: on some processors much faster than PyTorch's usual way.

On CPUs, PyTorch hands float32 products to MKL, which was seen at half speed on an AMD EPYC without
AVX-512, and at the same speed on one with it (`python -m benchmarks passes`). oneDNN, which comes
with PyTorch as well, is fast on both: the same sums in another order.
"""

from __future__ import annotations

from types import MethodType

import torch
from torch import nn


def by_onednn(module: nn.Module) -> None:
    """Let the `nn.Linear` layers of a module run so wherever no gradients are taken.

    Each layer is changed once: a mode of PyTorch (`TorchFunctionMode`) would reach products outside
    of such layers too, but is asked at every operation of a pass.
    """
    if torch.backends.mkldnn.is_available():
        for layer in module.modules():
            if type(layer) is nn.Linear:  # subclasses have ways of their own
                layer.__class__ = OneDNNLinear
                # Where accelerate brings a layer's weights, it keeps the pass that it found.
                if "_old_forward" in vars(layer):
                    layer._old_forward = MethodType(OneDNNLinear.forward, layer)


class OneDNNLinear(nn.Linear):
    """A linear layer like any other, but for how its product is worked out."""

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        whole = self.weight, self.bias
        if not torch.is_grad_enabled() and fits(input, *whole):
            return product(input, *whole)
        return super().forward(input)


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
