"""Ask the embedded model for one more word: after a text, a picture or a sound, with or without
a push."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import torch

from semhub.inputs import Input
from semhub.models.hooks import hidden_state, visited
from semhub.models.protocol import Model
from semhub.models.running import running

BATCH = 40


def next_word(
    model: Model,
    items: Sequence[Input],
    said: Sequence[str],
    layer: int | None = None,
    pushes: torch.Tensor | None = None,
) -> torch.Tensor:
    """Logits (items, vocabulary) of the word after each item and the text ``said`` behind it.

    pushes (items, width) are added to what leaves block ``layer`` at the last position.
    """
    found = []
    for start in range(0, len(items), BATCH):
        rows = slice(start, start + BATCH)
        pushed = None if pushes is None else pushes[rows]
        found.append(_last_logits(model, items[rows], said[rows], layer, pushed))
    return torch.cat(found)


def _last_logits(
    model: Model,
    items: Sequence[Input],
    said: Sequence[str],
    layer: int | None,
    pushes: torch.Tensor | None,
) -> torch.Tensor:
    encoded = []
    for item, text in zip(model.encode(items), said, strict=True):
        more = list(model.content_ids([text]))
        content = item.content + [False] * len(more)
        encoded.append(replace(item, ids=item.ids + more, content=content))
    batch = model.padded(encoded)
    last = batch.attention.sum(1) - 1
    rows = torch.arange(len(last))

    def push(_module, _arguments, output):
        hidden_state(output)[rows, last] += pushes

    final: list[torch.Tensor] = []

    def keep(number: int, state: torch.Tensor) -> None:
        if number == model.n_layers:
            final.append(state[rows, last])

    handle = model.blocks[layer - 1].register_forward_hook(push) if layer else None
    try:
        with running(), visited(model.blocks, keep):
            model.forward(batch)
    finally:
        if handle:
            handle.remove()
    return model.unembed(final[0])
