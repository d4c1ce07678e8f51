"""Pooling: how the states of an item's own tokens become one; the label and sentence of each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from semhub.errors import InputError
from semhub.inputs.text import fault_of

Pool = Literal["unit", "mean", "last", "model"]
AUTO = "auto"
"""The pooling that suits the model."""

AUTO_SENTENCE = "unit for a decoder, mean for an encoder"
"""What `AUTO` chooses."""


class Pooling(NamedTuple):
    """What a pooling is called on pages, and what it does."""

    label: str
    sentence: str


POOLS: Mapping[Pool, Pooling] = MappingProxyType(
    {
        "unit": Pooling("Unit tokens", "each token's state scaled to length 1, then their mean"),
        "mean": Pooling("The mean", "the plain mean of the tokens' states"),
        "last": Pooling("The last", "the state at the last word"),
        "model": Pooling("The model's own", "as its makers pool, special tokens among them"),
    }
)
"""Name -> label and sentence; special tokens are left out, but in the model's own.

unit: usual for decoders. They have tokens, mostly the first, whose states are a hundred times as
    long as the others', so that the plain mean is that one state divided by the number of tokens
    (Sun et al., "Massive Activations in Large Language Models", COLM 2024).
mean: usual for encoders, which are trained to be pooled so.
last: punctuation at the end is passed over. Behind a suffix it is the very last token, as in "The
    Semantic Hub Hypothesis" (Wu et al., ICLR 2025).
model: where a sentence encoder's folder says how, as sentence-transformers writes it
    (`semhub.models.own_pool`).
"""


def described(pool: Pool) -> str:
    """Say what a pooling does, and with which tokens."""
    return POOLS[pool].sentence + ("" if pool == "model" else "; special tokens are left out")


def require_suffix_fits(pool: str, suffix: str | None) -> None:
    """Raise `InputError` for a suffix with another pooling than "last", and for one that cannot
    be read."""
    if suffix is None:
        return
    if pool != "last":
        raise InputError(
            f"A suffix goes with the pooling “last”, not “{pool}”; choose that pooling, or leave "
            "out the suffix."
        )
    # Behind a letter, since a suffix may be empty, or white space alone.
    fault = fault_of("a" + suffix if isinstance(suffix, str) else suffix, "suffix")
    if fault:
        raise InputError(fault)
