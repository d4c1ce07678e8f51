"""Items as token ids: one alone, and several that run through the blocks together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True)
class Batch:
    """Encoded items, padded on the right to the longest; or, of texts, all in one row.

    ids: (items, positions) token ids.
    attention: (items, positions) 1 where a token is, 0 where padding is.
    content: (items, positions) true at the item's span: its own tokens, not special or template.
    inputs: what a picture or a sound adds (pixels, grids, spectrograms), by the names that the
        model's `forward` gives them; empty for text.
    last_word: (items,) the last position of each span that is more than punctuation; None where
        that is the last of the span.
    lengths: positions of each text where they stand one behind the other in one row, the longest
        first, so that ids, attention and content are (1, positions); None where they are padded.
    """

    ids: torch.Tensor
    attention: torch.Tensor
    content: torch.Tensor
    inputs: Mapping[str, torch.Tensor] = field(default_factory=dict)
    last_word: torch.Tensor | None = None
    lengths: tuple[int, ...] | None = None


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
    in_rows: false where its span holds a token by which a family does something to a whole row, so
        that it is padded where others run in one row.
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
    in_rows: bool = True

    def __len__(self) -> int:
        return len(self.ids)

    def followed_by(self, tokens: Sequence[int]) -> Encoded:
        """Put tokens behind it that are no part of its span."""
        content = [*self.content, *(False for _ in tokens)]
        return replace(self, ids=[*self.ids, *tokens], content=content)

    @property
    def form(self) -> tuple:
        """What is equal for items that may share a batch: their modality, their length where
        padding would change the numbers, and the shape of each input behind its first axis, along
        which inputs are joined. An item that goes alone has a form of its own."""
        inputs = sorted(self.inputs.items())
        shapes = [(name, *tensor.shape[1:]) for name, tensor in inputs if not follows_ids(name)]
        length = 0 if self.paddable else len(self)
        return self.modality, length, id(self) if self.alone else 0, *shapes


def follows_ids(name: str) -> bool:
    """Tell whether an input has an entry for each token, so that it is padded as the ids are."""
    return name.endswith("token_type_ids")
