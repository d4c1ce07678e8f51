"""Adapter for encoders of one sense: models that see or hear and do nothing else (ViT, HuBERT).

They are found by structure: the library's class takes pixels, samples or a spectrogram first, and
its config has no part for text. Of a model that hears and writes, such as Whisper, the encoder
alone is built and loaded.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Mapping, Sequence
from copy import copy, deepcopy
from functools import cached_property, partial
from pathlib import Path
from typing import NoReturn, Self

import numpy as np
import PIL.Image
import torch
from torch import nn
from transformers import (
    MODEL_MAPPING,
    AutoFeatureExtractor,
    AutoImageProcessor,
    AutoModel,
    PretrainedConfig,
    PreTrainedModel,
    SequenceFeatureExtractor,
)
from transformers.image_processing_utils import BaseImageProcessor

from semhub.errors import InputError
from semhub.inputs import Audio, Image, Input, at_rate
from semhub.models.architecture import TOLERANCE, relative_error
from semhub.models.batch import Batch, Encoded
from semhub.models.blocks import stack_of
from semhub.models.catalogue import EMBEDDED
from semhub.models.exclusive import exclusive
from semhub.models.hooks import record_layers
from semhub.models.layout import boxes_of, grid_of
from semhub.models.linear import by_onednn
from semhub.models.protocol import LoadCheck, not_taken
from semhub.models.sensory import PROBES, UNFIT, first_line, joined, labels
from semhub.models.towers.preparing import preparing
from semhub.pools import Pool

_TAKES = {"pixel_values": "image", "input_values": "audio", "input_features": "audio"}
"""What the library calls a class's first input -> the modality that it is."""

_ENCODER = {r"^(model\.)?encoder\.": ""}
"""From the names that weights have in a model that hears and writes to those in its encoder."""

_NOT_OWN = "–"
"""What a position is called that is no part of the item: a class position, or silence behind it."""


def sense_of(config: PretrainedConfig) -> str | None:
    """Tell what the model of a config takes, "image" or "audio", where it takes nothing else and is
    made of one part; None for any other."""
    kind = MODEL_MAPPING.get(type(config), None)
    if kind is None or isinstance(kind, tuple) or config.sub_configs:
        return None
    try:
        return _TAKES.get(kind.main_input_name)
    except ImportError:  # of a class that needs a library which is not installed
        return None


class EncoderAlone:
    """Builds and loads the encoder of a model that also writes, as an Auto class does."""

    def __init__(self, config: PretrainedConfig):
        with torch.device("meta"):  # where it costs nothing
            self._kind = type(AutoModel.from_config(deepcopy(config)).get_encoder())

    def from_config(self, config: PretrainedConfig, **options) -> PreTrainedModel:
        return self._kind._from_config(config, **options)

    def from_pretrained(self, source: Path, **options):
        return self._kind.from_pretrained(source, key_mapping=_ENCODER, **options)


def builder(config: PretrainedConfig) -> type[AutoModel] | EncoderAlone:
    """Return what builds and loads the encoder that `sense_of` found."""
    return EncoderAlone(config) if config.is_encoder_decoder else AutoModel


def prepared_by(source: Path, modality: str) -> BaseImageProcessor | SequenceFeatureExtractor:
    """Load what turns pictures or sounds into the model's inputs from its folder. Raises
    `InputError` where the folder does not have it."""
    if modality == "image":
        return preparing(
            AutoImageProcessor, BaseImageProcessor, source, "pictures", "image processor"
        )
    return preparing(
        AutoFeatureExtractor, SequenceFeatureExtractor, source, "sounds", "feature extractor"
    )


