"""Take states out of a running model, and leave nothing behind in it.

This file does not run anything and keeps nothing: each state is handed to a visitor and forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import torch

Visitor = Callable[[int, torch.Tensor], None]


Output = torch.Tensor | tuple | list
"""What a block hands on: its state, which some families put first in a tuple or a list."""


def entering(args: tuple, kwargs: dict) -> torch.Tensor | None:
    """Find the residual stream in what a block is called with, or None where it is not there."""
    return args[0] if args else kwargs.get("hidden_states")


def hidden_state(output: Output) -> torch.Tensor:
    """Find the residual stream in a block's output."""
    return output[0] if isinstance(output, tuple | list) else output


def with_state(output: Output, state: torch.Tensor) -> Output:
    """Return a block's output with another residual stream in it."""
    if isinstance(output, tuple | list):
        return type(output)([state, *output[1:]])
    return state


@contextmanager
def record_layers(blocks: Sequence[torch.nn.Module], visit: Visitor) -> Iterator[None]:
    """Within the context, `visit(k, state)` gets the raw residual stream at every layer.

    Layer 0 is what enters the first block (the output of the embedding, with whatever scale,
    position or norm the family adds), layer k what leaves block k. States are (items, positions,
    width), all on the device of layer 0, wherever the blocks are. The hooks go when the context
    ends, also by an exception.
    """

    home: list[torch.device] = []

    def enter(_module, args, kwargs):
        state = entering(args, kwargs)
        home[:] = [state.device]
        visit(0, state)

    def leave(layer: int):
        def hook(_module, _args, output):
            state = hidden_state(output)
            visit(layer, state.to(home[0]) if home else state)

        return hook

    handles = [blocks[0].register_forward_pre_hook(enter, with_kwargs=True)]
    handles += [b.register_forward_hook(leave(k)) for k, b in enumerate(blocks, start=1)]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()
