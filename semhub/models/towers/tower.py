"""One tower of two, to be read layer by layer like any model, but without a head."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from typing import NoReturn

import numpy as np
import torch
from torch import nn

from semhub.errors import InputError
from semhub.inputs import Input, Target
from semhub.models.batch import Batch, Encoded
from semhub.models.catalogue import EMBEDDED
from semhub.models.exclusive import exclusive
from semhub.models.finite import require_finite
from semhub.models.hooks import record_layers
from semhub.models.linear import by_onednn
from semhub.models.own_pool import OwnPool
from semhub.models.protocol import LoadCheck
from semhub.models.towers.blocks import Pyramid, blocks_in, form_of
from semhub.pools import Pool

JOINT_BATCH = 16
"""Items projected at a time: a tower's items are all as long as the longest that it takes."""


class Tower:
    """A tower that takes all items in one size. Keeps `protocol.Model`; it has no head, and so no
    words.

    An item's span is what is its own: the tokens of a text, the patches of a picture or a sound.
    Start, end, padding and class positions are left out, also where the tower itself pools just
    there; how it pools is seen in the joint space.

    root: the module that holds the blocks. probe: an item for the check at load.
    Raises `InputError` where blocks cannot be found, or do not hand on states.
    """

    has_head = False
    usual_pool: Pool = "mean"
    own_pool: OwnPool | None = None
    modalities: tuple[str, ...]
    blocks: Sequence[nn.Module]
    module: nn.Module
    thread_safe = False
    """A pyramid's pass shows its levels through hooks of its own, which another would set off."""
    joins = False
    longest_seconds: float | None = None
    """How much of a sound is read."""
    check = LoadCheck(
        None, None, "A tower has no language-model head, so there is nothing to unembed."
    )

    def __init__(self, root: nn.Module, probe: Input, *, name: str, revision: str):
        self.modality = probe.modality
        self.modalities = (self.modality,)
        self.name, self.revision = f"{name}, {self.modality} tower", revision
        self.device = next(root.parameters()).device
        by_onednn(root)
        blocks = blocks_in(root, self.name)
        self.n_layers = len(blocks)
        shapes = self._shapes(blocks, probe)
        even = len(set(shapes)) == 1 and len(shapes[0]) == 3
        forms = [form_of(shape) for shape in shapes]
        self.positions, self.width = forms[0][1], max(width for _, _, width in forms)
        self._pyramid = None if even else Pyramid(blocks, self.width)
        self.blocks = self._pyramid.levels if self._pyramid else blocks

    def _inputs(self, item: Input) -> Mapping[str, torch.Tensor]:
        """What the tower takes, each with a first axis of one item, on the CPU."""
        raise NotImplementedError

    def _content(self, item: Input, inputs: Mapping[str, torch.Tensor]) -> list[bool]:
        """(positions) true at the item's span."""
        raise NotImplementedError

    def project(self, batch: Batch) -> torch.Tensor:
        """Pool and project each item as the tower itself does: (items, d) in the joint space,
        of unit length. Called within `exclusive()`."""
        raise NotImplementedError

    def to(self, device: torch.device) -> None:
        """Bring all weights to a device, on which it runs from then on."""
        self.module.to(device)
        self.device = device

    def encode(self, items: Sequence[Input]) -> list[Encoded]:
        """Encode each item by itself; its ids mean nothing. Raises `InputError` on an item of
        another modality, or one that the tower cannot take."""
        encoded = []
        for item in items:
            if item.modality != self.modality:
                raise InputError(
                    f"{self.name} reads no {item.modality}, so it cannot read "
                    f"“{item.label[:40]}”; give it to the other tower."
                )
            if isinstance(item, Target):
                raise InputError(f"{self.name} reads no source beside a text; leave it out.")
            inputs = self._inputs(item)
            content = self._content(item, inputs)
            encoded.append(Encoded([0] * len(content), content, inputs, self.modality))
        return encoded

    def collate(self, encoded: Sequence[Encoded]) -> Batch:
        ids = torch.tensor([item.ids for item in encoded], device=self.device)
        content = torch.tensor([item.content for item in encoded], device=self.device)
        if self._pyramid:  # whose states have one position
            content = content.any(dim=1, keepdim=True)
        return Batch(ids, torch.ones_like(ids), content, self._together(encoded))

    def _together(self, encoded: Sequence[Encoded]) -> dict[str, torch.Tensor]:
        return {
            name: torch.cat([item.inputs[name] for item in encoded]).to(self.device)
            for name in encoded[0].inputs
        }

    def forward(self, batch: Batch) -> None:
        with self._pyramid.shown() if self._pyramid else nullcontext():
            self.project(batch)

    def require_head(self) -> NoReturn:
        """Raises `InputError`: there is none."""
        raise InputError(
            f"{self.name} has no head, so its states cannot be read as words; choose a model with "
            f"a head, such as {EMBEDDED}."
        )

    def _shapes(self, blocks: list[nn.Module], probe: Input) -> list[torch.Size]:
        """The shape of the probe's state at every layer.

        Raises `InputError` unless each block is run once, in order, on one state an item.
        """
        seen: list[tuple[int, torch.Size]] = []
        inputs = self._together([Encoded([], [], self._inputs(probe))])
        nothing = torch.empty(1, 0)
        with exclusive(), record_layers(blocks, lambda k, state: seen.append((k, state.shape))):
            self.project(Batch(nothing, nothing, nothing, inputs))
        layers, shapes = zip(*seen, strict=True)
        if layers != tuple(range(len(blocks) + 1)) or any(
            len(shape) not in (3, 4) or shape[0] != 1 for shape in shapes
        ):
            raise InputError(
                f"{self.name} cannot be read: its blocks are not run one after the other, each on "
                "one state an item; choose another architecture."
            )
        return list(shapes)


def joint(
    tower: Tower, items: Sequence[Input], progress: Callable[[int, int], None] | None = None
) -> np.ndarray:
    """Project items into the space where both towers meet: (items, d) float32, of unit length.

    progress: called with (done, total) items. Raises `InputError` on an item that the tower cannot
    take, or of which it gives no finite numbers.
    """
    rows: list[np.ndarray] = []
    for start in range(0, len(items), JOINT_BATCH):
        some = items[start : start + JOINT_BATCH]
        batch = tower.collate(tower.encode(some))
        with exclusive():
            projected = tower.project(batch).float().cpu().numpy()
        for item, row in zip(some, projected, strict=True):
            require_finite(tower.name, item, row)
        rows.extend(projected)
        if progress:
            progress(len(rows), len(items))
    return np.stack(rows)
