"""Adapter for every Hugging Face model with a causal language model inside: text, vision, audio."""

from __future__ import annotations

from typing import ClassVar

import torch
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from semhub.errors import InputError
from semhub.models.adapter import PROBE, Adapter
from semhub.models.architecture import (
    TOLERANCE,
    Readout,
    readout_of,
    relative_error,
    trace,
)
from semhub.models.protocol import LoadCheck


class Decoder(Adapter):
    """A causal language model, alone or inside a multimodal one. Keeps `protocol.Model`.

    Its trunk is run, not the whole: logits of a large vocabulary would cost more than the blocks.
    """

    run_options: ClassVar[dict] = {"use_cache": False}

    def __init__(
        self,
        module: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        *,
        name: str,
        revision: str,
    ):
        self.module = module.eval()
        config = module.config.get_text_config(decoder=True)
        super().__init__(module.get_decoder(), config, tokenizer, name=name, revision=revision)
        self.vocabulary_size = config.vocab_size
        self._readout, self.check = self._checked_readout(config)

    @property
    def has_head(self) -> bool:
        return bool(self.check.passed)

    def _checked_readout(self, config) -> tuple[Readout, LoadCheck]:
        """Learn the readout on probe tokens, then check it on a sentence that it has not seen."""
        head = self.module.get_output_embeddings()
        vocabulary = min(config.vocab_size, len(self.text.tokenizer))
        # Thirty-two entries spread over the vocabulary: enough to tell a scale from a soft cap.
        probe = torch.arange(1, 33, device=self.device)[None] * 7919 % vocabulary
        cap = getattr(config, "final_logit_softcapping", None)
        readout = readout_of(trace(self.module, self.blocks, head, input_ids=probe), head, cap)
        seen = trace(
            self.module, self.blocks, head, input_ids=self.padded(self.encode([PROBE])).ids
        )
        with torch.inference_mode():
            error = relative_error(readout(seen.last), seen.logits)
        passed = error <= TOLERANCE[self.module.dtype]
        outcome = (
            "gives the model's own logits"
            if passed
            else "does not give the model's own logits, so the lens is switched off"
        )
        sentence = f"The last block's output, unembedded, {outcome} (relative error {error:.1e})."
        return readout, LoadCheck(passed, error, sentence)

    def unembed(self, state: torch.Tensor, *, norm: bool = True) -> torch.Tensor:
        """Logits (..., vocabulary), float32. Raises `InputError` if the load check failed."""
        if not self.has_head:
            raise InputError(
                f"{self.name} cannot be read as words, since its last block's output, unembedded, "
                "does not give its own logits; choose another model, such as semhub-nano."
            )
        return self._readout(state.to(self.device), norm=norm)
