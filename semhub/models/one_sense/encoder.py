"""Adapter for encoders of one sense: models that see or hear and do nothing else (ViT, HuBERT)."""

from __future__ import annotations

import inspect
import math
from collections.abc import Mapping, Sequence
from copy import copy, deepcopy
from functools import cached_property, partial
from typing import NoReturn, Self

import numpy as np
import torch
from torch import nn
from transformers import PreTrainedModel

from semhub.errors import InputError
from semhub.inputs import Audio, Image, Input
from semhub.models.architecture import TOLERANCE, relative_error
from semhub.models.batch import Batch, Encoded
from semhub.models.blocks import stack_of
from semhub.models.catalogue import EMBEDDED
from semhub.models.exclusive import exclusive
from semhub.models.hooks import record_layers
from semhub.models.layout import boxes_of, grid_of
from semhub.models.linear import by_onednn
from semhub.models.one_sense.preparing import Preparation, Processor, shapes
from semhub.models.protocol import SEVERAL, LoadCheck, not_taken
from semhub.models.sensory import PROBES, UNFIT, first_line, joined, labels
from semhub.pools import Pool

_NOT_OWN = "–"
"""What a position is called that is no part of the item: a class position, or silence behind it."""


class OneSense:
    """An encoder of pictures or of sounds. Keeps `protocol.TokenModel`; it has no head.

    An item's span is what shows it: positions that are the same for every picture (class positions,
    registers, padding) and the silence that fills up a sound are left out. Sounds that differ in
    length are not run together, since some families (HuBERT) hear the padding.
    """

    has_head = False
    usual_pool: Pool = "mean"
    thread_safe = True
    joins = False
    check = LoadCheck(
        None,
        None,
        "It has no language-model head, so there is nothing to unembed; its states are those that "
        "transformers gives for it.",
    )

    def __init__(
        self,
        module: PreTrainedModel,
        processor: Processor,
        modality: str,
        *,
        name: str,
        revision: str,
    ):
        """Raise `InputError` where the blocks cannot be found, or states are a matter of chance."""
        self.name, self.revision = name, revision
        self.modalities: tuple[str, ...] = (modality,)
        by_onednn(module)
        self.module = module.eval()
        self.device = module.device
        self._modality = modality
        accepted = set(inspect.signature(module.forward).parameters)
        self._prepared = Preparation(processor, modality, accepted, name)
        self._positions: dict[tuple, int] = {}
        self._own: dict[tuple, list[bool]] = {}
        probe = self._prepared.inputs(PROBES[modality])
        self._filled = self._prepared.filled()
        with torch.inference_mode():
            final = getattr(self._run(self._moved(probe)), "last_hidden_state", None)
        if final is None or final.dim() != 3:
            raise InputError(
                f"{name} cannot be read layer by layer: {type(module).__name__} does not hand on "
                "one state a position; choose another model."
            )
        self._positions[shapes(probe)] = final.shape[1]
        self._stack = stack_of(
            module,
            partial(self._run, self._moved(probe)),
            final.shape[:2],
            depth=getattr(module.config, "num_hidden_layers", None),
            name=name,
        )
        self.n_layers, self.width = self._stack.depth, self._stack.width
        self.blocks: Sequence[nn.Module] = self._stack.blocks(module)
        self._alone = self._bears_no_company()

    def to(self, device: torch.device) -> None:
        """Bring all weights to a device, on which it runs from then on."""
        self.module.to(device)
        self.device = device

    def over(self, module: PreTrainedModel, *, name: str, revision: str) -> Self:
        """Put the same adapter over another module of the same architecture, on the same device.
        What was found out of the architecture holds for it and is not checked again."""
        other = copy(self)
        other.name, other.revision = name, revision
        by_onednn(module)
        other.module = module.eval()
        other.blocks = self._stack.blocks(module)
        return other

    def encode(self, items: Sequence[Input]) -> list[Encoded]:
        """Encode each item by itself; its ids mean nothing. Raises `InputError` on an item of
        another modality, and on one that the model cannot take."""
        return [self._encoded(item) for item in items]

    def _encoded(self, item: Input) -> Encoded:
        if item.modality != self._modality:
            raise InputError(not_taken(self.name, self.modalities, item.modality))
        try:
            inputs = self._prepared.inputs(item)
            positions = self._count(inputs)
        except UNFIT as error:
            if isinstance(error, InputError):
                raise
            raise InputError(
                f"{self.name} cannot take “{item.label[:40]}” ({first_line(error)}); give another."
            ) from error
        grid = each = None
        if self._modality == "image":
            content = self._shown(item, inputs, positions)
            grid = grid_of(inputs, sum(content))
        else:
            samples = len(self._prepared.samples(item))
            each = (self._filled or samples) / self._prepared.rate / positions
            own = math.ceil(positions * samples / self._filled) if self._filled else positions
            content = [k < own for k in range(positions)]
        ids = [0] * positions
        return Encoded(ids, content, inputs, self._modality, grid, each, alone=self._alone)

    def collate(self, encoded: Sequence[Encoded]) -> Batch:
        ids = torch.tensor([item.ids for item in encoded], device=self.device)
        content = torch.tensor([item.content for item in encoded], device=self.device)
        inputs = self._moved(joined(encoded, ids.shape[1]))
        return Batch(ids, torch.ones_like(ids), content, inputs)

    def forward(self, batch: Batch) -> None:
        self._run(batch.inputs)

    def tokens(self, item: Input) -> list[str]:
        (encoded,) = self.encode([item])
        return labels(encoded, [_NOT_OWN] * len(encoded))

    def boxes(self, item: Input) -> np.ndarray | None:
        (encoded,) = self.encode([item])
        if self._modality != "image":
            return None
        span = sum(encoded.content)
        return boxes_of(
            lambda pixels: self._prepared.inputs(Image(pixels)), span, item.pixels.shape
        )

    def require_head(self) -> NoReturn:
        """Raises `InputError`: there is none."""
        raise InputError(
            f"{self.name} is an encoder of {SEVERAL[self._modality]} without a head, so its states "
            f"cannot be read as words; choose a model with a head, such as {EMBEDDED}."
        )

    def _run(self, inputs: Mapping[str, torch.Tensor], **options):
        return self.module(**inputs, **options)

    def _moved(self, inputs: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        return {
            name: value.to(self.device, self.module.dtype if value.is_floating_point() else None)
            for name, value in inputs.items()
        }

    def _count(self, inputs: Mapping[str, torch.Tensor]) -> int:
        """Count the positions of an item. A length that is new runs through the architecture alone,
        without numbers."""
        form = shapes(inputs)
        if form not in self._positions:
            given = {name: torch.empty_like(one, device="meta") for name, one in inputs.items()}
            with torch.inference_mode():
                self._positions[form] = self._numberless(**given).last_hidden_state.shape[1]
        return self._positions[form]

    @cached_property
    def _numberless(self) -> PreTrainedModel:
        """The architecture alone, whose states have a shape and nothing else."""
        with torch.device("meta"):
            return type(self.module)(deepcopy(self.module.config)).eval()

    def _shown(self, item: Image, inputs: Mapping[str, torch.Tensor], positions: int) -> list[bool]:
        """(positions) true where the state that enters the blocks differs between two pictures of
        noise, of the item's size."""
        # What a picture's size decides besides the pixels: which patches there are.
        masks = (value for name, value in inputs.items() if name != self.module.main_input_name)
        frame = (*shapes(inputs), *(value.numpy().tobytes() for value in masks))
        if frame not in self._own:
            noise = (
                Image(np.random.default_rng(seed).integers(0, 256, item.pixels.shape, np.uint8))
                for seed in (0, 1)
            )
            one, other = (
                self._states([Encoded([0] * positions, [], self._prepared.inputs(picture))])[0][0]
                for picture in noise
            )
            self._own[frame] = (one != other).any(dim=-1).tolist()
        return self._own[frame]

    def _states(self, encoded: Sequence[Encoded]) -> list[torch.Tensor]:
        """Take the states of every layer, (items, positions, width)."""
        layers: list[torch.Tensor] = []
        with exclusive(), record_layers(self.blocks, lambda _layer, state: layers.append(state)):
            self.forward(self.collate(encoded))
        return layers

    def _bears_no_company(self) -> bool:
        """Tell whether a neighbour in a batch changes an item's states. Raises `InputError` where
        they are a matter of chance."""
        first = PROBES[self._modality]
        if isinstance(first, Image):
            second: Image | Audio = Image(first.pixels[::-1].copy(), first.label)
        else:
            second = Audio(first.samples[::-1].copy(), first.rate, first.label)
        pair = [Encoded([0], [True], self._prepared.inputs(item)) for item in (first, second)]
        alone, again = (self._states(pair[:1])[-1] for _ in range(2))
        if not self._same(again, alone):
            raise InputError(
                f"{self.name} gives other states at every run, so that nothing can be measured in "
                "them; choose another model."
            )
        return not self._same(self._states(pair)[-1][:1], alone)

    def _same(self, ours: torch.Tensor, theirs: torch.Tensor) -> bool:
        return relative_error(ours.float(), theirs.float()) <= TOLERANCE[self.module.dtype]
