"""Adapter for pairs of towers as transformers has them, for text and pictures: CLIP, SigLIP and
others that are built alike."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from pathlib import Path

import PIL.Image
import torch
from transformers import AutoImageProcessor, PreTrainedModel, PreTrainedTokenizerBase
from transformers.image_processing_utils import BaseImageProcessor

from semhub.errors import InputError
from semhub.inputs import Image, Text
from semhub.models.adapter import PROBE, embedding_rows
from semhub.models.batch import Batch
from semhub.models.sensory import PROBES
from semhub.models.towers.pair import Towers
from semhub.models.towers.preparing import preparing
from semhub.models.towers.tower import Tower

_PARTS = ("text_model", "vision_model", "get_text_features", "get_image_features")


def is_pair(module: PreTrainedModel) -> bool:
    """Tell whether a module is two towers, for text and pictures, that end in one space."""
    return all(hasattr(module, part) for part in _PARTS)


def towers(
    module: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    source: Path,
    *,
    name: str,
    revision: str,
) -> Towers:
    """Both towers of a model that was loaded from the folder `source`.

    Raises `InputError` when the folder does not say how pictures are prepared.
    """
    eye = preparing(AutoImageProcessor, BaseImageProcessor, source, "pictures", "image processor")
    about = {"name": name, "revision": revision}
    module = module.eval()
    return Towers(
        **about, text=TextTower(module, tokenizer, **about), other=ImageTower(module, eye, **about)
    )


class TextTower(Tower):
    """The text tower. Texts are padded to the tower's own length, since SigLIP's reads padding as
    it was trained to, and pools at the last position; a longer text is refused, not cut."""

    def __init__(
        self,
        module: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        *,
        name: str,
        revision: str,
    ):
        self.module, self._tokenizer = module, tokenizer
        config = module.config.get_text_config()
        self._longest = min(config.max_position_embeddings, tokenizer.model_max_length)
        self._rows = embedding_rows(module.text_model)
        super().__init__(module.text_model, PROBE, name=name, revision=revision)

    def _inputs(self, item: Text) -> Mapping[str, torch.Tensor]:
        found = self._tokenizer(
            [item.text], padding="max_length", max_length=self._longest, verbose=False,
            return_tensors="pt",
        )  # fmt: skip
        ids = found["input_ids"]
        if ids.shape[1] > self._longest:
            raise InputError(
                f"“{item.text[:30]}…” has {ids.shape[1]:,} tokens, and {self.name} reads "
                f"{self._longest:,}; shorten it, or leave it out."
            )
        if int(ids.max()) >= self._rows:
            raise InputError(
                f"“{item.text[:30]}” holds a token that {self.name} has no embedding for, number "
                f"{int(ids.max()):,}; leave it out."
            )
        return _taken(self.module.get_text_features, found)

    def _content(self, item: Text, inputs: Mapping[str, torch.Tensor]) -> list[bool]:
        special = self._tokenizer(
            [item.text], padding="max_length", max_length=self._longest, verbose=False,
            return_special_tokens_mask=True,
        )["special_tokens_mask"][0]  # fmt: skip
        if all(special):
            raise InputError(
                f"The tower's tokenizer finds nothing to read in “{item.text[:30]}”; write at "
                "least one word."
            )
        return [not mark for mark in special]

    def project(self, batch: Batch) -> torch.Tensor:
        return _unit(self.module.get_text_features(**batch.inputs))


class ImageTower(Tower):
    """The image tower. A picture is brought to the tower's size by its own processor."""

    def __init__(
        self, module: PreTrainedModel, eye: BaseImageProcessor, *, name: str, revision: str
    ):
        self.module, self._eye = module, eye
        super().__init__(module.vision_model, PROBES["image"], name=name, revision=revision)

    def _inputs(self, item: Image) -> Mapping[str, torch.Tensor]:
        found = self._eye(images=[PIL.Image.fromarray(item.pixels)], return_tensors="pt")
        inputs = _taken(self.module.get_image_features, found)
        return {
            name: value.to(self.module.dtype) if value.is_floating_point() else value
            for name, value in inputs.items()
        }

    def _content(self, item: Image, inputs: Mapping[str, torch.Tensor]) -> list[bool]:
        if "pixel_attention_mask" in inputs:  # patches of a picture in its own shape, then padding
            return inputs["pixel_attention_mask"][0].bool().tolist()
        patches = self._patches(inputs["pixel_values"])
        return [i >= self.positions - patches for i in range(self.positions)]

    def _patches(self, pixels: torch.Tensor) -> int:
        """How many of the positions are patches; a class position, where there is one, is first."""
        side = getattr(self.module.config.vision_config, "patch_size", None)
        if not isinstance(side, int):
            return self.positions
        return (pixels.shape[-2] // side) * (pixels.shape[-1] // side)

    def project(self, batch: Batch) -> torch.Tensor:
        return _unit(self.module.get_image_features(**batch.inputs))


def _taken(method, found: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Of what a processor gives, that which a method of the model takes."""
    known = inspect.signature(method).parameters
    return {name: value for name, value in found.items() if name in known}


def _unit(found) -> torch.Tensor:
    """(items, d) of unit length: where the towers meet."""
    return torch.nn.functional.normalize(found.pooler_output, dim=-1)
