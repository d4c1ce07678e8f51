"""What an encoder is given beside a text: tokens of a source, or the features of a sound."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

import numpy as np
import torch
from transformers import FeatureExtractionMixin

from semhub.errors import InputError
from semhub.inputs import Audio, Input, at_rate
from semhub.models.batch import Encoded
from semhub.models.sensory import UNFIT, first_line
from semhub.models.tokens import TextEncoder

ROW = "source_row"
"""Name, in `Batch.inputs`, of (items,) the row of each item's source among the different ones."""


class Source(Protocol):
    """One source as its encoder takes it. key: equal for equal sources."""

    @property
    def key(self) -> str: ...


@dataclass(frozen=True)
class Read:
    """A source of text, as token ids."""

    key: str
    text: Encoded


@dataclass(frozen=True)
class Heard:
    """A sound, of which features are made only when it is run, since those of many would fill the
    memory; None for silence."""

    key: str
    sound: Audio | None


class Sources(Protocol):
    """What turns sources of one modality into what the encoder is given.

    absent: what stands in for a source that is not there, in words.
    """

    modality: str
    absent: str

    def encode(self, item: Input | None) -> Source:
        """Take one source, or what stands in for it."""

    def collate(self, sources: Sequence[Any]) -> dict[str, torch.Tensor]:
        """Join different sources that `encode` gave."""


class TextSources:
    """Texts, as the tokenizer writes what is to be read."""

    modality = "text"
    absent = "an empty one"

    def __init__(self, text: TextEncoder):
        self._text = text

    def encode(self, item: Input | None) -> Read:
        """Encode one source; without one, what the tokenizer makes of nothing. Raises `InputError`
        on one too long."""
        if item is not None:
            return Read(item.digest, self._text.encode([item])[0])
        ids = self._text.tokenizer("")["input_ids"] or [self._text.pad]
        return Read("", Encoded(ids, [False] * len(ids), last_word=0))

    def ends(self, item: Input) -> tuple[list[int], list[int]]:
        """Return the special tokens before and behind a source."""
        found = self.encode(item).text
        own = [i for i, inside in enumerate(found.content) if inside]
        return found.ids[: own[0]], found.ids[own[-1] + 1 :]

    def collate(self, sources: Sequence[Read]) -> dict[str, torch.Tensor]:
        """Join different sources, padded to the longest."""
        batch = self._text.collate([one.text for one in sources])
        return {"input_ids": batch.ids, "attention_mask": batch.attention}


class SoundSources:
    """Sounds, as the model's feature extractor writes them."""

    modality = "audio"
    absent = "silence"

    def __init__(self, ear: FeatureExtractionMixin, accepted: Container[str]):
        """accepted: the names that the encoder's `forward` takes."""
        self._ear, self._accepted = ear, accepted

    def encode(self, item: Input | None) -> Heard:
        """Take one source; without one, a second of silence."""
        return Heard("", None) if item is None else Heard(item.digest, cast(Audio, item))

    def collate(self, sources: Sequence[Heard]) -> dict[str, torch.Tensor]:
        """Write the only source, since `Fed.form` keeps others apart. Raises `InputError` on one
        that the feature extractor cannot take."""
        (source,) = sources
        rate, sound = self._ear.sampling_rate, source.sound
        samples = np.zeros(rate, dtype=np.float32) if sound is None else at_rate(sound, rate)
        try:
            found = self._ear(samples, sampling_rate=rate, return_tensors="pt")
        except UNFIT as error:
            raise InputError(
                f"The model's feature extractor cannot take “{sound.label if sound else 'silence'}”"
                f" ({first_line(error)}); give another."
            ) from error
        return {name: value for name, value in found.items() if name in self._accepted}


@dataclass(frozen=True)
class Fed(Encoded):
    """A text as a decoder is fed it, with what its encoder is given."""

    source: Source = Heard("", None)

    @property
    def form(self) -> tuple:
        """As of any item; and the long states of sounds are in memory one at a time."""
        return (*super().form, self.source.key if isinstance(self.source, Heard) else "")


def joined(sources: Sources, encoded: Sequence[Fed]) -> dict[str, torch.Tensor]:
    """What the encoder is given for a batch: each different source once, and each item's row."""
    different = {one.source.key: one.source for one in encoded}
    rows = {key: row for row, key in enumerate(different)}
    each = torch.tensor([rows[one.source.key] for one in encoded])
    return sources.collate(list(different.values())) | {ROW: each}
