"""oneDNN gives the gradients of PyTorch's own linear layer."""

import pytest
import torch
from torch.nn.functional import linear

from training.training_linear import training_linear


@pytest.mark.parametrize("shape", [(5, 8), (3, 7, 8)])
@pytest.mark.parametrize("with_bias", [False, True])
def test_value_and_gradients_are_those_of_the_plain_layer(shape, with_bias):
    def run(context):
        torch.manual_seed(0)
        state, weight = torch.randn(shape), torch.randn(6, 8)
        tensors = [t.requires_grad_() for t in (state, weight, torch.randn(6))[: 2 + with_bias]]
        with context:
            value = linear(*tensors)
            (value * torch.arange(6.0)).square().sum().backward()
        return [value, *(tensor.grad for tensor in tensors)]

    import contextlib

    for plain, fast in zip(run(contextlib.nullcontext()), run(training_linear()), strict=True):
        torch.testing.assert_close(fast, plain, rtol=1e-4, atol=1e-4)


def test_a_frozen_weight_gets_no_gradient():
    state, weight = torch.randn(4, 8, requires_grad=True), torch.randn(6, 8)
    with training_linear():
        linear(state, weight).sum().backward()
    assert weight.grad is None and state.grad is not None
