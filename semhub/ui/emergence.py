"""The embedded model's own past, checkpoint by checkpoint, and its twins beside it."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

import streamlit as st

from semhub import datasets
from semhub.charts.curve import layer_curve
from semhub.charts.emergence import PICK, models_curve, trajectory
from semhub.charts.palette import BLUE, GREY, VERMILLION
from semhub.experiments.verdict import METRIC
from semhub.models import catalogue
from semhub.ui.shared import cached, links, models
from semhub.ui.shared.clicks import clicked
from semhub.ui.shared.export import footer

if TYPE_CHECKING:
    from semhub.experiments.comparison import Comparison

HISTORY = catalogue.CHECKPOINTS / catalogue.EMBEDDED / "history"
CHECKPOINT, TRAJECTORY = "emergence_checkpoint", "trajectory"
COLOURS = (BLUE, VERMILLION, GREY)
"""Of the embedded models, in the catalogue's order."""


@cache
def history() -> list[dict]:
    """Read what `python -m semhub.evaluation.emergence` measured; empty without the history."""
    file = HISTORY / "emergence.json"
    return json.loads(file.read_text(encoding="utf-8"))["checkpoints"] if file.is_file() else []


def checkpoint() -> int:
    """Find the chosen checkpoint, from 0: the latest click or slider move, else a link's, else the
    last one."""
    last = len(history()) - 1
    if point := clicked(TRAJECTORY, PICK):
        links.choose(CHECKPOINT, int(point["index"]))
    return links.number(CHECKPOINT, 0, last, last)


def forming(chosen: int, a: str, b: str) -> None:
    """Draw the trajectory, the slider, and the live layer curve of the chosen checkpoint."""
    kept = history()
    tokens = [row["tokens"] for row in kept]
    st.select_slider(
        "Checkpoint, by tokens read",
        range(len(kept)),
        format_func=lambda k: f"{tokens[k]:,}",
        key=CHECKPOINT,
        on_change=links.keep,
        args=(CHECKPOINT,),
    )
    chart = trajectory(kept, chosen, names=datasets.NAMES)
    st.altair_chart(
        chart, key=TRAJECTORY, on_select="rerun", alt="Retrieval and competence over training"
    )
    footer(
        "Each line is a pair of data types: how often a sentence finds its partner among "
        f"{kept[0]['pairs'][0]['n']} at the best middle layer, after each side's own centre is "
        "subtracted. The dashed line is how often the model predicts the next word correctly. "
        "Click a point, or move the slider, to look into that checkpoint.",
        "semhub-emergence",
        chart,
        {"checkpoints": kept},
    )
    folder = str(HISTORY / kept[chosen]["checkpoint"])
    result = compared(folder, models.stamp(folder), a, b)
    curve = layer_curve(result, METRIC, datasets.NAMES[a], datasets.NAMES[b])
    st.altair_chart(curve, key="then", alt="Retrieval by layer at the chosen checkpoint")
    footer(
        f"The model after {tokens[chosen]:,} tokens of training, before it learned to see and to "
        "hear; computed just now.",
        "semhub-checkpoint",
        curve,
        result.to_dict(),
    )


def side_by_side(a: str, b: str) -> None:
    """Draw the same pair in the embedded model and in those of its twins that are here."""
    here = {
        entry: colour
        for entry, colour in zip(catalogue.embedded(), COLOURS, strict=True)
        if (catalogue.CHECKPOINTS / entry.name / "training.json").is_file()
    }
    found = {entry.raised: compared(entry.name, models.stamp(entry.name), a, b) for entry in here}
    colours = [*here.values()]
    chart = models_curve(found, datasets.NAMES[a], datasets.NAMES[b], METRIC, colours)
    st.altair_chart(chart, key="twins", alt="Retrieval by layer in each of the models")
    read = ", ".join(f"{entry.raised} {_tokens(entry.name):,}" for entry in here)
    footer(
        "These models share architecture, vocabulary and world. They differ in their dominant "
        "language, and in whether any training document holds two languages. Tokens read: "
        f"{read}.",
        "semhub-twins",
        chart,
        {name: result.to_dict() for name, result in found.items()},
    )


def _tokens(name: str) -> int:
    """Count the tokens that a model read in training."""
    file = catalogue.CHECKPOINTS / name / "training.json"
    return json.loads(file.read_text(encoding="utf-8"))["tokens"]


@cached.data(max_entries=256, show_spinner="Looking into the model …")
def compared(name: str, stamp: tuple, a: str, b: str) -> Comparison:
    """Compare two spokes in a checkpoint, which is loaded for this alone and not kept.

    stamp: of its files, `models.stamp`; files that were written again are another checkpoint.
    """
    from semhub.experiments.comparison import compare

    first, second = (datasets.column(f"world:{code}") for code in (a, b))
    return compare(models.once(name), first, second, metrics=[METRIC])
