"""All that stands below the controls of Text and Code: curve, pairs, page sections, lens, trust."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from semhub.datasets.groups import groups
from semhub.similarity import METRICS, minimum_items
from semhub.ui.shared import keep, models, results, world
from semhub.ui.shared.frame import faults
from semhub.ui.shared.standing import Standing
from semhub.ui.text import checks, meeting, reading, rows, trust

if TYPE_CHECKING:
    import numpy as np
    from streamlit.delta_generator import DeltaGenerator

    from semhub.experiments.comparison import Comparison
    from semhub.models.protocol import Model
    from semhub.ui.shared.controls import Choices


@dataclass(frozen=True)
class Answer:
    """The result of a page, computed once for all the sections that draw it.

    pairs: those of the table that the model can read. x, y: their states (layers, n, width), where
    chosen without what length alone explains. result: the curve of the chosen metric.
    """

    model: Model
    choices: Choices
    pairs: rows.Pairs
    x: np.ndarray
    y: np.ndarray
    result: Comparison

    @property
    def metric(self) -> str:
        return self.choices.metric

    @property
    def names(self) -> tuple[str, str]:
        """What the two sides are called."""
        return self.choices.names


Part = Callable[[Answer], dict[str, str]]
"""A section that only some pages have, between the pairs and the lens. It returns its rows for
“Can I trust this?”."""


def draw(choices: Choices, *parts: Part) -> None:
    """Draw the whole answer, or the sentence of an `InputError`."""
    left_out = st.container()
    with faults():
        answer = _answer(choices, left_out)
        if answer is not None:
            _draw(answer, parts)


def _answer(choices: Choices, left_out: DeltaGenerator) -> Answer | None:
    """Compute the answer, and draw notes on its input; None where there is no answer.

    left_out: where to note which rows are left out.
    """
    found, metric = choices.found, choices.metric
    model = models.ready(choices.model) if found.a else None
    if model is not None:
        found, x, y = rows.states(found, model, choices.pool)
    rows.note_left_out(found, left_out)
    if not found.a:
        rows.teach(choices.topic)
    if model is None or not found.a:
        return None

    world.hint(model, choices, found)
    if len(found.a) < (needed := minimum_items(metric)):
        st.info(
            f"{METRICS[metric].label} needs at least {needed} pairs to mean anything, and there "
            f"{'is' if len(found.a) == 1 else 'are'} {len(found.a)}. The plain cosine is shown "
            "instead."
        )
    if choices.partial:  # for all sections below, not the curve alone
        x, y = results.without_length(model, found.a, found.b, choices.pool, x, y)
    result = results.comparison(
        model, found.a, found.b, choices.pool, metric, x, y, over=_clusters(choices, found),
        partial=choices.partial,
    )  # fmt: skip
    return Answer(model, choices, found, x, y, result)


def _clusters(choices: Choices, found: rows.Pairs) -> tuple[str, tuple[str, ...]] | None:
    """Return the name of the chosen clusters and each pair's label; None where intervals are over
    sentences, and for edited rows, which have no label."""
    if not choices.over or found.reference is None:
        return None
    labels = groups(choices.chosen)[choices.over]
    return choices.over, tuple(labels[row - 1] for row in found.rows)


def _draw(answer: Answer, parts: Sequence[Part]) -> None:
    found = answer.pairs
    checks.warn_of_sink(answer.model, [*found.a, *found.b], answer.result.pool)
    standing = _standing(answer)
    draw = meeting.meeting(answer, standing)
    also: dict[str, str] = {}
    for part in parts:
        with faults():
            also |= part(answer)
    reading.reading(answer.model, found, answer.result.peak[1])
    checks.checks(answer)
    trust.expander(answer, also)
    keep.this(
        answer.choices.topic.key.rstrip("_") or "text", answer.model, answer.result,
        dict(zip(answer.names, (found.a, found.b), strict=True)),
        command=trust.command(answer.model.name, found, answer.result), sides=answer.names,
    )  # fmt: skip
    if standing:
        standing.after(draw)


def _standing(answer: Answer) -> Standing | None:
    """Gather the curve's controls; none where length was removed: they use the plain states."""
    choices, found = answer.choices, answer.pairs
    if choices.partial:
        return None
    return Standing(
        answer.model, found.a, found.b, choices.pool, choices.metric, answer.x, answer.y
    )
