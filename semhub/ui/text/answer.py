"""The answer of Text and Code: the curve on the first screen, and the sections below it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from semhub.datasets.groups import groups
from semhub.inputs.sides import sides_of
from semhub.similarity import METRICS, minimum_items
from semhub.ui.shared import keep, messages, models, results, strangers
from semhub.ui.shared.frame import faults
from semhub.ui.shared.sections import section
from semhub.ui.shared.standing import Standing
from semhub.ui.shared.trust import ASKS
from semhub.ui.text import checks, meeting, reading, rows, trust

if TYPE_CHECKING:
    import numpy as np
    from streamlit.delta_generator import DeltaGenerator

    from semhub.experiments.comparison import Comparison
    from semhub.models.protocol import Model
    from semhub.ui.shared.controls import Choices
    from semhub.ui.shared.first import Screen


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


@dataclass(frozen=True)
class Part:
    """A section that only some pages have.

    key: its parameter in the page's link. asks: its name, a question. draw: draws it, and returns
    its rows for “Can I trust this?”. applies: whether there is anything to show of an answer.
    """

    key: str
    asks: str
    draw: Callable[[Answer], dict[str, str]]
    applies: Callable[[Answer], bool] = lambda answer: True


def draw(choices: Choices, screen: Screen, parts: Sequence[Part]) -> None:
    """Draw the whole answer, or the sentence of an `InputError`."""
    with screen.working() as place, faults():
        answer = _answer(choices, screen.notes, place)
        if answer is None:
            return
        with screen.notes:
            found = answer.pairs
            checks.warn_of_sink(answer.model, [*found.a, *found.b], answer.result.pool)
        standing = _standing(answer)
        with screen.answer.container():
            again = meeting.meeting(answer, standing)
        with screen.below:
            _sections(answer, parts)
        if standing:
            standing.after(again)


def _answer(choices: Choices, notes: DeltaGenerator, place: DeltaGenerator) -> Answer | None:
    """Compute the answer; None where there is no answer.

    notes: where to draw what to know of the input. place: where to show progress.
    """
    metric = choices.metric
    found = rows.first(choices.found, strangers.most_rows(metric))
    with notes:
        model = models.ready(choices.model, place) if found.a else None
    if model is not None:
        found, x, y = rows.states(found, model, choices.pool)
    rows.note_left_out(found, notes)
    if not found.a:
        rows.teach(choices.topic)
    if model is None or not found.a:
        return None

    if len(found.a) < (needed := minimum_items(metric)):
        messages.info(
            f"{METRICS[metric].label} needs at least {needed} pairs to mean anything, and there "
            f"{'is' if len(found.a) == 1 else 'are'} {len(found.a)}. The plain cosine is shown "
            "instead.",
            notes,
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


def _sections(answer: Answer, parts: Sequence[Part]) -> None:
    found, key = answer.pairs, answer.choices.topic.key
    section(
        f"{key}reading", "What does the model read in one sentence?",
        lambda: reading.reading(answer.model, found),
    )  # fmt: skip
    also: dict[str, str] = {}
    for part in parts:
        if part.applies(answer):
            drawn = section(f"{key}{part.key}", part.asks, partial(part.draw, answer))
            also |= drawn or {}
    section(
        f"{key}checks", "What could make it look too good?", lambda: checks.checks(answer)
    )  # fmt: skip
    section(f"{key}trust", ASKS, lambda: trust.draw(answer, also))
    keep.this(
        key.rstrip("_") or "text", answer.model, answer.result,
        sides_of(answer.names, (found.a, found.b)),
        command=trust.command(answer.model, found, answer.result), sides=answer.names,
    )  # fmt: skip


def _standing(answer: Answer) -> Standing | None:
    """Gather the curve's controls; none where length was removed: they use the plain states."""
    choices, found = answer.choices, answer.pairs
    if choices.partial:
        return None
    return Standing(
        answer.model, found.a, found.b, choices.pool, choices.metric, answer.x, answer.y
    )
