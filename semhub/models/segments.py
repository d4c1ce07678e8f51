"""Texts one behind the other in one row, each of which attends to itself alone.

Nothing is padded then: linear layers, norms and MLPs run over real tokens only. Positions are
counted anew in each text, and attention is worked out text by text, those of one length together.
Whether a model gives what it gives of each text alone is tried when it is loaded (`company.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import torch
from torch import nn
from transformers.masking_utils import ALL_MASK_ATTENTION_FUNCTIONS
from transformers.modeling_utils import ALL_ATTENTION_FUNCTIONS

LONGEST = 1024
"""Positions of the longest row, one text alone apart."""

_SDPA = "sdpa"
"""What transformers calls the attention of PyTorch, which it takes wherever a family has it."""

_attention, _mask = ALL_ATTENTION_FUNCTIONS[_SDPA], ALL_MASK_ATTENTION_FUNCTIONS[_SDPA]


@dataclass
class _Row:
    """The row that runs in a thread. lengths: of its texts. masks: those made for it, of which it
    is known that they close positions by their distance or their place, and not by content."""

    lengths: tuple[int, ...]
    masks: list[torch.Tensor] = field(default_factory=list)


_row: ContextVar[_Row | None] = ContextVar("row", default=None)


@contextmanager
def apart(lengths: Sequence[int]) -> Iterator[None]:
    """Within the context, attention over a row of texts stays within each of them.

    lengths: positions of each text, the longest first, one behind the other. It holds for this
    thread, and for what transformers runs by PyTorch's `scaled_dot_product_attention`. Raises
    `ValueError` where a longer text stands behind a shorter one; so does a pass within it whose
    attention is more than that: leans on positions or content otherwise.
    """
    if list(lengths) != sorted(lengths, reverse=True):
        raise ValueError("texts in a row stand the longest first")
    token = _row.set(_Row(tuple(lengths)))
    try:
        yield
    finally:
        _row.reset(token)


@contextmanager
def outside() -> Iterator[None]:
    """Within the context nothing is in a row: for what is called while one runs, and may run a
    model of its own."""
    token = _row.set(None)
    try:
        yield
    finally:
        _row.reset(token)


def places(lengths: Sequence[int], device: torch.device | str = "cpu") -> torch.Tensor:
    """Count the positions of a row from 0 in each text: (1, positions)."""
    return torch.cat([torch.arange(length, device=device) for length in lengths])[None]


def _mask_of_row(*arguments: Any, **options: Any) -> torch.Tensor | None:
    """Make transformers' own mask, and remember it for the row."""
    made = _mask(*arguments, **options)
    row = _row.get()
    if row is not None and made is not None:
        row.masks.append(made)
    return made


def _attention_of_row(
    module: nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    **options: Any,
) -> tuple[torch.Tensor, None]:
    """Do what transformers' own function does, (items, positions, heads, width of a head); of a
    row, text by text."""
    row = _row.get()
    if row is None:
        return _attention(module, query, key, value, attention_mask, **options)
    if not query.shape[2] == key.shape[2] == sum(row.lengths):
        raise ValueError("attention in a row is to the row")
    known = attention_mask is None or any(attention_mask is mask for mask in row.masks)
    if not known or options.get("position_bias") is not None:
        raise ValueError("attention in a row is closed by distance or place alone")
    found, start = [], 0
    for length, same in groupby(row.lengths):
        number = len(list(same))
        within = slice(start, start + number * length)
        parts = (_split(one[:, :, within], number) for one in (query, key, value))
        # The first text stands where it would stand alone, and none is longer: its mask, from the
        # first position on, is that of all.
        mask = None if attention_mask is None else _corner(attention_mask, length)
        own, _ = _attention(module, *parts, mask, **options)
        found.append(own.flatten(0, 1))
        start = within.stop
    return torch.cat(found)[None], None


def _split(row: torch.Tensor, number: int) -> torch.Tensor:
    """Turn (1, heads, positions, width) into (number, heads, positions of each, width)."""
    return row[0].unflatten(1, (number, -1)).transpose(0, 1)


def _corner(mask: torch.Tensor, length: int) -> torch.Tensor:
    """Cut a mask of the whole row, (..., positions, positions), to its first positions; an axis of
    one holds for all."""
    rows, columns = (slice(length if size > 1 else 1) for size in mask.shape[-2:])
    return mask[..., rows, columns]


# A name of our own would have to stand in each model's config, where families look for this one.
# Outside of a row both do what they did.
ALL_ATTENTION_FUNCTIONS.register(_SDPA, _attention_of_row)
ALL_MASK_ATTENTION_FUNCTIONS.register(_SDPA, _mask_of_row)
