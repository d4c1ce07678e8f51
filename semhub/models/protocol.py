"""What the rest of Semhub may ask of a model, and what it may ask of one with a head.

Towers keep `Model`, encoders keep `TokenModel` and decoders keep `LanguageModel`; each asks for
more than the one before. The toy models of the tests, whose states are known by construction, keep
them too. `Model.require_head` leads from any of them to a `LanguageModel`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from typing import TYPE_CHECKING, Protocol

from semhub.errors import InputError
from semhub.inputs.door import kind_of
from semhub.models.catalogue import EMBEDDED

if TYPE_CHECKING:
    import numpy as np
    import torch

    from semhub.inputs import Input
    from semhub.models.batch import Batch, Encoded
    from semhub.models.own_pool import OwnPool
    from semhub.pools import Pool

Spelling = tuple[int, ...]
"""The tokens of one way to write a word."""


@dataclass(frozen=True)
class LoadCheck:
    """Does the last block's output, unembedded, give the model's own logits?

    passed: None for a model without a head, where there is nothing to compare.
    error: largest absolute difference of a logit, relative to the largest logit.
    sentence: the outcome in words, as shown to the user; behind it, what else the user should know
        of the weights.
    """

    passed: bool | None
    error: float | None
    sentence: str

    def noting(self, notes: Sequence[str]) -> LoadCheck:
        """Put these sentences behind the outcome."""
        return replace(self, sentence=" ".join([self.sentence, *notes]))


def require_model(model: object) -> None:
    """Raise `InputError` on anything but a model that `semhub.load` gave."""
    if isinstance(model, (str, PathLike)):
        raise InputError(f"The model is a name, “{model}”; give semhub.load of it.")
    if not callable(getattr(model, "encode", None)) or not hasattr(model, "modalities"):
        raise InputError(f"The model is {kind_of(model)}; give what semhub.load returns.")


SEVERAL = {"text": "texts", "image": "pictures", "audio": "sounds"}
"""What several items of a modality are called."""


def not_taken(name: str, modalities: Sequence[str], modality: str) -> str:
    """Write the sentence that refuses items of a modality that a model does not take."""
    return (
        f"{name} takes {' and '.join(modalities)}, but no {modality}; choose another model, such "
        f"as {EMBEDDED}."
    )


class Model(Protocol):
    """A stack of blocks whose states can be taken, with a head or without."""

    name: str
    """What the user called it."""
    revision: str
    """Commit of the hub, or a digest of the local weights, config, tokenizer and processor."""
    modalities: tuple[str, ...]
    """Of the items that it takes: "text", "image", "audio"."""
    n_layers: int
    """Number of blocks; layers are 0 (embedding output) to n_layers (last block's output)."""
    width: int
    usual_pool: Pool
    """The pooling that suits it: see `semhub.states.extraction`."""
    own_pool: OwnPool | None
    """How its makers pool, where they say it: the pooling "model"."""
    device: torch.device
    thread_safe: bool
    """Tell whether passes may overlap in several threads: not where one puts something into the
    module."""
    blocks: Sequence[torch.nn.Module]
    module: torch.nn.Module
    """What holds every weight that its states depend on."""
    check: LoadCheck

    @property
    def joins(self) -> bool:
        """Tell whether it is a `JoiningModel`, on the device where it is now."""

    @property
    def has_head(self) -> bool:
        """Tell whether states can be read as words: there is a head, and the load check passed."""

    def encode(self, items: Sequence[Input]) -> list[Encoded]:
        """Find each item's token ids and span. Raises `InputError` on a bad item."""

    def collate(self, encoded: Sequence[Encoded]) -> Batch:
        """Join encoded items of one `form` into a batch, on the model's device."""

    def forward(self, batch: Batch) -> None:
        """Run the blocks; states are taken by hooks, and no logits are computed."""

    def require_head(self) -> LanguageModel:
        """Return this model as one whose states can be read as words. Raises `InputError`, saying
        why, where they cannot."""


class JoiningModel(Model, Protocol):
    """A model that gives each text the same states in one row with others, without padding."""

    def join(self, encoded: Sequence[Encoded]) -> Batch:
        """Join encoded texts, the longest first, into one row."""


class TokenModel(Model, Protocol):
    """A model that tells what stands at each of its positions."""

    def tokens(self, item: Input) -> list[str]:
        """The readable text of each of the item's positions, never a broken byte."""

    def boxes(self, item: Input) -> np.ndarray | None:
        """(span, 4) left, top, right and bottom of what each of a picture's positions shows, in
        shares of its width and height: within 0 to 1 where the family crops, beyond where it pads;
        several tiles may show one place. None for other items, and where positions do not cover
        the picture evenly."""


class LanguageModel(TokenModel, Protocol):
    """A model with a head, which reads states as logits over a vocabulary."""

    vocabulary_size: int
    """Number of rows of the head."""
    max_positions: int
    """Positions that the model was built for."""
    eos_ids: frozenset[int]
    """Tokens that end a text."""
    fills_in: bool
    """Tell whether its head was trained to say which word is masked at a position, and not which
    comes next (`semhub.models.saying`)."""

    def unembed(self, state: torch.Tensor, *, norm: bool = True) -> torch.Tensor:
        """Turn states (..., width) into logits (..., vocabulary): norm, head, scale, soft cap."""

    def content_ids(self, texts: Sequence[str]) -> Iterator[int]:
        """Every token of `texts`, without special ones: what a language's text is made of."""

    def decode_token(self, token: int) -> str:
        """The readable text of one entry of the vocabulary, never a broken byte."""

    def decode(self, tokens: Sequence[int]) -> str:
        """Write tokens in a row as a person reads them, special ones left out, no broken byte."""

    def spellings(self, word: str) -> tuple[Spelling, ...]:
        """The tokens of each usual spelling of a word, spaced or not, capitalised or not: those of
        one token if there are any, none for a word that the vocabulary cannot write."""
