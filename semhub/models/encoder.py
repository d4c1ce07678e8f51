"""Adapter for models without a language-model head: BERT-like and sentence encoders.

A causal body that was saved without its head is read by this adapter too.
"""

from __future__ import annotations

import torch
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from semhub.errors import InputError
from semhub.models.adapter import Adapter
from semhub.models.catalogue import EMBEDDED
from semhub.models.linear import by_onednn
from semhub.models.protocol import LoadCheck


class Encoder(Adapter):
    """A stack of blocks over text. Keeps `protocol.Model`, but has no head to unembed with."""

    has_head = False
    vocabulary_size = 0
    check = LoadCheck(
        None, None, "An encoder has no language-model head, so there is nothing to unembed."
    )

    def __init__(
        self,
        module: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        *,
        name: str,
        revision: str,
    ):
        trunk = module.get_encoder() if module.config.is_encoder_decoder else module
        by_onednn(trunk)
        config = module.config.get_text_config()
        super().__init__(trunk.eval(), config, tokenizer, name=name, revision=revision)

    def unembed(self, state: torch.Tensor, *, norm: bool = True) -> torch.Tensor:
        """Raises `InputError`: there is nothing to unembed with."""
        raise InputError(
            f"{self.name} is an encoder without a head, so its states cannot be read as words; "
            f"choose a model with a head, such as {EMBEDDED}."
        )
