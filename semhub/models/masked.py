"""Adapter for encoders with their head of masked words: BERT, RoBERTa and others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

import torch
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from semhub.models.decoder import Decoder

if TYPE_CHECKING:
    from semhub.pools import Pool

SAYS = (
    "Its head was trained to fill in masked words: it says what stands at a position, not what "
    "comes next."
)
"""What a reader of its words has to know."""


class MaskedEncoder(Decoder):
    """A stack of blocks that reads to both sides, and the head that it was trained with (Devlin et
    al., "BERT", NAACL 2019): transform, norm and output embedding. Keeps `protocol.LanguageModel`.
    """

    run_options: ClassVar[dict[str, Any]] = {}
    fills_in = True

    def __init__(
        self,
        module: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        *,
        name: str,
        revision: str,
        pool: Pool | None = None,
    ):
        """pool: how its makers pool its states; where they do not say, the mean."""
        super().__init__(module, tokenizer, name=name, revision=revision)
        self.usual_pool = pool or "mean"
        self.check = self.check.noting([SAYS])
        # The norm within the head is a part of what was trained to read states; only a norm of the
        # stack itself, which some have behind their last block, can be left out.
        own = set(self.trunk.modules())
        before = self._readout.before
        kept = [m for m in before if m not in own or "norm" not in type(m).__name__.lower()]
        self._bare = replace(self._readout, before=kept)

    @staticmethod
    def trunk_of(module: PreTrainedModel) -> PreTrainedModel:
        return module.base_model

    def unembed(self, state: torch.Tensor, *, norm: bool = True) -> torch.Tensor:
        """Turn states into float32 logits. Raises `InputError` if the load check failed."""
        self.require_head()
        return (self._readout if norm else self._bare)(state.to(self.device))

    def unembed_in_tiles(
        self, state: torch.Tensor, words: int, *, norm: bool = True
    ) -> Iterator[tuple[int, torch.Tensor]]:
        """Give the same logits some words at a time, as `Readout.tiles` does."""
        self.require_head()
        return (self._readout if norm else self._bare).tiles(state.to(self.device), words)
