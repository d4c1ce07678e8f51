"""Cache results of the library: decorators that find a function's result by its arguments.

All results of all sessions together stay within `LIMIT` bytes. Arguments are told apart by their
exact class. The classes are written as names here, so that none is imported. An argument that
begins with an underscore does not count: it follows from the others.
"""

from __future__ import annotations

import hashlib
import inspect
import pickle
from collections.abc import Callable, Hashable, Mapping
from contextlib import nullcontext
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import partial, wraps
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from semhub.ui.shared.bounded import Bounded, size_of
from semhub.ui.shared.messages import escaped

if TYPE_CHECKING:
    from semhub.inputs import Input
    from semhub.models.protocol import Model
    from semhub.models.towers.pair import Towers

LIMIT = 256 * 2**20
"""Bytes of all results that are kept."""

_kept: Bounded[Any] = Bounded(LIMIT)


def of_model(model: Model) -> tuple[str, ...]:
    """Tell a model from any other: its name, revision and device, and the type of its weights."""
    types = (str(weight.dtype) for weight in model.module.parameters())
    return model.name, model.revision, str(model.device), next(types, "")


def of_towers(towers: Towers) -> tuple[Any, ...]:
    """The same of both towers."""
    return towers.name, towers.revision, of_model(towers.text), of_model(towers.other)


def of_item(item: Input) -> str:
    """Tell an item by its content."""
    return item.digest


Tellers = Mapping[str, Callable[[Any], Any]]

HASH_FUNCS: dict[str, Callable[[Any], Any]] = {
    "semhub.models.decoder.Decoder": of_model,
    "semhub.models.encoder.Encoder": of_model,
    "semhub.models.encoder_decoder.decoder.FedDecoder": of_model,
    "semhub.models.masked.MaskedEncoder": of_model,
    "semhub.models.one_sense.encoder.OneSense": of_model,
    "semhub.models.towers.pair.Towers": of_towers,
    "semhub.inputs.target.Target": of_item,
    "semhub.inputs.text.Text": of_item,
    "semhub.inputs.image.Image": of_item,
    "semhub.inputs.audio.Audio": of_item,
    "semhub.states.positions.PositionStates": lambda found: (found.model, found.item.digest),
    "semhub.lenses.jacobian.lens.JacobianLens": lambda lens: (
        lens.model, lens.revision, lens.texts, lens.corpus, lens.fitted_on,
    ),
    "semhub.ui.hub.queries.ModelHub": lambda seen: seen.key,
    "semhub.ui.media.sense.Sense": lambda sense: sense.modality,
    "semhub.ui.steer.experiment.Experiment": lambda experiment: experiment.key,
}  # fmt: skip
"""Class -> what tells one of its objects from another. Whoever adds an adapter names it here."""


def data(function: Callable | None = None, **options: Any) -> Any:
    """Cache results; every caller gets a copy. options: as of `resource`."""
    if function is None:
        return partial(data, **options)
    return _cached(function, pickle.dumps, pickle.loads, len, **options)


def resource(function: Callable | None = None, **options: Any) -> Any:
    """Cache results that all callers share and nobody changes.

    options: `spinner`, what is shown while a result is worked out; `tell_by`, entries that go
    before those of `HASH_FUNCS`.
    """
    if function is None:
        return partial(resource, **options)
    return _cached(function, _same, _same, size_of, **options)


def clear() -> None:
    """Forget all results."""
    _kept.drop(lambda key: True)


def forget(name: str) -> None:
    """Forget the results of all models of a name."""
    _kept.drop(lambda key: _is_of(key[1], name))


def _is_of(told: Hashable, name: str) -> bool:
    """Tell whether a model of this name is in what `key_of` told of arguments."""
    if not isinstance(told, tuple):
        return False
    if len(told) == 2 and told[0] in HASH_FUNCS and isinstance(told[1], tuple):
        kind, parts = told[1]
        return kind == "sequence" and parts[:1] == (("builtins.str", name),)
    return any(_is_of(one, name) for one in told)


def _same(value: Any) -> Any:
    return value


def _cached(
    function: Callable,
    put: Callable[[Any], Any],
    take: Callable[[Any], Any],
    measure: Callable[[Any], int],
    *,
    spinner: str = "",
    tell_by: Tellers = MappingProxyType({}),
) -> Callable:
    signature = inspect.signature(function)

    @wraps(function)
    def found(*arguments: Any, **named: Any) -> Any:
        given = signature.bind(*arguments, **named)
        given.apply_defaults()
        told = tuple(
            key_of(value, tell_by) for name, value in given.arguments.items() if name[0] != "_"
        )

        def make() -> Any:
            with st.spinner(escaped(spinner)) if spinner else nullcontext():
                return put(function(*arguments, **named))

        return take(_kept.get((function, told), make, measure))

    found.clear = lambda: _kept.drop(lambda key: key[0] is function)
    return found


def digest(*values: Any) -> str:
    """Tell values from all others in a few letters, however much they hold. Raises `TypeError` as
    `key_of` does."""
    return hashlib.sha256(repr(key_of(values, {})).encode()).hexdigest()


def key_of(value: Any, tell_by: Tellers) -> Hashable:
    """Tell an argument from all others. Raises `TypeError` on one of a class that has no entry in
    `HASH_FUNCS` and is no plain data."""
    kind = type(value)
    name = f"{kind.__module__}.{kind.__qualname__}"
    tell = tell_by.get(name) or HASH_FUNCS.get(name)
    if tell is not None:
        return name, key_of(tell(value), tell_by)
    if value is None or isinstance(value, str | bytes | int | float | Enum):
        return name, value
    if isinstance(value, np.ndarray):
        content = hashlib.sha256(np.ascontiguousarray(value)).hexdigest()
        return name, str(value.dtype), value.shape, content
    if isinstance(value, np.generic):
        return name, value.item()
    if isinstance(value, list | tuple | range):
        return "sequence", tuple(key_of(one, tell_by) for one in value)
    if isinstance(value, set | frozenset):
        return "set", frozenset(key_of(one, tell_by) for one in value)
    if isinstance(value, Mapping):
        return "mapping", tuple((key, key_of(one, tell_by)) for key, one in value.items())
    if is_dataclass(value):
        parts = ((part.name, getattr(value, part.name)) for part in fields(value))
        return name, tuple((part, key_of(one, tell_by)) for part, one in parts)
    raise TypeError(f"A cached function got {name}; name its class in HASH_FUNCS.")
