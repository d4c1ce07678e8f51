"""Adapter for every Hugging Face model with a causal language model inside: text, vision, audio."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

import torch
from transformers import PreTrainedModel, PreTrainedTokenizerBase, ProcessorMixin

from semhub.errors import InputError
from semhub.inputs import Input
from semhub.models.adapter import PROBE, Adapter
from semhub.models.architecture import (
    TOLERANCE,
    Readout,
    readout_of,
    relative_error,
    run_body,
    trace,
)
from semhub.models.protocol import Batch, Encoded, LoadCheck
from semhub.models.sensory import PROBES, SensoryEncoder, joined, labels

UNFIT = (ValueError, TypeError, LookupError, AttributeError, RuntimeError, ImportError)
"""What processors and towers raise on a checkpoint whose parts do not fit together."""


class Decoder(Adapter):
    """A causal language model, alone or inside a multimodal one. Keeps `protocol.Model`.

    Its trunk is run, not the whole: logits of a large vocabulary would cost more than the blocks.
    Pictures and sounds run through the whole but its head, where the family can be run so.
    """

    run_options: ClassVar[dict] = {"use_cache": False}

    def __init__(
        self,
        module: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        *,
        name: str,
        revision: str,
        processor: ProcessorMixin | None = None,
        no_processor: str | None = None,
    ):
        """processor: what came with a multimodal model. no_processor: the sentence that says why
        there is none, where there should be."""
        self.module = module.eval()
        config = module.config.get_text_config(decoder=True)
        super().__init__(module.get_decoder(), config, tokenizer, name=name, revision=revision)
        self.vocabulary_size = config.vocab_size
        self._readout, self.check = self._checked_readout(config)
        self._no_processor = no_processor
        self._refused: dict[str, str] = {}
        if processor is not None:
            self._senses = SensoryEncoder(processor, module, longest=self.text.longest)
            for modality in self._senses.modalities:
                self._offer(modality)

    def _offer(self, modality: str) -> None:
        """Take items of this modality, if a probe runs from the processor to the last block."""
        before = self.modalities
        self.modalities = (*before, modality)
        try:
            self._require_plain_states(PROBES[modality])
        except UNFIT as error:
            self.modalities = before
            fault = str(error).strip().split("\n")[0].rstrip(".")
            self._refused[modality] = (
                f"{self.name} cannot take {modality} items as it was saved ({fault}); choose "
                "another model, such as semhub-nano."
            )

    def _why_not(self, modality: str) -> str:
        return self._refused.get(modality) or self._no_processor or super()._why_not(modality)

    def encode(self, items: Sequence[Input]) -> list[Encoded]:
        self._require_offered(items)
        texts = iter(self.text.encode([item for item in items if item.modality == "text"]))
        return [
            next(texts) if item.modality == "text" else self._senses.encode(item) for item in items
        ]

    def padded(self, encoded: Sequence[Encoded]) -> Batch:
        batch = super().padded(encoded)
        inputs = {
            name: value.to(self.device, self.module.dtype if value.is_floating_point() else None)
            for name, value in joined(encoded, batch.ids.shape[1]).items()
        }
        return replace(batch, inputs=inputs)

    def forward(self, batch: Batch) -> None:
        if batch.inputs:
            run_body(
                self.module,
                input_ids=batch.ids,
                attention_mask=batch.attention,
                **batch.inputs,
                **self.run_options,
            )
        else:
            super().forward(batch)

    def tokens(self, item: Input) -> list[str]:
        if item.modality == "text":
            return super().tokens(item)
        (encoded,) = self.encode([item])
        return labels(encoded, [self.word(token) for token in encoded.ids])

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
