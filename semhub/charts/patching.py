"""What a prompt says with a state of another in it, by the layer of the state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import altair as alt
import numpy as np
import pandas as pd

from semhub.charts.palette import BLUE, GREEN, GREY, ORANGE, VERMILLION
from semhub.charts.series import Series, series_curve
from semhub.charts.text_format import layers, number
from semhub.quoting import quoted

if TYPE_CHECKING:
    from semhub.experiments.patching import Patching
    from semhub.statistics.band import Band

PICK = "layer"
"""The selection of a click."""

WENT_OVER = {
    "nothing": "nothing went over", "concept": "the concept alone",
    "language": "the language alone", "both": "both",
}  # fmt: skip
"""What a word tells, in the pointer's box, whose names become a part of an expression of Vega."""

COLOURS = {"nothing": VERMILLION, "concept": BLUE, "language": ORANGE, "both": GREEN}
QUESTION = "What goes over with the state?"


@dataclass(frozen=True)
class _FromOne:
    """A band of layers 1 to the last on the axis of all layers."""

    band: Band

    @property
    def value(self) -> np.ndarray:
        return _begun(self.band.value)

    @property
    def low(self) -> np.ndarray:
        return _begun(self.band.low)

    @property
    def high(self) -> np.ndarray:
        return _begun(self.band.high)


def patching_curve(result: Patching, sides: tuple[str, str]) -> alt.LayerChart:
    """Draw the probability of every word, and of the source's own under another item's state; a
    click chooses a layer. sides: what the source's language and the target's are called."""
    names = word_names(result, sides)
    bands = [
        (Series(names[name], COLOURS[name]), _FromOne(band))
        for name, band in result.probability.items()
    ]
    control = Series("the concept, under another item's state", GREY, dashed=True)
    bands.append((control, _FromOne(result.random["concept"])))
    chart = series_curve(
        bands, question=QUESTION, answer=patching_answer(result, sides), axis="probability",
        columns=2,
    )  # fmt: skip
    return chart + _columns(result)


def effects_curve(result: Patching, sides: tuple[str, str]) -> alt.LayerChart:
    """Draw how far concept and language go over, in nats."""
    bands = [(Series("the concept, beyond another item's state", BLUE), _FromOne(result.concept))]
    if result.language is not None:
        bands.append((Series("the language", ORANGE), _FromOne(result.language)))
    return series_curve(
        bands, question="How far do concept and language go over?",
        answer=patching_answer(result, sides), axis="log-odds", columns=2,
    )  # fmt: skip


def word_names(result: Patching, sides: tuple[str, str]) -> Mapping[str, str]:
    """Return what each word is called: its meaning and its language, or of one pair the word."""
    if result.n == 1:
        return dict(zip(result.probability, map(quoted, result.words[0]), strict=True))
    source, target = sides
    return {
        "nothing": f"the target's concept in {target}: nothing went over",
        "concept": f"the source's concept in {target}: the concept alone",
        "language": f"the target's concept in {source}: the language alone",
        "both": f"the source's concept in {source}: both",
    }


def patching_answer(result: Patching, sides: tuple[str, str]) -> str | list[str]:
    """State where concept and language go over, or why nothing is claimed."""
    if not result.has_interval:
        words = word_names(result, sides)["concept"]
        found, control = result.probability["concept"].value, result.random["concept"].value
        best = int(np.argmax(found - control))
        value, other = number(found[best]), number(control[best])
        return (
            f"{words} has most of the state of layer {best + 1}: {value}, {other} with another "
            f"item's state there, {number(result.before['concept'])} before; "
            f"{_count(result)}: no interval, so no evidence yet"
        )
    concept, language = result.concept_over, result.language_over
    over = f"over {_count(result)}"
    if result.language is None:
        if not concept:
            return f"The concept goes over at no layer {over}"
        return f"{layers(concept)}: the concept goes over; {over}"
    if not concept and not language:
        return f"Neither concept nor language clearly goes over at any layer, {over}"
    parts = [
        (f"language ({sides[0]})", language),
        ("concept", concept),
    ]
    first = "; ".join(f"the {name} goes over at {layers(at).lower()}" for name, at in parts if at)
    first = f"T{first[1:]}"
    missing = [name for name, at in (("language", language), ("concept", concept)) if not at]
    if missing:
        return f"{first}; the {missing[0]} does at no layer; {over}"
    return [f"{first}; {over}", _apart(concept, language)]


def _apart(concept: Sequence[int], language: Sequence[int]) -> str:
    """State at which layers one of the two goes over and the other does not."""
    alone = {
        "the language": sorted({*language} - {*concept}),
        "the concept": sorted({*concept} - {*language}),
    }
    said = [f"{layers(at)}: {name} without the other" for name, at in alone.items() if at]
    return "; ".join(said) or "At every such layer they go over together"


def _columns(result: Patching) -> alt.Chart:
    """Draw an invisible column a layer on top of all: it takes the pointer and the click."""
    frame = pd.DataFrame({"layer": range(1, result.n_layers + 1)})
    frame = frame.assign(left=frame["layer"] - 0.5, right=frame["layer"] + 0.5)
    for name, band in result.probability.items():
        frame[name] = band.value
    return (
        alt.Chart(frame)
        .mark_rect(opacity=0.001, cursor="pointer")
        .encode(
            x=alt.X("left:Q"),
            x2=alt.X2("right:Q"),
            tooltip=[
                alt.Tooltip("layer:Q"),
                *(
                    alt.Tooltip(f"{name}:Q", title=WENT_OVER[name], format=".3f")
                    for name in result.probability
                ),
            ],
        )
        .add_params(alt.selection_point(name=PICK, fields=["layer"], on="click", empty=False))
    )


def _begun(values: np.ndarray) -> np.ndarray:
    return np.concatenate([[np.nan], values])


def _count(result: Patching) -> str:
    return f"{result.n} prompts" if result.n > 1 else "one prompt"
