"""A sound that a model has heard, and the plot in which all that is drawn of it lies.

Waveform, spectrogram and readings are parts of one plot, so that they share the time axis at any
width; from where to where each lies is said here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import numpy as np
import pandas as pd

from semhub.charts.style import BESIDE_AXIS, LABEL, value_axis
from semhub.charts.style import quoted as literal
from semhub.inputs.spectrogram import Envelope, Spectrogram
from semhub.lenses.word_spans import Stretch
from semhub.quoting import quoted

WAVE, MEL, READ, TRACK = (84, 100), (30, 82), (8, 28), (0, 6)
"""From where to where each part lies, in hundredths of the plot's height."""

TICKS = (500, 1_000, 2_000, 4_000, 8_000)
TICK_ROOM = 100
"""Pixels from one second that is named to the next, about."""


@dataclass(frozen=True)
class Heard:
    """What is drawn of a sound that a model has heard.

    seconds: of the whole sound. heard: of them, what the model takes. positions: of the model.
    stretches: what they read as at `layer`. measure: what a stretch's strength is. chosen: the
    position that is framed. tracked: a word, and how strong it is at each position at that layer.
    empty: what the input is called over whose reading stretches stand, where they have a floor.
    """

    wave: Envelope
    mel: Spectrogram
    seconds: float
    heard: float
    positions: int
    stretches: Sequence[Stretch]
    measure: str
    layer: int
    chosen: int
    tracked: tuple[str, np.ndarray] | None = None
    empty: str | None = None


def across(heard: Heard, field: str = "start") -> alt.X:
    """The time axis, the same for every part."""
    return alt.X(
        f"{field}:Q",
        scale=alt.Scale(domain=[0, heard.seconds], nice=False),
        axis=alt.Axis(
            title="seconds", grid=False, labelFontSize=LABEL, titleFontSize=LABEL, labelFlush=False,
            tickCount=alt.ExprRef(f"width/{TICK_ROOM}"),
        ),
    )  # fmt: skip


def upward(heard: Heard, field: str) -> alt.Y:
    """The plot's height, named part by part: frequencies beside the spectrogram, else a word."""
    names = {float(np.mean(WAVE)): "waveform", float(np.mean(READ)): "reads as"}
    for hertz in TICKS:
        if hertz <= heard.mel.edges[-1]:
            names[_height_of(heard.mel, hertz)] = (
                f"{hertz // 1000} kHz" if hertz >= 1000 else f"{hertz} Hz"
            )
    said = [f"abs(datum.value - {at:.4f}) < 0.001 ? {literal(name)}" for at, name in names.items()]
    axis = value_axis(
        None, values=list(names), labelExpr=" : ".join([*said, "''"]), grid=False,
        labelOverlap=False, labelLimit=110,
    )  # fmt: skip
    return alt.Y(f"{field}:Q", scale=alt.Scale(domain=[0, 100], nice=False), axis=axis)


def name_of_tracked(heard: Heard) -> list[alt.Chart]:
    """The tracked word, beside its row."""
    if heard.tracked is None:
        return []
    row = {"at": float(np.mean(TRACK)), "word": quoted(heard.tracked[0])}
    text = alt.Chart(pd.DataFrame([row])).mark_text(**BESIDE_AXIS)
    return [text.encode(x=alt.value(0), y=upward(heard, "at"), text="word:N")]


def _height_of(mel: Spectrogram, hertz: float) -> float:
    """Where a frequency lies in the plot: bands are equally high."""
    bottom, top = MEL
    share = np.interp(hertz, mel.edges, np.linspace(0, 1, len(mel.edges)))
    return round(float(bottom + (top - bottom) * share), 4)


def columns(heard: Heard) -> pd.DataFrame:
    """A row a position: its seconds, over the plot's whole height."""
    step = heard.heard / heard.positions
    at = np.arange(heard.positions)
    return pd.DataFrame(
        {
            "position": at, "start": np.round(at * step, 4), "end": np.round((at + 1) * step, 4),
            "low": 0, "high": 100,
        }
    )  # fmt: skip
