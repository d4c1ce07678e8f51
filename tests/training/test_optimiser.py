"""The optimiser: what kind of number it computes with, and which part trains which tensor."""

from __future__ import annotations

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

from training.optimiser import Optimiser


class Watcher(TorchFunctionMode):
    """Keeps the kinds of number that leave any function."""

    def __init__(self) -> None:
        self.seen: set[torch.dtype] = set()

    def __torch_function__(self, function, types, args=(), kwargs=None):
        result = function(*args, **(kwargs or {}))
        if isinstance(result, torch.Tensor):
            self.seen.add(result.dtype)
        return result


class Layered(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(8, 6, bias=False)])
        self.head = nn.Linear(6, 16, bias=False)


def stepped() -> tuple[Layered, set[torch.dtype], dict[str, torch.Tensor]]:
    torch.manual_seed(0)
    model = Layered()
    before = {name: p.detach().clone() for name, p in model.named_parameters()}
    optimiser = Optimiser(model, steps=1, muon_rate=0.1, adam_rate=0.1)
    model.head(model.layers[0](torch.randn(40, 8))).square().sum().backward()
    with Watcher() as watcher:
        optimiser.step(0)
    moved = {name: p.detach() - before[name] for name, p in model.named_parameters()}
    return model, watcher.seen, moved


def test_no_number_of_a_step_is_of_half_precision():
    assert stepped()[1] <= {torch.float32, torch.bool, torch.int64}


def test_an_inner_matrix_moves_about_equally_in_every_direction_and_a_head_by_its_rate():
    _, _, moved = stepped()
    spectrum = torch.linalg.svdvals(moved["layers.0.weight"])
    assert spectrum.min() > 0.4 * spectrum.max()  # five steps of Newton and Schulz: 0.7 to 1.2
    assert torch.allclose(moved["head.weight"].abs(), torch.tensor(0.1), rtol=1e-3)
