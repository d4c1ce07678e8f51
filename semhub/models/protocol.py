"""What the rest of Semhub may ask of a model.

Two kinds of object keep this protocol: the adapters of this folder, which wrap a Hugging Face
module, and the toy model of the tests, whose states are known by construction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from os import PathLike
from typing import TYPE_CHECKING, Protocol

from semhub.errors import InputError
from semhub.inputs.door import kind_of

if TYPE_CHECKING:
    import numpy as np
    import torch

    from semhub.inputs import Input
    from semhub.pools import Pool

Spelling = tuple[int, ...]
"""The tokens of one way to write a word."""


@dataclass(frozen=True)
class Batch:
    """Encoded items, padded on the right to the longest.

    ids: (items, positions) token ids.
    attention: (items, positions) 1 where a token is, 0 where padding is.
    content: (items, positions) true at the item's span: its own tokens, not special or template.
    inputs: what a picture or a sound adds (pixels, grids, spectrograms), by the names that the
        model's `forward` gives them; empty for text.
    last_word: (items,) the last position of each span that is more than punctuation; None where
        that is the last of the span.
    """

    ids: torch.Tensor
    attention: torch.Tensor
    content: torch.Tensor
    inputs: Mapping[str, torch.Tensor] = field(default_factory=dict)
    last_word: torch.Tensor | None = None


@dataclass(frozen=True)
class Encoded:
    """One item as token ids; `content` is true at its span. Its length is its positions'.

    inputs: as in `Batch`, of this item alone.
    modality: the item's.
    grid: (rows, columns) in which the span of a picture lies, row by row; None where the model
        does not lay it out in one grid.
    seconds_per_position: how much sound a position of the span covers; None without sound.
    paddable: false where padding would change the family's numbers, so that only items of one
        length share a batch.
    alone: true where any neighbour in a batch would.
    last_word: the last position of a text's span that is more than punctuation; None elsewhere.
    """

    ids: list[int]
    content: list[bool]
    inputs: Mapping[str, torch.Tensor] = field(default_factory=dict)
    modality: str = "text"
    grid: tuple[int, int] | None = None
    seconds_per_position: float | None = None
    paddable: bool = True
    alone: bool = False
    last_word: int | None = None

    def __len__(self) -> int:
        return len(self.ids)

    def followed_by(self, tokens: Sequence[int]) -> Encoded:
        """The same with tokens behind it that are no part of its span."""
        content = [*self.content, *(False for _ in tokens)]
        return replace(self, ids=[*self.ids, *tokens], content=content)

    @property
    def form(self) -> tuple:
        """Items share a batch only if this is equal: what they are, and the shape of each input
        behind its first axis, along which inputs are joined. What goes alone is like nothing."""
        inputs = sorted(self.inputs.items())
        shapes = [(name, *tensor.shape[1:]) for name, tensor in inputs if not follows_ids(name)]
        length = 0 if self.paddable else len(self)
        return self.modality, length, id(self) if self.alone else 0, *shapes


def follows_ids(name: str) -> bool:
    """Whether an input has an entry for each token, so that it is padded as the ids are."""
    return name.endswith("token_type_ids")


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
        """The same outcome with these sentences behind it."""
        return replace(self, sentence=" ".join([self.sentence, *notes]))


def require_model(model: object) -> None:
    """Raises `InputError` on anything but a model that `semhub.load` gave."""
    if isinstance(model, (str, PathLike)):
        raise InputError(f"The model is a name, “{model}”; give semhub.load of it.")
    if not callable(getattr(model, "encode", None)) or not hasattr(model, "modalities"):
        raise InputError(f"The model is {kind_of(model)}; give what semhub.load returns.")


class Model(Protocol):
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
    vocabulary_size: int
    """Number of rows of the head; 0 without one."""
    max_positions: int
    """Positions that the model was built for. Of a model with a head, as is `eos_ids`."""
    eos_ids: frozenset[int]
    """Tokens that end a text."""
    device: torch.device
    thread_safe: bool
    """Whether passes may overlap in several threads: not where one puts something into the
    module."""
    blocks: Sequence[torch.nn.Module]
    module: torch.nn.Module
    """What holds every weight that its states depend on."""
    check: LoadCheck

    @property
    def has_head(self) -> bool:
        """Whether `unembed` can be used: there is a head, and the load check passed."""

    def encode(self, items: Sequence[Input]) -> list[Encoded]:
        """Each item's token ids and span. Raises `InputError` on a bad item."""

    def collate(self, encoded: Sequence[Encoded]) -> Batch:
        """Encoded items of one `form` as a batch, on the model's device."""

    def tokens(self, item: Input) -> list[str]:
        """The readable text of each of the item's positions, never a broken byte."""

    def boxes(self, item: Input) -> np.ndarray | None:
        """(span, 4) left, top, right and bottom of what each of a picture's positions shows, in
        shares of its width and height: within 0 to 1 where the family crops, beyond where it pads;
        several tiles may show one place. None for other items, and where positions do not cover
        the picture evenly."""

    def forward(self, batch: Batch) -> None:
        """Run the blocks; states are taken by hooks, and no logits are computed."""

    def require_head(self) -> None:
        """Raises `InputError`, saying why, where `unembed` cannot be used."""

    def unembed(self, state: torch.Tensor, *, norm: bool = True) -> torch.Tensor:
        """Logits (..., vocabulary) of states (..., width): final norm, head, scale, soft cap."""

    def content_ids(self, texts: Sequence[str]) -> Iterator[int]:
        """Every token of `texts`, without special ones: what a language's text is made of."""

    def decode_token(self, token: int) -> str:
        """The readable text of one entry of the vocabulary, never a broken byte."""

    def decode(self, tokens: Sequence[int]) -> str:
        """Tokens in a row as a person reads them, special ones left out, never a broken byte."""

    def spellings(self, word: str) -> tuple[Spelling, ...]:
        """The tokens of each usual spelling of a word, spaced or not, capitalised or not: those of
        one token if there are any, none for a word that the vocabulary cannot write."""
