"""What both adapters share: a Hugging Face module, its blocks, and its way with text."""

from __future__ import annotations

import inspect
import math
from collections.abc import Iterator, Sequence
from contextlib import suppress
from copy import copy
from dataclasses import replace
from functools import partial
from typing import ClassVar, Self

import numpy as np
import torch
from torch import nn
from transformers import PretrainedConfig, PreTrainedModel, PreTrainedTokenizerBase

from semhub.errors import InputError
from semhub.inputs import Input, Target, Text
from semhub.models import offload
from semhub.models.batch import Batch, Encoded
from semhub.models.blocks import Stack, stack_of
from semhub.models.company import Company
from semhub.models.exclusive import exclusive
from semhub.models.hooks import record_layers
from semhub.models.linear import by_onednn
from semhub.models.own_pool import OwnPool
from semhub.models.positions import first_place, follows_length, max_positions
from semhub.models.protocol import LoadCheck, Spelling, not_taken
from semhub.models.segments import apart, places
from semhub.models.tokens import TextEncoder
from semhub.pools import Pool

PROBE = Text("One, two, three: 1 + 2 = 3.")
"""The sentence of the checks at load: words, figures, punctuation."""

UNCHECKED = LoadCheck(None, None, "The head of an untrained twin is not read.")


class _Begun(Exception):
    """Ends a pass behind the first block."""


