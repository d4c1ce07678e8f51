"""The section “What goes over with a state?”: the state of one prompt put into another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from semhub import datasets
from semhub.charts.patching import PICK, effects_curve, patching_curve
from semhub.datasets import patches
from semhub.inputs import Text
from semhub.ui.shared import cached, frame, keep, links, messages, results, strangers
from semhub.ui.shared.clicks import clicked
from semhub.ui.shared.controls import column, segments
from semhub.ui.shared.drawn import drawn
from semhub.ui.shared.export import footer
from semhub.ui.shared.figure import figure
from semhub.ui.shared.frame import faults
from semhub.ui.text import lenses

if TYPE_CHECKING:
    from semhub.datasets.patches import Patched
    from semhub.experiments.patching import Patching, Place, Said
    from semhub.models.protocol import Model
    from semhub.ui.text.answer import Answer

SET, OWN = "set", "own"
OVER = {SET: "Prompts of two languages", OWN: "Two texts of your own"}
PLACES = {"end": "Where the word is asked for", "item": "At the end of the text"}
BEGUN = "their words begin alike"
SHOWN = {"words": "Words", "effects": "How far"}
LANGUAGES = ("en", "es", "fr", "de", "zh", "ja", "ru")
"""Offered: those that both sets have."""

OPENS = {"world": ("es", "zh"), "concepts": ("es", "fr")}
LAYER, CHART = "patchlayer", "patch/chart"
BEHIND = {
    "Patching": "after Dumas et al. (2024), with the project's own prompts; a word is read by the "
    "tokens that it begins with, which the others must not share; intervals of concept and "
    "language are over words, and hold for all layers at once"
}
FIELDS = (
    ("patchfrom", "Text whose state is taken", "Un perro rojo duerme."),
    ("patchinto", "Text into which it is put", "A blue cat runs."),
    ("patchword", "Word for the first, as the second would say it", "dog"),
    ("patchkept", "Word for the second", "cat"),
)
"""(key, label, what such a thing looks like)"""


def applies(answer: Answer) -> bool:
    return answer.model.has_head


def draw(answer: Answer) -> dict[str, str]:
    """Draw the section; return its rows for “Can I trust this?”."""
    _section(answer.model)
    return BEHIND


@frame.fragment
def _section(model: Model) -> None:
    over = segments("Patch", "patchover", OVER)
    left, right = st.columns(2)
    raised = lenses.is_raised(model)
    with left:
        place = segments("The state is taken and put", "patchplace", PLACES)
    with faults():
        if over == OWN:
            made = _own(raised)
            if made is None:
                st.caption("Fill in all four fields.")
                return
            _draw(model, [made], ("the first text", "the second"), place, command="")
            return
        name = "world" if raised else "concepts"
        sides = [
            column(at, label, key, LANGUAGES, usual)
            for at, label, key, usual in zip(
                right.columns(2), ("State from", "Put into"), ("patcha", "patchb"), OPENS[name],
                strict=True,
            )
        ]  # fmt: skip
        items = patches.of_set(name, *sides)
        called = (datasets.NAMES[sides[0]], datasets.NAMES[sides[1]])
        command = f"patch --model {model.name} {name}:{sides[0]} {name}:{sides[1]} --place {place}"
        _draw(model, items, called, place, command=f"python -m semhub {command}")


def _own(raised: bool) -> Patched | None:
    """Draw the four fields; None until all are filled in."""
    source, target, concept, nothing = (
        at.text_input(
            label, placeholder=example, key=links.hold(key), bind="query-params",
            persist_state="session",
        ).strip()
        for at, (key, label, example) in zip((*st.columns(2), *st.columns(2)), FIELDS, strict=True)
    )  # fmt: skip
    if not (source and target and concept and nothing):
        return None
    asks = patches.asking(raised=raised)
    texts = (strangers.text(text) for text in (source, target))
    return patches.own(*texts, (concept, nothing), asks)


def _draw(
    model: Model, items: list[Patched], sides: tuple[str, str], place: Place, *, command: str
) -> None:
    found = _patching(model, items, place)
    shown = segments("Show", "patchshow", SHOWN)
    if shown == "words":
        chart = drawn(patching_curve, found, sides)
        figure(chart, CHART, "How likely each word is, by layer", wide=True, on_select="rerun")
    else:
        chart = drawn(effects_curve, found, sides)
        figure(chart, "patch/effects", "How far concept and language go over, by layer", wide=True)
    footer(
        f"The state of one prompt's layer stands in the same layer of another, over "
        f"{'1 pair' if found.n == 1 else f'{found.n:,} pairs'} of prompts; "
        "grey: the state of a third."
        f"{f' {found.left_out:,} are left out: {BEGUN}.' if found.left_out else ''}"
        f"{f' The same numbers: {messages.code(command)}.' if command else ''}",
        "semhub-patching", chart, found.to_dict(),
    )  # fmt: skip
    _goes_on(model, items, place, found)
    keep.this(
        "patching", model, found,
        {
            name: [Text(getattr(one, part)[0]) for one in items]
            for name, part in (("source", "source"), ("target", "target"))
        },
        command=command, sides=sides,
    )  # fmt: skip


def _goes_on(model: Model, items: list[Patched], place: Place, found: Patching) -> None:
    """Draw how the first target goes on with the state of a layer, which a click chooses too."""
    if point := clicked(CHART, PICK):
        links.choose(LAYER, int(point["layer"]))
    best = 1 + int(found.concept.value.argmax())
    links.number(LAYER, 1, model.n_layers, best)
    layer = links.slider(st, "Layer of the state", 1, model.n_layers, LAYER)
    first, says = items[0], _said(model, items[0], layer, place)
    messages.table(
        {
            "State from": _text(first.source),
            "Put into": _text(first.target),
            "It goes on, untouched": says.before,
            f"With the state of layer {layer}": says.after,
            "With another item's": says.random,
        }
    )


def _text(prompt: patches.Prompt) -> str:
    return "".join(prompt).rpartition("\n")[2]


@cached.data
def _patching(model: Model, items: list[Patched], place: str) -> Patching:
    from semhub.experiments.patching import patching

    with results.progress(f"Patching {len(items)} prompts of {model.name}") as report:
        return patching(model, items, place=place, progress=report)


@cached.data
def _said(model: Model, one: Patched, layer: int, place: str) -> Said:
    from semhub.experiments.patching import said

    return said(model, one, layer, place=place)
