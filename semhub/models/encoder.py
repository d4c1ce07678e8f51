"""Adapter for models without a language-model head: encoders, and decoders saved without one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

import torch
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from semhub.errors import InputError
from semhub.models.adapter import PROBE, Adapter
from semhub.models.catalogue import EMBEDDED
from semhub.models.protocol import LoadCheck

if TYPE_CHECKING:
    from semhub.pools import Pool


class Encoder(Adapter):
    """A stack of blocks over text, without a head. Keeps `protocol.TokenModel`."""

    has_head = False
    has_decoder = False
    """Whether there is a decoder in its folder, which is loaded as NAME#decoder."""
    check = LoadCheck(None, None, "It has no language-model head, so there is nothing to unembed.")

    def __init__(
        self,
        module: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        *,
        name: str,
        revision: str,
        pool: Pool | None = None,
    ):
        """pool: how its makers pool its states. Where they do not say, it is the mean; but a body
        that reads from left to right has the attention sinks of decoders, and is pooled as they
        are."""
        config = module.config.get_text_config()
        super().__init__(module, config, tokenizer, name=name, revision=revision)
        self.usual_pool = pool or ("unit" if self._reads_ahead_of_nothing() else "mean")

    @staticmethod
    def trunk_of(module: PreTrainedModel) -> PreTrainedModel:
        return module.get_encoder() if module.config.is_encoder_decoder else module

    def _reads_ahead_of_nothing(self) -> bool:
        """Tell whether a token's states stay the same whatever comes behind it."""
        (encoded,) = self.encode([PROBE])
        first = next(i for i, own in enumerate(encoded.content) if own)
        changed = [*encoded.ids[:-1], encoded.ids[first]]
        before, after = (
            self._states([replace(encoded, ids=ids)])[-1][0, first]
            for ids in (encoded.ids, changed)
        )
        return torch.allclose(before, after, rtol=1e-4, atol=1e-5)

    def require_head(self) -> NoReturn:
        """Raises `InputError`: there is none."""
        other = (
            f"take its decoder, {self.name}#decoder"
            if self.has_decoder
            else f"choose a model with a head, such as {EMBEDDED}"
        )
        raise InputError(
            f"{self.name} is a model without a head, so its states cannot be read as words; "
            f"{other}."
        )
