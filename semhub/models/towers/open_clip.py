"""Adapter for open_clip: any of its architectures, as a text tower and an image tower."""

from __future__ import annotations

from collections.abc import Mapping

import PIL.Image
import torch
from open_clip.tokenizer import HFTokenizer
from open_clip.transform import PreprocessCfg, image_transform_v2
from torch import nn

from semhub.errors import InputError
from semhub.inputs import Image, Text
from semhub.models.adapter import PROBE
from semhub.models.batch import Batch
from semhub.models.not_here import Progress
from semhub.models.sensory import PROBES
from semhub.models.towers.checkpoint import loaded, located
from semhub.models.towers.pair import Towers
from semhub.models.towers.tower import Tower


def load(name: str, *, device: torch.device, progress: Progress | None = None) -> Towers:
    """Load both towers of `open_clip:ARCH/PRETRAINED` or
    `open_clip:ARCH//path/to/weights.safetensors`, in float32.

    Raises `InputError` when they cannot be had without opening a pickle, or cannot be read.
    """
    checkpoint = located(name, progress)
    if progress:
        progress(1.0, f"Loading {name}")
    module, tokenizer = loaded(checkpoint, device)
    about = {"name": name, "revision": checkpoint.revision}
    return Towers(
        **about, text=TextTower(module, tokenizer, **about), other=ImageTower(module, **about)
    )


class TextTower(Tower):
    """The text tower. Texts are padded to the tower's own length, as it was trained to see them,
    and a longer one is refused, not cut."""

    def __init__(self, module: nn.Module, tokenizer, *, name: str, revision: str):
        self.module, self._tokenizer = module, tokenizer
        # Architectures of the first kind have the text tower's parts among their own.
        root = getattr(module, "text", None) or module.transformer
        super().__init__(root, PROBE, name=name, revision=revision)

    def _inputs(self, item: Text) -> Mapping[str, torch.Tensor]:
        return {"text": self._tokenizer([item.text])}

    def _content(self, item: Text, inputs: Mapping[str, torch.Tensor]) -> list[bool]:
        ids, own = inputs["text"][0].tolist(), self._own(item.text)
        if not own:
            raise InputError(
                f"The tower's tokenizer finds nothing to read in “{item.text[:30]}”; write at "
                "least one word."
            )
        if self._control() & {*own}:
            raise InputError(
                f"“{item.text[:30]}” spells a control token, such as <end_of_text>, which the "
                "tower's tokenizer would take for one; leave it out."
            )
        places = range(len(ids) - len(own) + 1)
        start = next((i for i in places if ids[i : i + len(own)] == own), None)
        if start is None:
            raise InputError(
                f"“{item.text[:30]}…” has {len(own):,} tokens, and {self.name} reads {len(ids):,} "
                "with those for start and end; shorten it, or leave it out."
            )
        return [start <= i < start + len(own) for i in range(self.positions)]

    def _control(self) -> set[int]:
        """Tokens that no text of a person's has."""
        tokenizer = self._tokenizer
        inner = tokenizer.tokenizer if isinstance(tokenizer, HFTokenizer) else tokenizer
        return {*inner.all_special_ids} - {getattr(inner, "unk_token_id", None)}

    def _own(self, text: str) -> list[int]:
        """The text's own token ids, neither cut nor enclosed."""
        tokenizer = self._tokenizer
        if not isinstance(tokenizer, HFTokenizer):
            return tokenizer.encode(text)
        plain = tokenizer.tokenizer(
            tokenizer.clean_fn(text), add_special_tokens=False, verbose=False
        )
        return plain["input_ids"]

    def project(self, batch: Batch) -> torch.Tensor:
        return self.module.encode_text(batch.inputs["text"], normalize=True)


class ImageTower(Tower):
    """The image tower. A picture is brought to the tower's size as it was for its training, which
    for most cuts off what a wide or tall one has beyond a square."""

    def __init__(self, module: nn.Module, *, name: str, revision: str):
        self.module = module
        self._transform = image_transform_v2(
            PreprocessCfg(**module.visual.preprocess_cfg), is_train=False
        )
        trunk = getattr(module.visual, "trunk", module.visual)
        # open_clip's own transformer has a class position, timm's models say how many they have.
        self._before = getattr(trunk, "num_prefix_tokens", int(hasattr(trunk, "class_embedding")))
        super().__init__(module.visual, PROBES["image"], name=name, revision=revision)

    def _inputs(self, item: Image) -> Mapping[str, torch.Tensor]:
        return {"image": self._transform(PIL.Image.fromarray(item.pixels))[None]}

    def _content(self, item: Image, inputs: Mapping[str, torch.Tensor]) -> list[bool]:
        return [i >= self._before for i in range(self.positions)]

    def project(self, batch: Batch) -> torch.Tensor:
        return self.module.encode_image(batch.inputs["image"], normalize=True)
