"""The section “Which wins, the item or a text that contradicts it?”."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from semhub.charts.media.conflict import conflict_curve, race_curve
from semhub.datasets import conflicts
from semhub.ui.shared import cached, frame, keep, links, messages, results, strangers
from semhub.ui.shared.controls import choice, segments
from semhub.ui.shared.drawn import drawn
from semhub.ui.shared.export import footer
from semhub.ui.shared.figure import figure
from semhub.ui.shared.frame import faults
from semhub.ui.shared.messages import escaped
from semhub.ui.text.lenses import is_raised

if TYPE_CHECKING:
    from semhub.datasets.conflicts import Contradicted
    from semhub.experiments.conflict import Conflict
    from semhub.models.protocol import Model
    from semhub.ui.media.answer import Answer
    from semhub.ui.media.sense import Selection, Sense

SET, ONE = "set", "one"
INTERVAL = (
    " Every item has a partner with whom it changes words; intervals are over words, and hold for "
    "all layers at once."
)
WRITTEN = "their words are written alike"
SHOWN = {"odds": "Log-odds", "race": "The two words"}


def draw(answer: Answer) -> None:
    """Draw the section."""
    if not answer.model.has_head:
        messages.info(
            f"{answer.model.name} has no language-model head, so no word can win in it; choose "
            "another model."
        )
        return
    _section(answer.sense, answer.model, answer.selection)


@frame.fragment
def _section(sense: Sense, model: Model, selection: Selection) -> None:
    over = {SET: f"A set of {sense.noun}s", ONE: f"This {sense.noun} and a text of yours"}
    chosen = segments("Over", f"{sense.key}clash", over)
    with faults():
        raised = is_raised(model)
        if chosen == ONE:
            made = _own(sense, selection, raised)
            if made is None:
                st.caption("Fill in all three fields.")
                return
            _draw(sense, model, [made], "")
            return
        offered = conflicts.columns(selection.item.modality, raised=raised)
        called = {one: sense.sets.get(one, one) for one in offered}
        reference = next(iter(offered))
        if len(offered) > 1:
            reference = choice(f"Set of {sense.noun}s", f"{sense.key}clashset", called)
        command = f"python -m semhub conflict --model {model.name} --set {reference}"
        _draw(sense, model, conflicts.of_set(reference, raised=raised), command)


def _own(sense: Sense, selection: Selection, raised: bool) -> Contradicted | None:
    """Draw the text and the two words; None until all are filled in."""
    fields = (
        ("says", "A text that contradicts it", "This is a cat."),
        ("shows", f"The {sense.noun}'s own word", "dog"),
        ("told", "The text's word", "cat"),
    )
    text, own, other = (
        at.text_input(
            label, placeholder=example, key=links.hold(f"{sense.key}{part}"),
            bind="query-params", persist_state="session",
        ).strip()
        for at, (part, label, example) in zip(st.columns([0.5, 0.25, 0.25]), fields, strict=True)
    )  # fmt: skip
    if not (text and own and other):
        return None
    asks = conflicts.asking(raised=raised)
    return conflicts.given(selection.item, strangers.text(text), own, other, asks)


def _draw(sense: Sense, model: Model, items: list[Contradicted], command: str) -> None:
    found = _conflict(model, items)
    shown = segments("Show", f"{sense.key}clashshow", SHOWN)
    chart = drawn(conflict_curve if shown == "odds" else race_curve, found)
    figure(chart, f"{sense.key}clashchart", "Which word is ahead, by layer", wide=True)
    footer(
        f"By the logit lens, where the word is asked for, behind the {escaped(sense.noun)} and the "
        f"text.{INTERVAL if found.has_interval else ''}"
        f"{f' {found.left_out:,} are left out: {WRITTEN}.' if found.left_out else ''}"
        f"{f' The same numbers: {messages.code(command)}.' if command else ''}",
        f"semhub-conflict-{sense.noun}", chart, found.to_dict(),
    )  # fmt: skip
    keep.this(
        f"{sense.key}conflict", model, found, {"items": [one.item for one in items]},
        command=command,
    )  # fmt: skip


@cached.data
def _conflict(model: Model, items: list[Contradicted]) -> Conflict:
    from semhub.experiments.conflict import conflict

    with results.progress(f"Reading {len(items)} contradictions with {model.name}") as report:
        return conflict(model, items, progress=report)
