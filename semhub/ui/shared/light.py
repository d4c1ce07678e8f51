"""Fragments that hold no model: what Streamlit keeps of them is a name, found again at each run.

Streamlit keeps the arguments of every fragment as long as its session. A model among them would
stay in memory behind all others that have left it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, is_dataclass, replace
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import streamlit as st

from semhub.errors import InputError
from semhub.models.options import USUAL, Options
from semhub.ui.shared import gate, in_memory, messages, waiting

Given = ParamSpec("Given")
Drawn = TypeVar("Drawn")


@dataclass(frozen=True)
class Named:
    """A model by its name. stamp, asked: of its files and how it is loaded, as for
    `in_memory.find`."""

    name: str
    stamp: tuple
    asked: Options = USUAL


def light(value: Any) -> Any:
    """Put names in place of a model, or of the one that is the `model` of a dataclass."""
    if (key := in_memory.residents().key_of(value)) is not None:
        return Named(*key)
    inner = getattr(value, "model", None)
    if is_dataclass(value) and (key := in_memory.residents().key_of(inner)) is not None:
        return replace(value, model=Named(*key))
    return value


def whole(value: Any) -> Any:
    """Put models in place of names, loaded again where they left. Raises `InputError` where that
    cannot be."""
    if isinstance(value, Named):
        return in_memory.find(value.name, value.stamp, value.asked)
    if is_dataclass(value) and isinstance(inner := getattr(value, "model", None), Named):
        return replace(value, model=whole(inner))
    return value


def fragment(draw: Callable[Given, Drawn]) -> Callable[Given, Drawn]:
    """Make a fragment of Streamlit, of a function whose arguments may have models among them."""

    @st.fragment
    @wraps(draw)
    def again(*arguments: Any) -> Any:
        with waiting.shown(), gate.PAGES.passed():
            try:
                found = [*map(whole, arguments)]
            except InputError as error:
                messages.error(str(error))
                return None
            return draw(*found)

    @wraps(draw)
    def first(*arguments: Any) -> Any:
        return again(*map(light, arguments))

    return first
