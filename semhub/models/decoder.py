"""Adapter for every Hugging Face model with a causal language model inside: text, vision, audio."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import ClassVar, cast

import numpy as np
import torch
from transformers import PretrainedConfig, PreTrainedModel, PreTrainedTokenizerBase, ProcessorMixin

from semhub.errors import InputError
from semhub.inputs import Audio, Image, Input
from semhub.models.adapter import PROBE, Adapter
from semhub.models.architecture import (
    TOLERANCE,
    Readout,
    cap_of,
    readout_of,
    relative_error,
    run_body,
    trace,
)
from semhub.models.batch import Batch, Encoded
from semhub.models.catalogue import EMBEDDED
from semhub.models.layout import fills
from semhub.models.protocol import LanguageModel, LoadCheck
from semhub.models.sensory import PROBES, UNFIT, SensoryEncoder, first_line, joined, labels
from semhub.pools import Pool


class Decoder(Adapter):
    """A causal language model, alone or inside a multimodal one. Keeps
    `protocol.LanguageModel`.

    Its trunk is run, not the whole: logits of a large vocabulary would cost more than the blocks.
    Pictures and sounds run through the whole but its head, where the family can be run so.
    """

    run_options: ClassVar[dict] = {"use_cache": False}
    usual_pool: Pool = "unit"
    fills_in = False

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
        config = module.config.get_text_config(decoder=True)
        super().__init__(module, config, tokenizer, name=name, revision=revision)
        self.vocabulary_size = config.vocab_size
        self.max_positions = self.text.max_positions
        self.eos_ids = _eos_ids(module)
        self._readout, self.check = self._checked_readout(config)
        self._no_processor = no_processor
        self._refused: dict[str, str] = {}
        # By size, since where separators lie depends on it alone.
        self._moving = lru_cache(maxsize=64)(self._measured_span)
        if processor is not None:
            self._senses = SensoryEncoder(processor, module, max_positions=self.text.max_positions)
            for modality in self._senses.modalities:
                self._offer(modality)

    @staticmethod
    def trunk_of(module: PreTrainedModel) -> PreTrainedModel:
        found = module.get_decoder()
        # What that looks for by its name may be the head.
        return (
            found
            if isinstance(found, PreTrainedModel)
            else cast(PreTrainedModel, module.base_model)
        )

    def _offer(self, modality: str) -> None:
        """Take items of this modality, if the processor takes a probe of it, and the model runs on
        what the processor makes of it."""
        try:
            self._states([self._senses.encode(PROBES[modality])])
        except UNFIT as error:
            fault = error.__cause__ or error
            self._refused[modality] = (
                f"{self.name} cannot take {modality} items on this machine ({first_line(fault)}); "
                f"choose another model, such as {EMBEDDED}."
            )
        else:
            self.modalities = (*self.modalities, modality)

    def _why_not(self, modality: str) -> str:
        return self._refused.get(modality) or self._no_processor or super()._why_not(modality)

    def encode(self, items: Sequence[Input]) -> list[Encoded]:
        self._require_offered(items)
        texts = iter(super().encode([item for item in items if item.modality == "text"]))
        return [next(texts) if item.modality == "text" else self._sensed(item) for item in items]

    def _sensed(self, item: Image | Audio) -> Encoded:
        encoded = self._senses.encode(item)
        if item.modality == "audio" or fills(encoded.inputs, sum(encoded.content)):
            return encoded
        # Some families put separators among a picture's positions, under the same placeholder,
        # and treat pictures of one batch differently from one alone.
        return replace(encoded, content=self._moving(item.pixels.shape), paddable=False)

    def _measured_span(self, shape: tuple[int, int, int]) -> list[bool]:
        """Mark the positions of a picture whose state changes when the picture does."""
        noise = [np.random.default_rng(seed).integers(0, 256, shape, np.uint8) for seed in (0, 1)]
        one, other = (self._states([self._senses.encode(Image(pixels))])[0][0] for pixels in noise)
        return (one != other).any(dim=-1).tolist()

    def collate(self, encoded: Sequence[Encoded]) -> Batch:
        batch = super().collate(encoded)
        inputs = {
            name: value.to(self.device, self.module.dtype if value.is_floating_point() else None)
            for name, value in joined(encoded, batch.ids.shape[1]).items()
        }
        return replace(batch, inputs=inputs)

    def forward(self, batch: Batch) -> None:
        if not batch.inputs:
            super().forward(batch)
            return
        run_body(
            self.module,
            input_ids=batch.ids,
            attention_mask=batch.attention,
            **batch.inputs,
            **self.run_options,
        )

    def tokens(self, item: Input) -> list[str]:
        if item.modality == "text":
            return super().tokens(item)
        (encoded,) = self.encode([item])
        return labels(encoded, [self.decode_token(token) for token in encoded.ids])

    def boxes(self, item: Input) -> np.ndarray | None:
        self._require_offered([item])
        return self._senses.boxes(item) if item.modality == "image" else None

    def decode(self, tokens: Sequence[int]) -> str:
        return self.text.vocabulary.decode(tokens)

    @property
    def has_head(self) -> bool:
        return bool(self.check.passed)

    def _checked_readout(self, config: PretrainedConfig) -> tuple[Readout, LoadCheck]:
        """Learn the readout on probe tokens, then check it on a sentence that it has not seen."""
        head = self.module.get_output_embeddings()
        vocabulary = min(self.vocabulary_size, self._rows, len(self.text.tokenizer))
        # Thirty-two entries spread over the vocabulary: enough to tell a scale from a soft cap.
        probe = torch.arange(1, 33, device=self.device)[None] * 7919 % vocabulary
        traced = trace(self.module, self.blocks, head, **self._whole_inputs(probe))
        readout = readout_of(traced, cap_of(config))
        unseen = self.collate(self.encode([PROBE])).ids
        seen = trace(self.module, self.blocks, head, **self._whole_inputs(unseen))
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

    def _whole_inputs(self, ids: torch.Tensor) -> dict[str, torch.Tensor]:
        """What the whole module takes, of tokens (items, positions) without padding."""
        return {"input_ids": ids}

    def require_head(self) -> LanguageModel:
        """Return itself. Raises `InputError` if the load check failed."""
        if not self.has_head:
            raise InputError(
                f"{self.name} cannot be read as words, since its last block's output, unembedded, "
                f"does not give its own logits; choose another model, such as {EMBEDDED}."
            )
        return self

    def unembed(self, state: torch.Tensor, *, norm: bool = True) -> torch.Tensor:
        """Turn states into float32 logits. Raises `InputError` if the load check failed."""
        self.require_head()
        return self._readout(state.to(self.device), norm=norm).to(self.device)

    def unembed_in_tiles(
        self, state: torch.Tensor, words: int, *, norm: bool = True
    ) -> Iterator[tuple[int, torch.Tensor]]:
        """Give the same logits of states (positions, width) some words at a time, each with the
        number of its first word, as `Readout.tiles` does."""
        self.require_head()
        for start, logits in self._readout.tiles(state.to(self.device), words, norm=norm):
            yield start, logits.to(self.device)


def _eos_ids(module: PreTrainedModel) -> frozenset[int]:
    """Return the tokens that `generate` stops at: one, several, or none."""
    written = getattr(module, "generation_config", None)  # of what writes nothing there is none
    ids = written.eos_token_id if written else None
    return frozenset([ids] if isinstance(ids, int) else ids or ())
