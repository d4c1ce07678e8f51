"""Run a batch once, then again from any block on, with something added to the states there.

What stands before a push does not change with it. So every block's call is noted in one whole pass,
and a push costs the blocks behind the first layer that is pushed: half of them on average, and none
of the towers that see and hear. A family that does something between its blocks cannot be run so,
and is not: each pass is then a whole one. Which it is, is found out, not looked up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch

from semhub.models.batch import Encoded
from semhub.models.exclusive import exclusive
from semhub.models.hooks import entering, hidden_state, record_layers
from semhub.models.protocol import Model
from semhub.steering.asking import Places, mask
from semhub.steering.hooks import apply_push, check_layers, pushed


class Rerun:
    """A batch of questions, several times over, so that as many pushes run at once.

    states: layer -> (items, positions, width), without a push.
    by_parts: whether blocks can be run by themselves.
    """

    def __init__(
        self, model: Model, encoded: Sequence[Encoded], places: Sequence[Places], copies: int
    ):
        self.model, self.items, self.copies = model, len(encoded), copies
        self.batch = model.collate([*encoded] * copies)
        self.where = mask(self.batch, [*places] * copies)
        self.last = self.batch.attention.sum(dim=1) - 1
        self.states: list[torch.Tensor] = []
        self._calls: list[tuple[tuple, dict]] = []
        self._follows = True
        handles = []
        with exclusive():
            try:
                for block in model.blocks:
                    handles.append(block.register_forward_pre_hook(self._enter, with_kwargs=True))
                with record_layers(model.blocks, self._leave):
                    model.forward(self.batch)
            finally:
                for handle in handles:
                    handle.remove()
            self.by_parts = self._follows and self._repeats()

    def _enter(self, _module, arguments: tuple, named: dict) -> None:
        state = entering(arguments, named)
        if self._calls:  # the first block is entered before any state is kept
            before = self.states[-1]
            self._follows &= torch.equal(state[: self.items].to(before.device), before)
        rest = {name: value for name, value in named.items() if name != "hidden_states"}
        self._calls.append((arguments[1:], rest))

    def _leave(self, _layer: int, state: torch.Tensor) -> None:
        self.states.append(state[: self.items].clone())

    def _repeats(self) -> bool:
        """Return whether the last block, called by itself, gives what it gave in the whole pass."""
        if any(named.get("past_key_values") is not None for _, named in self._calls):
            return False  # a cache grows with each call
        last = self._tail(self.model.n_layers - 1, {})
        return torch.equal(last[: self.items], self.states[-1])

    def _tail(
        self, layer: int, pushes: Mapping[int, torch.Tensor], replace: bool = False
    ) -> torch.Tensor:
        """Return what leaves the last block with these pushes, none of them before `layer`."""
        state = self.states[layer].repeat(self.copies, 1, 1)
        for number in range(layer, self.model.n_layers + 1):
            if number > layer:
                arguments, named = self._calls[number - 1]
                state = hidden_state(self.model.blocks[number - 1](state, *arguments, **named))
            if number in pushes:
                state = pushed(state, pushes[number], self.where, replace)
        return state.to(self.last.device)

    def plain(self) -> torch.Tensor:
        """Return (items, width) what leaves the last block at each question's last position."""
        rows = torch.arange(self.items, device=self.last.device)
        return self.states[-1][rows, self.last[: self.items]]

    def under(self, pushes: Mapping[int, torch.Tensor], *, replace: bool = False) -> torch.Tensor:
        """Return (copies, items, width), the same with pushes (copies, items, width) at each of
        their layers at once, or with states replaced by them. Raises `InputError` on a layer that
        no block's output is."""
        check_layers(pushes, self.model.n_layers)
        flat = {k: push.flatten(0, 1) for k, push in pushes.items()}
        rows = torch.arange(len(self.last), device=self.last.device)
        if self.by_parts:
            with exclusive():
                final = self._tail(min(flat, default=self.model.n_layers), flat, replace)
        else:
            kept: list[torch.Tensor] = []

            def keep(number: int, state: torch.Tensor) -> None:
                if number == self.model.n_layers:
                    kept.append(state)

            with (
                apply_push(self.model, flat, self.where, replace=replace),
                record_layers(self.model.blocks, keep),
            ):
                self.model.forward(self.batch)
            final = kept[0]
        return final[rows, self.last].unflatten(0, (self.copies, self.items))
