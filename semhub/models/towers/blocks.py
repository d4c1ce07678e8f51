"""Find a tower's blocks by structure, and give all their states one form.

Most towers are transformers, whose blocks all hand on (items, positions, width). Others narrow the
grid and widen the states stage by stage: ResNet, ConvNeXt, Swin, and so CLAP's audio tower.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import torch
from torch import nn

from semhub.errors import InputError
from semhub.models.hooks import record_layers


def blocks_in(tower: nn.Module, name: str) -> list[nn.Module]:
    """The tower's blocks, in order.

    They are the modules of the longest run of lists whose members are all of one class and whose
    places in the tower differ by numbers only: `layer1` to `layer4`, or `stages.#.blocks`; of
    equally long runs the outermost. Raises `InputError` where there is none.
    """
    runs: dict[str, list[nn.Module]] = {}
    for path, module in tower.named_modules():
        if not isinstance(module, nn.ModuleList | nn.Sequential):
            continue
        members = list(module.children())
        if len({type(member) for member in members}) == 1 and not _is_of_torch(members[0]):
            runs.setdefault(re.sub(r"\d+", "#", path), []).extend(members)
    if not runs:
        raise InputError(
            f"{name} has no list of blocks that could be read layer by layer; choose another "
            "architecture."
        )
    return max(runs.items(), key=lambda run: (len(run[1]), -run[0].count(".")))[1]


def _is_of_torch(module: nn.Module) -> bool:
    return type(module).__module__.startswith("torch.")


class _Level(nn.Module):
    """Stands for one block: what it is shown is what hooks on it see."""

    def forward(self, entered: torch.Tensor, left: torch.Tensor) -> torch.Tensor:
        return left


@dataclass
class Pyramid:
    """Blocks whose states differ in grid and width, seen through levels whose states do not.

    A state of a level is (items, 1, width): the mean over the grid, since grids of two sizes share
    no positions, with zeros behind it up to the widest block's width, which change no product of
    two states of one layer, and so no metric.
    """

    blocks: list[nn.Module]
    width: int
    levels: list[nn.Module] = field(init=False)

    def __post_init__(self) -> None:
        self.levels = [_Level() for _ in self.blocks]

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Within the context, each level is run when its block has been."""
        entered: list[torch.Tensor] = []

        def visit(layer: int, state: torch.Tensor) -> None:
            mean = positions_of(state).mean(dim=1, keepdim=True)
            mean = nn.functional.pad(mean, (0, self.width - mean.shape[-1]))
            if layer == 0:
                entered.append(mean)
            else:
                self.levels[layer - 1](entered[0], mean)

        with record_layers(self.blocks, visit):
            yield


def positions_of(state: torch.Tensor) -> torch.Tensor:
    """(items, positions, width) of a state that may be a map."""
    if state.dim() == 3:
        return state
    return state.flatten(1, 2) if _width_is_last(state.shape) else state.flatten(2).mT


def form_of(shape: torch.Size) -> tuple[int, int, int]:
    """The shape of `positions_of` a state of this shape."""
    return tuple(positions_of(torch.empty(shape, device="meta")).shape)


def _width_is_last(shape: torch.Size) -> bool:
    """Of a map (items, width, rows, columns) or (items, rows, columns, width): towers take square
    pictures, which tells its sides from its width."""
    return shape[1] == shape[2] != shape[3]
