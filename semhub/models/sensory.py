"""Pictures and sounds -> encoded items, through the processor that comes with a model.

The processor writes one placeholder token for each position that a picture or a sound takes; what
has that token's id is the item's span, and what stands around it is template.
"""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Sequence
from contextlib import suppress

import jinja2
import numpy as np
import PIL.Image
import torch
from transformers import PreTrainedModel, ProcessorMixin

from semhub.errors import InputError
from semhub.inputs import Audio, Image, at_rate
from semhub.models import spoken_chat
from semhub.models.batch import Encoded, follows_ids
from semhub.models.layout import boxes_of, grid_of

_PARTS = {"image": ("image_processor",), "audio": ("audio_processor", "feature_extractor")}
"""What families call the part of a processor that takes a modality."""

_NOT_SENSED = ("input_ids", "attention_mask", "labels")
PROBES: dict[str, Image | Audio] = {
    "image": Image(np.linspace(0, 255, 64 * 64 * 3).reshape(64, 64, 3).astype(np.uint8), "a probe"),
    "audio": Audio(np.sin(np.arange(16_000) / 10, dtype=np.float32), 16_000, "a probe"),
}
"""One small item of each modality, for the checks at load."""

UNFIT = (
    ValueError,
    TypeError,
    LookupError,
    RuntimeError,
    ImportError,
    AttributeError,
    AssertionError,
    ArithmeticError,  # a size of zero that something is divided by, or one beyond any number
    MemoryError,  # a size that no machine has, refused at once
)
"""What models and processors raise on an item that they cannot take, and on a checkpoint whose
parts do not fit together."""

UNREADABLE = (OSError, *UNFIT)
"""What the library's loaders raise on a file that is cut short or holds an odd value."""


class SensoryEncoder:
    """A processor, used on one item at a time.

    max_positions: the number of positions that the model was built for.
    """

    def __init__(self, processor: ProcessorMixin, module: PreTrainedModel, *, max_positions: int):
        self.processor = processor
        self.max_positions = max_positions
        self._accepted = set(inspect.signature(module.forward).parameters)
        self._placeholders = {
            modality: found
            for modality in _PARTS
            if part_of(processor, modality) is not None
            and (found := placeholder(modality, module.config, processor)) is not None
        }
        self._chats_only = "audio" in self._placeholders and spoken_chat.chats_only(processor)
        self._prompts: dict[str, str] = {}

    @property
    def modalities(self) -> tuple[str, ...]:
        """List the modalities that the processor has a part and a placeholder for."""
        return tuple(self._placeholders)

    def encode(self, item: Image | Audio) -> Encoded:
        """Raise `InputError` on an item that the processor cannot take, or one too long."""
        try:
            found = self._processed(item)
        except UNFIT as error:
            raise InputError(
                f"The model's processor cannot take “{item.label}” ({first_line(error)}); give "
                "another."
            ) from error
        ids = found["input_ids"][0].tolist()
        content = [token == self._placeholders[item.modality] for token in ids]
        if not any(content):
            raise InputError(f"“{item.label}” is too small for the model; give more of it.")
        if len(ids) > self.max_positions:
            raise InputError(
                f"“{item.label}” takes {len(ids):,} positions and the model reads at most "
                f"{self.max_positions:,}; give a smaller one."
            )
        inputs = {
            name: value
            for name, value in found.items()
            if name in self._accepted and name not in _NOT_SENSED
        }
        span = sum(content)
        if item.modality == "image":
            return Encoded(ids, content, inputs, "image", grid=grid_of(inputs, span))
        ear = part_of(self.processor, "audio")
        seconds = len(self._resampled(item)) / ear.sampling_rate
        each = seconds / span
        if self._chats_only:
            each = spoken_chat.filled_seconds(inputs["input_features"], ear) / span
            content = (content & (np.cumsum(content) <= math.ceil(seconds / each))).tolist()
        return Encoded(ids, content, inputs, "audio", seconds_per_position=each)

    def boxes(self, item: Image) -> np.ndarray | None:
        """As in `protocol.TokenModel`."""
        span = sum(self.encode(item).content)
        return boxes_of(lambda pixels: self._processed(Image(pixels)), span, item.pixels.shape)

    def _resampled(self, item: Audio) -> np.ndarray:
        """Return the samples at the model's own rate, no more of them than it takes at a time."""
        ear = part_of(self.processor, "audio")
        return at_rate(item, ear.sampling_rate)[: getattr(ear, "n_samples", None)]

    def _processed(self, item: Image | Audio):
        if item.modality == "audio" and self._chats_only:
            rate = part_of(self.processor, "audio").sampling_rate
            return spoken_chat.inputs_of(self.processor, self._resampled(item), rate)
        if item.modality not in self._prompts:
            self._prompts[item.modality] = prompt_of(item.modality, self.processor)
        prompt = self._prompts[item.modality]
        options = {}
        begins = self.processor.tokenizer.bos_token
        if begins and prompt.startswith(begins):
            options["add_special_tokens"] = False  # the template wrote it already
        if item.modality == "image":
            options["images"] = [PIL.Image.fromarray(item.pixels)]
        else:
            rate = part_of(self.processor, "audio").sampling_rate
            options |= {"audio": [self._resampled(item)], "audio_kwargs": {"sampling_rate": rate}}
        return self.processor(text=[prompt], return_tensors="pt", **options)


