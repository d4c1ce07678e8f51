"""What decides the states of a folder, and the sentence that tells two of them apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch

from semhub.errors import InputError
from semhub.models.protocol import Model
from semhub.pools import Pool
from semhub.states.memory import weights_digest

Dtype = Literal["float32", "bfloat16"]
DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16}


@dataclass(frozen=True)
class Source:
    """model: what the user called it. revision: as in `models.protocol.Model`.
    weights: a digest of its weights and their type, as `states.memory` takes it.
    pool, suffix: as for `extract`. dtype: that of the states on disk.
    layers: n_layers + 1. width: of a state.
    """

    model: str
    revision: str
    weights: str
    pool: Pool
    suffix: str | None
    dtype: Dtype
    layers: int
    width: int

    @property
    def name(self) -> str:
        """What the user called the model, as a model has it."""
        return self.model


def source_of(model: Model, pool: Pool, suffix: str | None, dtype: Dtype = "float32") -> Source:
    """What states that are taken now would be of."""
    about = model.name, model.revision, weights_digest(model)
    return Source(*about, pool, suffix, dtype, model.n_layers + 1, model.width)


def difference(a: Source, b: Source, dtype: bool = False) -> str | None:
    """What tells two sources apart, the first of them first; None where their states compare.

    dtype: whether the type on disk counts. A model's name does not: one may have several.
    """
    if a.revision != b.revision:
        return f"the model {a.model} ({_revision(a, b)}), not {_other(a, b)}"
    if a.weights != b.weights:
        return f"{a.model} with other weights or in another type"
    if a.pool != b.pool:
        return f"the pooling {a.pool}, not {b.pool}"
    if a.suffix != b.suffix:
        return f"{_suffix(a)}, not {_suffix(b)}"
    if dtype and a.dtype != b.dtype:
        return f"the type {a.dtype}, not {b.dtype}"
    return None


def require_same(a: Source, b: Source, name_a: str, name_b: str) -> None:
    """Raises `InputError` unless the states of both compare. name_a, name_b: where they are."""
    told = difference(a, b)
    if told:
        raise InputError(
            f"The states in {name_a} are of {told}, as {name_b} asks for; extract both in the same "
            "way."
        )


def _other(a: Source, b: Source) -> str:
    own = _revision(b, a)
    return own if a.model == b.model else f"{b.model} ({own})"


def _revision(one: Source, other: Source) -> str:
    """Name a revision by its beginning, or, where the other begins alike (a base under another
    adapter), by its end."""
    whole = one.revision
    alike = whole[:12] == other.revision[:12]
    return f"revision …{whole[-12:]}" if alike else f"revision {whole[:12]}"


def _suffix(source: Source) -> str:
    return "no suffix" if source.suffix is None else f"the suffix “{source.suffix}”"
