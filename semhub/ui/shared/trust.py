"""“Can I trust this?”: the table that stands under every result."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from typing import TYPE_CHECKING

import streamlit as st

from semhub import __version__
from semhub.ui.shared import messages

if TYPE_CHECKING:
    from semhub.models.protocol import Model
    from semhub.models.towers.tower import Tower

LIBRARIES = ("torch", "transformers", "tokenizers", "numpy", "streamlit", "altair")


ASKS = "Can I trust this?"


def table(
    rows: Mapping[str, str], model: Model | Tower, *, name: str = "", shape: str = "",
    command: str = "",
) -> None:  # fmt: skip
    """Draw what stands behind a result: its own rows, and behind them load check, model and
    libraries. A load check among the rows keeps its place.

    name: of what `model` is a part, in place of its own. shape: what the model is built of, where
    that matters. command: the line that gives the same numbers.
    """
    dtype = str(next(model.module.parameters()).dtype).removeprefix("torch.")
    device = f"revision {model.revision}, on {model.device} in {dtype}"
    messages.table(
        {
            **rows,
            "Load check": model.check.sentence,
            "Model": f"{name or model.name}, {device}{shape}",
            "Libraries": libraries(),
        }
    )
    if command:
        st.markdown("The same numbers, from the command line:")
        st.code(command, language="bash", wrap_lines=True)


def libraries() -> str:
    """Name the versions that a result was got with."""
    return ", ".join([f"semhub {__version__}", *(f"{name} {version(name)}" for name in LIBRARIES)])