def fault_of(error: Exception) -> str:
    """Describe an error of a library, with its class where it only holds a name: "KeyError:
    'x'"."""
    line = first_line(error)
    return line if " " in line else f"{type(error).__name__}: {line}".removesuffix(": ")


def first_line(error: BaseException | str) -> str:
    """Return the first line of a library's error, to put into a sentence."""
    return re.split(r"[.!?]\s|\n", str(error).strip())[0].rstrip(".!?")


def part_of(processor: ProcessorMixin, modality: str):
    """Return the part of a processor that takes a modality, or None."""
    found = (getattr(processor, name, None) for name in _PARTS[modality])
    return next((part for part in found if part is not None), None)


def placeholder(modality: str, config, processor: ProcessorMixin) -> int | None:
    """Return the id of the token for one position of a picture or a sound, if there is one."""
    for name in (f"{modality}_token_id", f"{modality}_token_index"):
        if (token := getattr(config, name, None)) is not None:
            return token
    return getattr(processor, f"{modality}_token_id", None)


def prompt_of(modality: str, processor: ProcessorMixin) -> str:
    """One item without a word beside it, as the model was trained to see it: by the chat template,
    or, where that has no place for the item, by its token alone."""
    token = getattr(processor, f"{modality}_token", None) or ""
    if processor.chat_template:
        message = {"role": "user", "content": [{"type": modality, modality: ""}]}
        with suppress(jinja2.TemplateError):  # such as one that has no place for this modality
            prompt = processor.apply_chat_template([message], tokenize=False)
            if token in prompt:
                return prompt
    return token


def joined(encoded: Sequence[Encoded], length: int) -> dict[str, torch.Tensor]:
    """Join the inputs of items of one form, as the model takes them together."""
    found = {}
    for name in encoded[0].inputs:
        parts = [item.inputs[name] for item in encoded]
        if follows_ids(name):
            parts = [torch.nn.functional.pad(part, (0, length - part.shape[1])) for part in parts]
        found[name] = torch.cat(parts)
    return found


def labels(encoded: Encoded, words: Sequence[str]) -> list[str]:
    """Readable text of each position: row and column of a picture, second of a sound.

    words: the text of each token, shown outside the span.
    """
    shown = list(words)
    span = [i for i, own in enumerate(encoded.content) if own]
    for k, i in enumerate(span):
        if encoded.seconds_per_position is not None:
            shown[i] = f"♪ {k * encoded.seconds_per_position:.2f} s"
        elif encoded.grid:
            row, column = divmod(k, encoded.grid[1])
            shown[i] = f"▦ {row + 1},{column + 1}"
        else:
            shown[i] = f"▦ {k + 1}"
    return shown
