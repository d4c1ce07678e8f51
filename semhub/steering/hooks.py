"""Push the states of a running model, in this session alone, and leave nothing behind in it.

All sessions of an app share one model, so hooks stand in it only while their own session holds the
right to run it (`semhub.models.exclusive`): no other session's pass can meet them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

import torch

from semhub.errors import InputError
from semhub.inputs.door import kind_of, whole_number
from semhub.models.exclusive import exclusive
from semhub.models.hooks import hidden_state, with_state
from semhub.models.protocol import Model, require_model
from semhub.steering.vector import vector_of


@contextmanager
def apply_push(
    model: Model,
    pushes: Mapping[int, torch.Tensor],
    where: torch.Tensor | None = None,
    *,
    replace: bool = False,
) -> Iterator[None]:
    """Add `pushes` to the passes of this thread within the context; other threads wait.

    pushes: layer (1 to the last) -> (width,) or (items, width), added to what leaves that block.
    where: (items, positions) true at the positions that are pushed; by default all of them.
    replace: whether pushes take the place of the states there, in place of being added.

    The hooks go when the context ends, also by an exception or an interrupted page.
    Raises `InputError` on a layer that no block's output is and on what is no vector of the model's
    width; a pass raises it on other items or positions than these are for.
    """
    require_model(model)
    if not isinstance(pushes, Mapping):
        raise InputError(f"Pushes are {{layer: vector}}, not {kind_of(pushes)}.")
    check_layers(pushes, model.n_layers)
    pushes = {layer: vector_of(push) for layer, push in pushes.items()}
    if not isinstance(where, torch.Tensor | None):
        raise InputError(f"Where a push goes is a tensor of truth values, not {kind_of(where)}.")
    if where is not None and (where.dtype != torch.bool or where.dim() != 2):
        raise InputError(
            "Where a push goes is a tensor of truth values (items, positions), not of "
            f"{where.dtype} in the shape {tuple(where.shape)}."
        )
    for layer, push in pushes.items():
        if push.shape[-1] != model.width:
            raise InputError(
                f"The push at layer {layer} has the shape {tuple(push.shape)}; for {model.name} "
                f"give ({model.width},) or (items, {model.width})."
            )
    with exclusive():
        handles = []
        try:
            for layer, push in pushes.items():
                hook = _pushes(push, where, replace)
                handles.append(model.blocks[layer - 1].register_forward_hook(hook))
            yield
        finally:
            for handle in handles:
                handle.remove()


def check_layers(layers: Iterable[int], last: int) -> None:
    """Raise `InputError` on a layer that no block's output is, of a model of `last` blocks."""
    for layer in layers:
        whole_number(layer, "The layer of a push")
        if not 1 <= layer <= last:
            raise InputError(outside(layer, last))


def outside(layer: int, last: int) -> str:
    """Write the sentence on a layer at which no state is changed."""
    return f"States are changed where they leave block 1 to {last}, not {layer}."


def pushed(
    state: torch.Tensor, push: torch.Tensor, where: torch.Tensor | None, replace: bool
) -> torch.Tensor:
    """state (items, positions, width) with the push at its places, added or instead; a new tensor,
    since a block may hand on the very state that it was given."""
    push = push.to(state)
    push = push[:, None] if push.dim() == 2 else push
    moved = push.expand_as(state).clone() if replace else state + push
    return moved if where is None else torch.where(where[..., None].to(state.device), moved, state)


def _pushes(push: torch.Tensor, where: torch.Tensor | None, replace: bool):
    def hook(_module, _arguments, output):
        state = hidden_state(output)
        items, positions = state.shape[:2]
        if push.dim() == 2 and len(push) != items:
            raise InputError(
                f"The push is for {len(push)} items and the model runs on {items} at once; give "
                "one vector for all, or run just those items."
            )
        if where is not None and where.shape != state.shape[:2]:
            raise InputError(
                f"Where the push goes has the shape {tuple(where.shape)}, and what the model runs "
                f"on has ({items}, {positions}), items by positions; give that."
            )
        return with_state(output, pushed(state, push, where, replace))

    return hook
