"""The standing controls of a page's curve: their switch, and when they are worked out."""

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
"""Whether they are shown; questions that were answered in this session; the one that was left
unanswered because they were switched off."""

HELP = (
    "Thin lines: the same measure where nothing of the meaning is left. Wrong partners: as long as "
    "the right ones. Length and spelling alone: in place of the model's states. Untrained twin: "
    "the same architecture with random weights. Words alone, shuffled words: of one side's items. "
    "Where a number stands behind a name, the line is of that many pairs, so that all of them cost "
    "at most half of the curve again."
)


@dataclass(frozen=True)
class Standing:
    """What the controls of one curve are asked with. x, y: states (layers, n, width)."""

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
        """Return what the curve is drawn with: the controls; nothing yet, where they come after it;
        None where there are to be none."""
        if not self.applies or not switched_on():
            return None
        return self.answer() if self._question in _ready() else {}

    def left(self) -> bool:
        """Whether the page was drawn to its end without them, because they were switched off: then
        what follows the switch is a fragment, after which no end of the page comes."""
        return st.session_state.pop(LEFT, None) == self._question

    def answer(self) -> Mapping[str, Control]:
        """Work out the controls where they are not at hand. Raises `InputError` as they do."""
        found = results.controls(
            self.model, self.a, self.b, self.pool, self.metric, self.x, self.y
        ).lines
        _ready().add(self._question)
        return found

    def after(self, draw: Callable[[Mapping[str, Control]], None]) -> None:
        """Work them out at the end of a page if they are not at hand, and draw the curve with
        them. The page does not begin again for it: a click meanwhile would be lost."""
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