class Adapter:
    """What `protocol.TokenModel` and `protocol.LanguageModel` ask that does not depend on a head.

    module: the whole. trunk: the module that holds the blocks and can run them on token ids alone.
    config: the text part of the model's config.
    """

    modalities: tuple[str, ...] = ("text",)
    usual_pool: Pool
    own_pool: OwnPool | None = None
    blocks: Sequence[nn.Module]
    check: LoadCheck
    sources: tuple[str, ...] = ()
    """Modalities that a text's source may have; none where nothing is read beside a text."""
    company: tuple[Text, Text] = (Text("One"), PROBE)
    """A short text and a long one, to find out whether they change each other in a batch."""
    run_options: ClassVar[dict] = {}
    """Options of every run of the trunk."""

    def __init__(
        self,
        module: PreTrainedModel,
        config: PretrainedConfig,
        tokenizer: PreTrainedTokenizerBase,
        *,
        name: str,
        revision: str,
    ):
        self.name, self.revision = name, revision
        by_onednn(module)
        self.module = module.eval()
        self.trunk = trunk = self.trunk_of(module)
        self.device = offload.device_of(module)
        self._rows = embedding_rows(module)
        pads = (getattr(config, "pad_token_id", None), tokenizer.pad_token_id, 0)
        pad = next(pad for pad in pads if pad is not None and 0 <= pad < self._rows)
        self.text = self._text_encoder(tokenizer, config, pad)
        self._require_probe()
        self.thread_safe = not (follows_length(config) or offload.is_spread(module))
        self._stack = self._found_stack(config)
        self.n_layers, self.width = self._stack.depth, self._stack.width
        self.blocks = self._stack.blocks(trunk)
        self._first_place = first_place(trunk)
        self._named = named_tokens(config)
        self._company, self._runs_in_a_row = self._tried_company(config)

    @staticmethod
    def trunk_of(module: PreTrainedModel) -> PreTrainedModel:
        """Find the part of a module that holds the blocks and runs on token ids alone."""
        raise NotImplementedError

    def _text_encoder(
        self, tokenizer: PreTrainedTokenizerBase, config: PretrainedConfig, pad: int
    ) -> TextEncoder:
        longest = max_positions(self.trunk, config, tokenizer)
        return TextEncoder(tokenizer, pad=pad, max_positions=longest)

    def forward(self, batch: Batch) -> None:
        if batch.lengths is None:
            self._run_trunk(batch)
            return
        positions = places(batch.lengths, self.device) + self._first_place
        with apart(batch.lengths):
            self._run_trunk(batch, position_ids=positions)

    def _run_trunk(self, batch: Batch, **options):
        return self.trunk(
            input_ids=batch.ids, attention_mask=batch.attention, **self.run_options, **options
        )

    def over(self, module: PreTrainedModel, *, name: str, revision: str) -> Self:
        """Put the same adapter over another module of the same architecture, whole or trunk alone,
        on the same device. What was found out of the architecture holds for it and is not checked
        again; a head is not read."""
        other = copy(self)
        other.name, other.revision = name, revision
        by_onednn(module)
        other.module, alone = module.eval(), type(module) is type(self.trunk)
        other.trunk = module if alone else self.trunk_of(module)
        other.modalities = ("text",) if alone else self.modalities
        other.check = UNCHECKED
        other.blocks = self._stack.blocks(other.trunk)
        return other

    def to(self, device: torch.device) -> None:
        """Bring all weights to a device, on which it runs from then on."""
        self.module.to(device)
        self.device = device

    def _require_probe(self) -> None:
        """Raise `InputError`, on the model, where it cannot take the sentence of the checks."""
        try:
            self._texts([PROBE])
        except InputError as error:
            raise InputError(
                f"{self.name} cannot be checked, since it cannot take the load check's own "
                f"sentence ({str(error).partition(';')[0]}); choose another model."
            ) from None

    def _found_stack(self, config: PretrainedConfig) -> Stack:
        batch = self.text.collate(self._texts([PROBE]), self.device)
        return stack_of(
            self.trunk,
            partial(self._run_trunk, batch),
            batch.ids.shape,
            depth=getattr(config, "num_hidden_layers", None),
            name=self.name,
        )

    def _tried_company(self, config: PretrainedConfig) -> tuple[dict[str, bool], bool]:
        """Find what a text bears beside it, as fields of `Encoded`, and whether texts may run in
        one row: not where positions change with their number, or a source stands beside each."""
        short, long = self._texts(self.company)
        company = Company(
            self.name, self._states_of, self.collate, self.module.dtype,
            begin=self._begin, longest=self.text.max_positions, short=short, long=long,
        )  # fmt: skip
        borne = company.borne()
        takes = inspect.signature(self.trunk.forward).parameters
        may_not = borne or self.sources or follows_length(config) or "position_ids" not in takes
        return borne, not may_not and company.borne_in_a_row(self.join)

    def _states(self, encoded: Sequence[Encoded]) -> list[torch.Tensor]:
        """Take the states of every layer, (items, positions, width)."""
        return self._states_of(self.collate(encoded))

    def _states_of(self, batch: Batch) -> list[torch.Tensor]:
        layers: list[torch.Tensor] = []
        with exclusive(), record_layers(self.blocks, lambda _layer, state: layers.append(state)):
            self.forward(batch)
        return layers

    def _begin(self, batch: Batch) -> None:
        """Run a batch through the first block alone."""

        def stop(*_arguments) -> None:
            raise _Begun

        with exclusive(), self.blocks[0].register_forward_hook(stop), suppress(_Begun):
            self.forward(batch)

    def encode(self, items: Sequence[Input]) -> list[Encoded]:
        self._require_offered(items)
        texts = self._texts(items)
        return [replace(text, in_rows=self._may_join(text), **self._company) for text in texts]

    def _may_join(self, text: Encoded) -> bool:
        """Tell whether a text's span is free of tokens that the config names: ESM scales a row by
        the masks in it, and RoBERTa counts no position at padding. What stands around a span was
        tried when the model was loaded."""
        pairs = zip(text.ids, text.content, strict=True)
        return not any(own and token in self._named for token, own in pairs)

    def _texts(self, items: Sequence[Input]) -> list[Encoded]:
        """Encode each text by itself. Raises `InputError` on a token that the model lacks."""
        texts = self.text.encode(items)
        for item, text in zip(items, texts, strict=True):
            if (token := max(text.ids)) >= self._rows:
                raise InputError(
                    f"“{item.text[:30]}” holds the token “{self.decode_token(token)}”, number "
                    f"{token:,}, and the model has embeddings for {self._rows:,} only; leave it "
                    "out, or resize the model's embeddings and train that token."
                )
        return texts

    def _require_offered(self, items: Sequence[Input]) -> None:
        """Raise `InputError` on an item of a modality that the model does not take."""
        for item in items:
            if item.modality not in self.modalities:
                raise InputError(self._why_not(item.modality))
            if isinstance(item, Target) and item.source.modality not in self.sources:
                raise InputError(self._why_no_source(item.source.modality))

    def _why_not(self, modality: str) -> str:
        """Write the sentence that refuses items of a modality."""
        return not_taken(self.name, self.modalities, modality)

    def _why_no_source(self, modality: str) -> str:
        """Write the sentence that refuses a source of a modality beside a text."""
        if self.sources:
            return (
                f"{self.name} takes a source of {' or '.join(self.sources)}, but no {modality}; "
                "give another."
            )
        return (
            f"{self.name} reads no source beside a text; leave it out, or take the decoder of a "
            "model that has an encoder too, as MODEL#decoder."
        )

    def collate(self, encoded: Sequence[Encoded]) -> Batch:
        return self.text.collate(encoded, self.device)

    @property
    def joins(self) -> bool:
        """Tell whether texts may run in one row: where it was tried, and on a CPU."""
        return self._runs_in_a_row and self.device.type == "cpu"

    def join(self, encoded: Sequence[Encoded]) -> Batch:
        """Join encoded texts, the longest first, into one row without padding."""
        return self.text.join(encoded, self.device)

    def tokens(self, item: Input) -> list[str]:
        return self.text.tokens(item)

    def boxes(self, item: Input) -> np.ndarray | None:
        return None

    def content_ids(self, texts: Sequence[str]) -> Iterator[int]:
        found = self.text.vocabulary.content_ids(texts)
        return (token for token in found if token < self._rows)

    def decode_token(self, token: int) -> str:
        return self.text.vocabulary.decode_token(token)

    def spellings(self, word: str) -> tuple[Spelling, ...]:
        found = self.text.vocabulary.spellings(word)
        return tuple(ids for ids in found if max(ids) < self._rows)


def named_tokens(config: PretrainedConfig) -> frozenset[int]:
    """List the tokens that a family can tell from others: those that its config names."""
    named = (value for name, value in vars(config).items() if name.endswith("token_id"))
    lists = (value if isinstance(value, list | tuple) else [value] for value in named)
    return frozenset(token for tokens in lists for token in tokens if isinstance(token, int))


def embedding_rows(module: PreTrainedModel) -> int | float:
    """Tokens that have an embedding; infinite where the model has no table of them."""
    try:
        table = module.get_input_embeddings()
    except NotImplementedError:
        table = None
    return table.num_embeddings if isinstance(table, nn.Embedding) else math.inf
