"""What both adapters share: a Hugging Face module, its blocks, and its way with text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from typing import ClassVar, Self

import numpy as np
import torch
from torch import nn
from transformers import PretrainedConfig, PreTrainedModel, PreTrainedTokenizerBase

from semhub.errors import InputError
from semhub.inputs import Input, Text
from semhub.models.architecture import blocks_of
from semhub.models.catalogue import EMBEDDED
from semhub.models.hooks import visited
from semhub.models.linear import by_onednn
from semhub.models.protocol import Batch, Encoded, LoadCheck, Spelling
from semhub.models.running import running
from semhub.models.tokens import TextEncoder

PROBE = Text("One, two, three: 1 + 2 = 3.")
"""The sentence of the checks at load: words, figures, punctuation."""

UNCHECKED = LoadCheck(None, None, "The head of an untrained twin is not read.")


class Adapter:
    """The part of `protocol.Model` that does not depend on whether there is a head.

    module: the whole. trunk: the module that holds the blocks and can run them on token ids alone.
    config: the text part of the model's config.
    """

    modalities = ("text",)
    run_options: ClassVar[dict] = {}
    """What the trunk is told besides, at every run."""

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
        self.device = trunk.device
        self.n_layers, self.width = config.num_hidden_layers, config.hidden_size
        self.blocks = blocks_of(trunk, self.n_layers)
        pad = config.pad_token_id
        self.text = TextEncoder(
            tokenizer,
            pad=pad if pad is not None and pad >= 0 else tokenizer.pad_token_id or 0,
            longest=_longest(trunk, config, tokenizer),
        )
        self.overlaps = not _follows_length(config)
        self._require_plain_states()

    @staticmethod
    def trunk_of(module: PreTrainedModel) -> PreTrainedModel:
        """The part of a module that holds the blocks and runs on token ids alone."""
        raise NotImplementedError

    def forward(self, batch: Batch) -> None:
        self.trunk(input_ids=batch.ids, attention_mask=batch.attention, **self.run_options)

    def over(self, module: PreTrainedModel, *, name: str, revision: str) -> Self:
        """The same adapter over another module of the same architecture, whole or trunk alone, on
        the same device. What was found out of the architecture holds for it and is not checked
        again; a head is not read."""
        other = copy(self)
        other.name, other.revision = name, revision
        by_onednn(module)
        other.module, alone = module.eval(), type(module) is type(self.trunk)
        other.trunk = module if alone else self.trunk_of(module)
        other.modalities = ("text",) if alone else self.modalities
        other.check = UNCHECKED
        other.blocks = blocks_of(other.trunk, self.n_layers)
        return other

    def _require_plain_states(self) -> None:
        """Raises `InputError` unless each block hands on one state (items, positions, width)."""
        batch = self.padded(self.encode([PROBE]))
        shapes: dict[int, tuple[int, ...]] = {}
        with running(), visited(self.blocks, lambda k, state: shapes.update({k: state.shape})):
            self.forward(batch)
        plain = (*batch.ids.shape, self.width)
        odd = [shape for shape in shapes.values() if shape != plain]
        if odd or len(shapes) != self.n_layers + 1:
            raise InputError(
                f"{self.name} cannot be read: blocks of {type(self.trunk).__name__} do not hand "
                f"on one state a position (seen {tuple(odd[0]) if odd else 'none'}, expected "
                f"{plain}); choose another model."
            )

    def _states(self, encoded: Sequence[Encoded]) -> list[torch.Tensor]:
        """Of every layer, (items, positions, width)."""
        layers: list[torch.Tensor] = []
        with running(), visited(self.blocks, lambda _layer, state: layers.append(state)):
            self.forward(self.padded(encoded))
        return layers

    def encode(self, items: Sequence[Input]) -> list[Encoded]:
        self._require_offered(items)
        return self.text.encode(items)

    def _require_offered(self, items: Sequence[Input]) -> None:
        """Raises `InputError` on an item of a modality that the model does not take."""
        for item in items:
            if item.modality not in self.modalities:
                raise InputError(self._why_not(item.modality))

    def _why_not(self, modality: str) -> str:
        """The sentence that refuses items of a modality."""
        return (
            f"{self.name} takes {' and '.join(self.modalities)}, but no {modality}; choose another "
            f"model, such as {EMBEDDED}."
        )

    def padded(self, encoded: Sequence[Encoded]) -> Batch:
        return self.text.padded(encoded, self.device)

    def tokens(self, item: Input) -> list[str]:
        return self.text.tokens(item)

    def boxes(self, item: Input) -> np.ndarray | None:
        return None

    def content_ids(self, texts: Sequence[str]) -> Iterator[int]:
        return self.text.vocabulary.content_ids(texts)

    def word(self, token: int) -> str:
        return self.text.vocabulary.word(token)

    def spellings(self, word: str) -> tuple[Spelling, ...]:
        return self.text.vocabulary.spellings(word)


def _follows_length(config) -> bool:
    """Whether a pass writes frequencies of its own length into the module, as these kinds of RoPE
    do in transformers."""
    told = getattr(config, "rope_parameters", None) or {}
    kinds = [told, *(one for one in told.values() if isinstance(one, dict))]
    return any(kind.get("rope_type") in ("dynamic", "longrope") for kind in kinds)


def _longest(trunk: nn.Module, config, tokenizer: PreTrainedTokenizerBase) -> int:
    """Positions that a text can use; some families (XLM-R, MPNet) start counting behind the
    padding id, which leaves that many rows of their position table unused."""
    positions = getattr(config, "max_position_embeddings", None) or 0
    if positions <= 0:  # a family without a limit of its own, which some spell -1
        positions = 8192
    for name, table in trunk.named_modules():
        if isinstance(table, nn.Embedding) and "position" in name and table.padding_idx is not None:
            positions -= table.padding_idx + 1
    return min(positions, tokenizer.model_max_length)
