"""The embedded model's own past, checkpoint by checkpoint, and its twins beside it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import streamlit as st

from semhub import datasets
from semhub.charts.curve import layer_curve
from semhub.charts.emergence import PICK, QUESTION, models_curve, trajectory
from semhub.charts.palette import BLUE, GREY, VERMILLION
from semhub.experiments.verdict import METRIC
from semhub.models import catalogue
from semhub.ui.shared import cached, figure, first, links, model_box, models
from semhub.ui.shared.clicks import clicked
from semhub.ui.shared.controls import column
from semhub.ui.shared.drawn import drawn
from semhub.ui.shared.export import footer
from semhub.ui.shared.messages import escaped
from semhub.ui.shared.sections import section

if TYPE_CHECKING:
    import altair as alt

    from semhub.experiments.comparison import Comparison
    from semhub.ui.shared.first import Screen

HISTORY = catalogue.CHECKPOINTS / catalogue.EMBEDDED / "history"
CHECKPOINT, TRAJECTORY = "emergence_checkpoint", "trajectory"
COLOURS = (BLUE, VERMILLION, GREY)
"""Of the embedded models, in the catalogue's order."""


@cache
def history() -> list[dict]:
    """Read what `python -m semhub.evaluation.emergence` measured; empty without the history."""
    file = HISTORY / "emergence.json"
    return json.loads(file.read_text(encoding="utf-8"))["checkpoints"] if file.is_file() else []


@dataclass(frozen=True)
class Choices:
    """What a person chose. a, b: the two spokes. checkpoint: index of one of the history's.

    link: the choices as link parameters.
    """

    a: str
    b: str
    checkpoint: int
    link: dict[str, str]

    @property
    def names(self) -> tuple[str, str]:
        """What the two spokes are called."""
        return datasets.NAMES[self.a], datasets.NAMES[self.b]


def controls() -> Choices:
    """Draw the choice of a checkpoint and of two spokes."""
    tokens = [row["tokens"] for row in history()]
    st.markdown(model_box.described(catalogue.EMBEDDED))
    chosen = checkpoint()
    st.select_slider(
        "Checkpoint, by tokens read",
        range(len(tokens)),
        format_func=lambda k: f"{tokens[k]:,}",
        key=CHECKPOINT,
        on_change=links.keep,
        args=(CHECKPOINT,),
    )
    options = [code for code in datasets.table("world") if code in datasets.NAMES]
    a, b = (
        column(st, f"Data type {side.upper()}", f"emergence_{side}", options, usual)
        for side, usual in (("a", "en"), ("b", "zh"))
    )
    link = {f"emergence_{side}": datasets.NAMES[code] for side, code in (("a", a), ("b", b))}
    return Choices(a, b, chosen, {**link, CHECKPOINT: str(chosen)})


def checkpoint() -> int:
    """Find the chosen checkpoint, from 0: the latest click or slider move, else a link's, else the
    last one."""
    last = len(history()) - 1
    if point := clicked(TRAJECTORY, PICK):
        links.choose(CHECKPOINT, int(point["index"]))
    return links.number(CHECKPOINT, 0, last, last)


def draw(choices: Choices, screen: Screen) -> None:
    """Draw the trajectory, which is recorded, and the sections, which run checkpoints."""
    names = choices.a, choices.b
    chart = drawn(trajectory, history(), choices.checkpoint, *names, names=datasets.NAMES)
    with screen.answer.container():  # once the chart is there: an empty place has no height
        _trajectory(chart)
    with screen.below:
        a, b = choices.names
        tokens = history()[choices.checkpoint]["tokens"]
        section(
            "emergence_layers",
            f"At which layers do {escaped(a)} and {escaped(b)} meet after {tokens:,} tokens?",
            lambda: _layers(choices),
        )  # fmt: skip
        section(
            "emergence_twins", "Does a hub form in its twins as well?", lambda: _twins(choices)
        )  # fmt: skip


def explain_missing(screen: Screen) -> None:
    """Explain where the history is."""
    with screen.answer.container():
        first.question(QUESTION)
        st.info(
            "The embedded model's past (47 MB) is not in this copy, since an installed package "
            "leaves it out. It is in `checkpoints/semhub-nano/history` of Semhub's repository: "
            "clone that, and start the app there with `streamlit run app.py`."
        )


def _trajectory(chart: alt.LayerChart) -> None:
    figure.first_figure(
        chart, TRAJECTORY, "Retrieval and competence over training", on_select="rerun"
    )
    footer(
        "Each line is a pair of data types at the best middle layer, each side's own centre "
        "subtracted. Click a point to go there.",
        "semhub-emergence",
        chart,
        {"checkpoints": history()},
    )


def _layers(choices: Choices) -> None:
    row = history()[choices.checkpoint]
    folder = str(HISTORY / row["checkpoint"])
    result = compared(folder, models.stamp(folder), choices.a, choices.b)
    curve = drawn(layer_curve, result, METRIC, *choices.names)
    figure.figure(curve, "then", "Retrieval by layer at the chosen checkpoint")
    footer(
        f"The model after {row['tokens']:,} tokens of training, before it learned to see and to "
        "hear; computed just now.",
        "semhub-checkpoint",
        curve,
        result.to_dict(),
    )


def _twins(choices: Choices) -> None:
    """Draw the same pair in the embedded model and in those of its twins that are here."""
    here = {
        entry: colour
        for entry, colour in zip(catalogue.embedded(), COLOURS, strict=True)
        if (catalogue.CHECKPOINTS / entry.name / "training.json").is_file()
    }
    found = {
        entry.raised: compared(entry.name, models.stamp(entry.name), choices.a, choices.b)
        for entry in here
    }
    chart = drawn(models_curve, found, *choices.names, METRIC, [*here.values()])
    figure.figure(chart, "twins", "Retrieval by layer in each of the models")
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


@cached.data(spinner="Looking into the model …")
def compared(name: str, stamp: tuple, a: str, b: str) -> Comparison:
    """Compare two spokes in a checkpoint, which is loaded for this alone and not kept.

    stamp: of its files, `models.stamp`; files that were written again are another checkpoint.
    """
    from semhub.experiments.comparison import compare

    first, second = (datasets.column(f"world:{code}") for code in (a, b))
    return compare(models.once(name), first, second, metrics=[METRIC])
