"""Adapter for the decoder of an encoder-decoder, fed a given text beside a source."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import fields, replace
from functools import partial
from types import SimpleNamespace
from typing import cast

import torch
from transformers import (
    FeatureExtractionMixin,
    PretrainedConfig,
    PreTrainedModel,
    PreTrainedTokenizerBase,
)

from semhub.inputs import Input, Target, Text
from semhub.models.adapter import PROBE
from semhub.models.batch import Batch, Encoded
from semhub.models.blocks import Stack, stack_of
from semhub.models.company import same
from semhub.models.decoder import Decoder
from semhub.models.encoder_decoder.feeding import TargetEncoder, start_of
from semhub.models.encoder_decoder.source import (
    ROW,
    Fed,
    SoundSources,
    Sources,
    TextSources,
    joined,
)
from semhub.models.positions import max_positions
from semhub.models.tokens import TextEncoder

READ = 4096
"""Positions of sources, padding included, that run through the encoder at a time: a decoder's batch
is made by the texts that it is fed, and their sources may be much longer."""


class FedDecoder(Decoder):
    """The decoder of an encoder-decoder. Keeps `protocol.LanguageModel`.

    Its trunk is the whole module, of which a pass runs the encoder and then the decoder, without
    the head. Each source of a batch runs through the encoder once.
    """

    company: tuple[Text, Text] = (
        Target("One", source=PROBE), Target(PROBE.text, source=Text("One")),
    )  # fmt: skip

    def __init__(
        self,
        module: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        *,
        name: str,
        revision: str,
        ear: FeatureExtractionMixin | None = None,
    ):
        """ear: what makes the encoder's features of a sound, of a model that hears."""
        self._ear = ear
        self._apart = False
        if ear is not None:
            self.company = (Text("One"), PROBE)
        super().__init__(module, tokenizer, name=name, revision=revision)

    @staticmethod
    def trunk_of(module: PreTrainedModel) -> PreTrainedModel:
        return module

    def _text_encoder(
        self, tokenizer: PreTrainedTokenizerBase, config: PretrainedConfig, pad: int
    ) -> TextEncoder:
        encoder, decoder = self.trunk.get_encoder(), self.trunk.get_decoder()
        longest = max_positions(decoder, config, tokenizer)
        fed = TargetEncoder(tokenizer, pad=pad, max_positions=longest)
        if self._ear is not None:
            accepted = inspect.signature(encoder.forward).parameters
            self._sources: Sources = SoundSources(self._ear, accepted)
        else:
            read = max_positions(encoder, config, tokenizer)
            self._sources = TextSources(TextEncoder(tokenizer, pad=pad, max_positions=read))
        self.sources = (self._sources.modality,)
        nothing = self._on_device(self._sources.collate([self._sources.encode(None)]))
        fed.start = start_of(self.trunk, fed.labels(PROBE.text), nothing)
        return fed

    def _on_device(self, inputs: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        dtype = self.trunk.dtype
        return {
            name: value.to(self.device, dtype if value.is_floating_point() else None)
            for name, value in inputs.items()
        }

    def _texts(self, items: Sequence[Input]) -> list[Encoded]:
        return [
            Fed(
                **{one.name: getattr(text, one.name) for one in fields(Encoded)},
                source=self._sources.encode(getattr(item, "source", None)),
            )
            for item, text in zip(items, super()._texts(items), strict=True)
        ]

    def collate(self, encoded: Sequence[Encoded]) -> Batch:
        batch = self.text.collate(encoded, self.device)
        sources = joined(self._sources, cast(Sequence[Fed], encoded))
        return replace(batch, inputs=self._on_device(sources))

    def forward(self, batch: Batch) -> None:
        self._run_trunk(batch)

    def _run_trunk(self, batch: Batch, **options):
        if not self._apart:
            return self._run_whole(batch, **options)
        given = dict(batch.inputs)
        rows = given.pop(ROW)
        encoder = self.trunk.get_encoder()
        together = max(1, READ // next(iter(given.values())).shape[-1])
        parts = zip(*(value.split(together) for value in given.values()), strict=True)
        read = torch.cat([encoder(**dict(zip(given, part, strict=True)))[0] for part in parts])
        if "input_ids" in given:  # whose padding is not to be looked at
            options["encoder_attention_mask"] = given["attention_mask"][rows]
        return self.trunk.get_decoder()(
            input_ids=batch.ids,
            attention_mask=batch.attention,
            encoder_hidden_states=read[rows],
            **self.run_options,
            **options,
        )

    def _run_whole(self, batch: Batch, **options):
        """Run the family's own `forward`, head included."""
        given = dict(batch.inputs)
        rows = given.pop(ROW)
        return self.trunk(
            **{name: value[rows] for name, value in given.items()},
            decoder_input_ids=batch.ids,
            decoder_attention_mask=batch.attention,
            **self.run_options,
            **options,
        )

    def _found_stack(self, config: PretrainedConfig) -> Stack:
        batch = self.collate(self._texts(self.company[1:]))

        def run(**options) -> SimpleNamespace:
            output = self._run_whole(batch, **options)
            return SimpleNamespace(hidden_states=output.decoder_hidden_states)

        found = stack_of(
            self.trunk, run, batch.ids.shape, depth=getattr(config, "num_hidden_layers", None),
            name=self.name,
        )  # fmt: skip
        self.blocks = found.blocks(self.trunk)
        self._apart = self._runs_apart()
        return found

    def _runs_apart(self) -> bool:
        """Tell whether encoder and decoder one after the other give the states of the family's own
        pass, as they do where nothing stands between them."""
        encoded = self._texts(self.company[1:])
        whole = self._states(encoded)
        self._apart = True
        try:
            apart = self._states(encoded)
        except (TypeError, ValueError, RuntimeError):  # parts that take other arguments
            return False
        agree = partial(same, dtype=self.trunk.dtype)
        return all(map(agree, apart, whole))

    def _whole_inputs(self, ids: torch.Tensor) -> dict[str, torch.Tensor]:
        nothing = self._sources.collate([self._sources.encode(None)])
        return self._on_device(nothing) | {"decoder_input_ids": ids}

    def fed_with(self) -> str:
        """Say what stands around a text and its source, as “Can I trust this?” shows it."""
        (text,) = self._texts([PROBE])
        first = text.content.index(True)
        sentence = f"It is the decoder: a text is fed behind {self._written(text.ids[:first])}"
        if isinstance(self._sources, TextSources):
            before, behind = self._sources.ends(PROBE)
            parts = [self._written(before), "the source", self._written(behind)]
            sentence += f", and the encoder reads {' '.join(filter(None, parts))}"
        return f"{sentence}; where there is no source, it reads {self._sources.absent}."

    def _written(self, tokens: Sequence[int]) -> str:
        return " ".join(self.decode_token(token) for token in tokens)
