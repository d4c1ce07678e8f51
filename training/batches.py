"""Documents as padded batches, reproducible from a seed and resumable at any pool."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from random import Random

import torch
from transformers import PreTrainedTokenizerFast

from semhub.world.documents import documents
from semhub.world.recipes import Recipe

POOL = 1024
TOKENS = 2048
IGNORED = -100


def text_batches(
    recipe: Recipe, tokenizer: PreTrainedTokenizerFast, seed: int | str, first_pool: int = 0
) -> Iterator[tuple[int, torch.Tensor]]:
    """Yield endless `(pool number, ids)`; ids (documents, length) are padded on the right.

    Pool k depends on `seed` and k alone, so a run that starts again at pool k reads what an
    unbroken run would have read. Documents of similar length share a batch of at most
    `TOKENS` positions.
    """
    pool = first_pool
    while True:
        rng = Random(f"{recipe.name}/{seed}/{pool}")
        texts = [document.text for document in islice(documents(recipe, rng), POOL)]
        ids = sorted((encode(text, tokenizer) for text in texts), key=len)
        batches = list(_cut(ids, tokenizer.pad_token_id))
        rng.shuffle(batches)
        for batch in batches:
            yield pool, batch
        pool += 1


def encode(text: str, tokenizer: PreTrainedTokenizerFast) -> list[int]:
    """Encode `<s>`, the document, `</s>`."""
    return [*tokenizer(text)["input_ids"], tokenizer.eos_token_id]


def labels_of(ids: torch.Tensor, pad: int) -> torch.Tensor:
    """Return labels in which every position predicts the next; padding is never predicted."""
    return ids.masked_fill(ids == pad, IGNORED)


def _cut(documents_by_length: list[list[int]], pad: int) -> Iterator[torch.Tensor]:
    group: list[list[int]] = []
    for ids in documents_by_length:
        if group and (len(group) + 1) * len(ids) > TOKENS:
            yield _padded(group, pad)
            group = []
        group.append(ids)
    yield _padded(group, pad)


def _padded(group: list[list[int]], pad: int) -> torch.Tensor:
    length = max(map(len, group))
    return torch.tensor([ids + [pad] * (length - len(ids)) for ids in group])