class OneSense:
    """An encoder of pictures or of sounds. Keeps `protocol.TokenModel`; it has no head.

    An item's span is what shows it: positions that are the same for every picture (class positions,
    registers, padding) and the silence that fills up a sound are left out. Sounds that differ in
    length are not run together, since some families (HuBERT) hear the padding.
    """

    has_head = False
    usual_pool: Pool = "mean"
    thread_safe = True
    check = LoadCheck(
        None,
        None,
        "It has no language-model head, so there is nothing to unembed; its states are those that "
        "transformers gives for it.",
    )

    def __init__(
        self,
        module: PreTrainedModel,
        prepare: BaseImageProcessor | SequenceFeatureExtractor,
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
        self._modality, self._prepare = modality, prepare
        self._accepted = set(inspect.signature(module.forward).parameters)
        self._positions: dict[tuple, int] = {}
        self._own: dict[tuple, list[bool]] = {}
        probe = self._inputs(PROBES[modality])
        self._filled = self._filled_samples(probe)
        with torch.inference_mode():
            final = getattr(self._run(self._moved(probe)), "last_hidden_state", None)
        if final is None or final.dim() != 3:
            raise InputError(
                f"{name} cannot be read layer by layer: {type(module).__name__} does not hand on "
                "one state a position; choose another model."
            )
        self._positions[_shapes(probe)] = final.shape[1]
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
            inputs = self._inputs(item)
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
            samples = len(self._samples(item))
            each = (self._filled or samples) / self._prepare.sampling_rate / positions
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
        return boxes_of(lambda pixels: self._inputs(Image(pixels)), span, item.pixels.shape)

    def require_head(self) -> NoReturn:
        """Raises `InputError`: there is none."""
        raise InputError(
            f"{self.name} is an encoder of {self._modality}s without a head, so its states cannot "
            f"be read as words; choose a model with a head, such as {EMBEDDED}."
        )

    def _run(self, inputs: Mapping[str, torch.Tensor], **options):
        return self.module(**inputs, **options)

    def _moved(self, inputs: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        return {
            name: value.to(self.device, self.module.dtype if value.is_floating_point() else None)
            for name, value in inputs.items()
        }

    def _inputs(self, item: Image | Audio) -> dict[str, torch.Tensor]:
        """Make what the model takes of one item, each with a first axis of one item."""
        if self._modality == "image":
            found = self._prepare(images=[PIL.Image.fromarray(item.pixels)], return_tensors="pt")
        else:
            rate = self._prepare.sampling_rate
            found = self._prepare(self._samples(item), sampling_rate=rate, return_tensors="pt")
        # A mask of ones says nothing, and a family that was trained without one never saw it.
        return {
            name: value
            for name, value in found.items()
            if name in self._accepted and not (name == "attention_mask" and bool(value.all()))
        }

    def _samples(self, item: Audio) -> np.ndarray:
        """Return the samples at the model's own rate. Raises `InputError` where they are more than
        it hears."""
        samples = at_rate(item, rate := self._prepare.sampling_rate)
        most = getattr(self._prepare, "n_samples", None)
        if most is not None and len(samples) > most:
            raise InputError(
                f"“{item.label[:40]}” lasts {len(samples) / rate:,.1f} seconds, and {self.name} "
                f"hears {most / rate:g}; cut it."
            )
        return samples

    def _filled_samples(self, probe: Mapping[str, torch.Tensor]) -> int | None:
        """Find the samples to which every sound is filled up with silence; None where it is not.
        Raises `InputError` where it is, and the feature extractor does not say how far."""
        if self._modality == "image":
            return None
        sound = PROBES["audio"]
        short = Audio(sound.samples[: len(sound.samples) // 2], sound.rate, "a probe")
        if _shapes(self._inputs(short)) != _shapes(probe):
            return None
        filled = getattr(self._prepare, "n_samples", None)
        if not isinstance(filled, int):
            raise InputError(
                f"{self.name} fills every sound up to one length and does not say which "
                "(n_samples), so that its silence cannot be told from the sound; choose another "
                "model."
            )
        return filled

    def _count(self, inputs: Mapping[str, torch.Tensor]) -> int:
        """Count the positions of an item. A length that is new runs through the architecture alone,
        without numbers."""
        shapes = _shapes(inputs)
        if shapes not in self._positions:
            given = {name: torch.empty_like(one, device="meta") for name, one in inputs.items()}
            with torch.inference_mode():
                self._positions[shapes] = self._numberless(**given).last_hidden_state.shape[1]
        return self._positions[shapes]

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
        frame = (*_shapes(inputs), *(value.numpy().tobytes() for value in masks))
        if frame not in self._own:
            noise = [
                np.random.default_rng(seed).integers(0, 256, item.pixels.shape, np.uint8)
                for seed in (0, 1)
            ]
            one, other = (
                self._states([Encoded([0] * positions, [], self._inputs(Image(pixels)))])[0][0]
                for pixels in noise
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
        pair = [Encoded([0], [True], self._inputs(item)) for item in (first, second)]
        alone, again = (self._states(pair[:1])[-1] for _ in range(2))
        if not self._same(again, alone):
            raise InputError(
                f"{self.name} gives other states at every run, so that nothing can be measured in "
                "them; choose another model."
            )
        return not self._same(self._states(pair)[-1][:1], alone)

    def _same(self, ours: torch.Tensor, theirs: torch.Tensor) -> bool:
        return relative_error(ours.float(), theirs.float()) <= TOLERANCE[self.module.dtype]


def _shapes(inputs: Mapping[str, torch.Tensor]) -> tuple:
    return tuple((name, tuple(value.shape)) for name, value in sorted(inputs.items()))
