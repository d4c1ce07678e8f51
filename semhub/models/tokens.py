"""Text items -> a padded batch that knows which positions are content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate

import torch
from transformers import PreTrainedTokenizerBase

from semhub.errors import InputError
from semhub.inputs import Input
from semhub.models.batch import Batch, Encoded
from semhub.models.vocabulary import Vocabulary


class TextEncoder:
    """A tokenizer, used by its default call, with padding of our own.

    pad: the id that fills up. Families whose positions are counted from the padding id (XLM-R,
        MPNet) need the model's, not the tokenizer's.
    max_positions: the number of positions that the model was built for.
    """

    def __init__(self, tokenizer: PreTrainedTokenizerBase, *, pad: int, max_positions: int):
        self.tokenizer = tokenizer
        self.vocabulary = Vocabulary(tokenizer)
        self.pad = pad
        self.max_positions = max_positions

    def _called(self, texts: list[str], **options) -> Mapping[str, list]:
        """Call the tokenizer: the ids of each text, which of them are special, and where they
        stand."""
        return self.tokenizer(texts, **options)

    def _tokenize(self, items: Sequence[Input], *, offsets: bool = False):
        encoded = self._called(
            [item.text for item in items],
            return_special_tokens_mask=True,
            return_offsets_mapping=offsets,
            # The tokenizer warns of long texts; we refuse them, with a sentence.
            verbose=False,
            **self.vocabulary.as_text,
        )
        for item, special in zip(items, encoded["special_tokens_mask"], strict=True):
            if len(special) > self.max_positions:
                raise InputError(
                    f"“{item.text[:30]}…” has {len(special):,} tokens and the model reads at "
                    f"most {self.max_positions:,}; shorten it, or leave it out."
                )
            if all(special):
                raise InputError(
                    f"The model's tokenizer finds nothing to read in “{item.text[:30]}”; "
                    "write at least one word."
                )
        return encoded

    def encode(self, items: Sequence[Input]) -> list[Encoded]:
        """Encode each item by itself. Raises `InputError` on one too long, or with nothing to
        read."""
        if not items:  # which the tokenizer does not bear
            return []
        encoded = self._tokenize(items)
        pairs = zip(encoded["input_ids"], encoded["special_tokens_mask"], strict=True)
        return [self._encoded(ids, [mark == 0 for mark in special]) for ids, special in pairs]

    def _encoded(self, ids: list[int], content: list[bool]) -> Encoded:
        own = [i for i, inside in enumerate(content) if inside]
        ending = self.vocabulary.punctuation_behind([ids[i] for i in own])
        return Encoded(ids, content, last_word=own[-1 - ending % len(own)])

    def collate(self, encoded: Sequence[Encoded], device: torch.device | str = "cpu") -> Batch:
        """Pad on the right: there, causal attention and position counts never see padding."""
        shape = (len(encoded), max(map(len, encoded)))
        ids = torch.full(shape, self.pad, dtype=torch.long)
        attention = torch.zeros(shape, dtype=torch.long)
        content = torch.zeros(shape, dtype=torch.bool)
        for i, item in enumerate(encoded):
            ids[i, : len(item)] = torch.tensor(item.ids)
            attention[i, : len(item)] = 1
            content[i, : len(item)] = torch.tensor(item.content)
        last_word = None
        if encoded[0].last_word is not None:
            last_word = torch.tensor([item.last_word for item in encoded], device=device)
        return Batch(ids.to(device), attention.to(device), content.to(device), last_word=last_word)

    def join(self, encoded: Sequence[Encoded], device: torch.device | str = "cpu") -> Batch:
        """Put the texts one behind the other in one row, the longest first."""
        ids = torch.tensor([[token for item in encoded for token in item.ids]], device=device)
        content = torch.tensor([[own for item in encoded for own in item.content]], device=device)
        lengths = tuple(map(len, encoded))
        last_word = None
        if encoded[0].last_word is not None:
            starts = accumulate(lengths[:-1], initial=0)
            last = [start + item.last_word for start, item in zip(starts, encoded, strict=True)]
            last_word = torch.tensor(last, device=device)
        return Batch(ids, torch.ones_like(ids), content, last_word=last_word, lengths=lengths)

    def tokens(self, item: Input) -> list[str]:
        """Return the readable text of each position that `encode` gives the item."""
        fast = getattr(self.tokenizer, "is_fast", False)  # Mistral's own does not say
        encoded = self._tokenize([item], offsets=fast)
        offsets = encoded["offset_mapping"][0] if fast else None
        return self.vocabulary.positions(item.text, encoded["input_ids"][0], offsets)
