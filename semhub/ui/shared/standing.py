"""The controls drawn with a page's curve: their switch, and when they are computed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from semhub.similarity import minimum_items
from semhub.ui.shared import links, results

if TYPE_CHECKING:
    from semhub.experiments.controls import Control
    from semhub.inputs import Input
    from semhub.models.protocol import Model

SWITCH, READY, LEFT = "controls", "controls/ready", "controls/left"
"""Session keys: whether controls are shown; which were computed in this session; the one that was
not computed because controls were off."""

HELP = (
    "Thin lines: the same metric where the meaning is removed. Wrong partners: other items of "
    "the same length. Length and spelling alone: used in place of the model's states. Untrained "
    "twin: the same architecture with random weights. Words alone, shuffled words: one side's "
    "items, each word run by itself, or in random order. A number behind a name means that the "
    "line uses only that many pairs, so that all lines together cost at most half of the curve."
)


@dataclass(frozen=True)
class Standing:
    """What the controls of one curve are computed from. x, y: states (layers, n, width)."""

    model: Model
    a: Sequence[Input]
    b: Sequence[Input]
    pool: str
    metric: str
    x: np.ndarray
    y: np.ndarray

    @property
    def _question(self) -> tuple:
        items = results.digest([*self.a, *self.b])
        return self.model.name, self.model.revision, self.pool, self.metric, items

    @property
    def applies(self) -> bool:
        return len(self.a) >= minimum_items(self.metric)

    def lines(self) -> Mapping[str, Control] | None:
        """Return the controls to draw with the curve: empty while they are not computed yet, None
        where there are none."""
        if not self.applies or not switched_on():
            return None
        return self.answer() if self._question in _ready() else {}

    def left(self) -> bool:
        """Tell whether the page ended without controls because they were off. Switching them on
        then runs one fragment alone, so `after` is not called again."""
        return st.session_state.pop(LEFT, None) == self._question

    def answer(self) -> Mapping[str, Control]:
        """Compute the controls, or take them from the cache. Raises `InputError` as they do."""
        found = results.controls(
            self.model, self.a, self.b, self.pool, self.metric, self.x, self.y
        ).lines
        _ready().add(self._question)
        return found

    def after(self, draw: Callable[[Mapping[str, Control]], None]) -> None:
        """Compute the controls at the end of a page, unless they are there, and draw the curve with
        them. The page does not run again for this: a click meanwhile would be lost."""
        if not self.applies or self._question in _ready():
            return
        if switched_on():
            draw(self.answer())
        else:
            st.session_state[LEFT] = self._question


def switch() -> None:
    """Draw the one switch of all pages."""
    st.toggle(
        "Controls", True, key=links.hold(SWITCH), bind="query-params", persist_state="session",
        help=HELP, width="content",
    )  # fmt: skip


def switched_on() -> bool:
    """Tell whether controls are shown; before the switch is drawn, the link decides."""
    return st.session_state.get(SWITCH, st.query_params.get(SWITCH, "").lower() != "false")


def _ready() -> set[tuple]:
    return st.session_state.setdefault(READY, set())
