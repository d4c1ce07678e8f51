"""From what was asked to the page below it: curve, pairs, what else is asked, lens and trust."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from semhub.datasets.groups import groups
from semhub.similarity import METRICS, minimum_items
from semhub.ui.shared import models, results, trust, world
from semhub.ui.shared.frame import faults
from semhub.ui.shared.standing import Standing
from semhub.ui.text import checks, meeting, reading, rows

if TYPE_CHECKING:
    from semhub.experiments.comparison import Comparison
    from semhub.models.protocol import Model
    from semhub.ui.shared.controls import Asked

Part = Callable[["Model", "Asked", rows.Pairs, "Comparison"], dict[str, str]]
"""A section of one topic alone, between the pairs and the lens; it gives back what stands behind
it, for “Can I trust this?”."""


def _clusters(asked: Asked, found: rows.Pairs) -> tuple[str, tuple[str, ...]] | None:
    """What the chosen clusters are called and each pair's label; None where intervals are over
    sentences, and for rows that were changed, since no label is known of them."""
    if not asked.over or found.reference is None:
        return None
    labels = groups(asked.chosen)[asked.over]
    return asked.over, tuple(labels[row - 1] for row in found.rows)


def draw(asked: Asked, *parts: Part) -> None:
    """Draw the whole answer; what the library refuses is its one sentence."""
    left_out = st.container()
    with faults():
        _draw(asked, parts, left_out)


def _draw(asked: Asked, parts: tuple[Part, ...], left_out) -> None:
    found, metric = asked.found, asked.metric
    model = models.ready(asked.model) if found.a else None
    if model is not None:
        found, x, y = rows.states(found, model, asked.pool)
    rows.say_what_is_left_out(found, left_out)
    if not found.a:
        rows.teach(asked.topic)
    if model is None or not found.a:
        return

    world.hint(model, asked, found)
    if len(found.a) < (needed := minimum_items(metric)):
        st.info(
            f"{METRICS[metric].label} needs at least {needed} pairs to mean anything, and there "
            f"{'is' if len(found.a) == 1 else 'are'} {len(found.a)}: shown is the plain cosine."
        )
    if asked.partial:  # of all that is shown below, not of the curve alone
        x, y = results.without_length(model, found.a, found.b, asked.pool, x, y)
    result = results.comparison(
        model, found.a, found.b, asked.pool, metric, x, y, over=_clusters(asked, found),
        partial=asked.partial,
    )  # fmt: skip
    checks.warn_of_sink(model, [*found.a, *found.b], result.pool)
    # Those of states without their length would be other states'.
    standing = (
        None if asked.partial else Standing(model, found.a, found.b, asked.pool, metric, x, y)
    )
    draw = meeting.meeting(found, result, metric, x, y, asked.names, standing)
    also: dict[str, str] = {}
    for part in parts:
        with faults():
            also |= part(model, asked, found, result)
    reading.reading(model, found, result.peak[1])
    checks.checks(model, found, result, metric, x, y, asked.names)
    trust.expander(model, found, result, also)
    if standing:
        standing.after(draw)
