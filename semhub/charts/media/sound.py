"""What is drawn of a sound that a model reads, and the plot that holds it.

Waveform, spectrogram and readings are parts of one plot, so that they share the time axis at any
width. The constants below give the height that each part takes.
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

WAVE, MEL, READ, TRACK = (86, 100), (40, 84), (8, 38), (0, 6)
"""From where to where each part lies, in hundredths of the plot's height."""

TICKS = (500, 1_000, 2_000, 4_000, 8_000)
TICK_ROOM = 100
"""Pixels from one second that is named to the next, about."""


@dataclass(frozen=True)
class SoundReading:
    """What is drawn of one sound.

    seconds: length of the whole sound. seconds_read: how much of it the model takes. positions:
    their number in the model. stretches: runs of positions with one best word at `layer`. measure:
    the name of their score. chosen: the position that is framed, if one is. tracked: a word and its
    strength, from 0 to 1, at each position of that layer. empty: what the input without content is
    called that the floor was taken from, None without a floor.
    """

    wave: Envelope
    mel: Spectrogram
    seconds: float
    seconds_read: float
    positions: int
    stretches: Sequence[Stretch]
    measure: str
    layer: int
    chosen: int | None
    tracked: tuple[str, np.ndarray] | None = None
    empty: str | None = None


def across(sound: SoundReading, field: str = "start") -> alt.X:
    """Return the time axis, the same for every part."""
    return alt.X(
        f"{field}:Q",
        scale=alt.Scale(domain=[0, sound.seconds], nice=False),
        axis=alt.Axis(
            title="seconds", grid=False, labelFontSize=LABEL, titleFontSize=LABEL, labelFlush=False,
            tickCount=alt.ExprRef(f"width/{TICK_ROOM}"),
        ),
    )  # fmt: skip


def upward(sound: SoundReading, field: str) -> alt.Y:
    """Return the vertical axis: frequencies beside the spectrogram, names beside other parts."""
    names = {float(np.mean(WAVE)): "waveform", float(np.mean(READ)): "reads as"}
    for hertz in TICKS:
        if hertz <= sound.mel.edges[-1]:
            names[_height_of(sound.mel, hertz)] = (
                f"{hertz // 1000} kHz" if hertz >= 1000 else f"{hertz} Hz"
            )
    said = [f"abs(datum.value - {at:.4f}) < 0.001 ? {literal(name)}" for at, name in names.items()]
    axis = value_axis(
        None, values=list(names), labelExpr=" : ".join([*said, "''"]), grid=False,
        labelOverlap=False, labelLimit=110,
    )  # fmt: skip
    return alt.Y(f"{field}:Q", scale=alt.Scale(domain=[0, 100], nice=False), axis=axis)


def name_of_tracked(sound: SoundReading) -> list[alt.Chart]:
    """Write the tracked word beside its row."""
    if sound.tracked is None:
        return []
    row = {"at": float(np.mean(TRACK)), "word": quoted(sound.tracked[0])}
    text = alt.Chart(pd.DataFrame([row])).mark_text(**BESIDE_AXIS)
    return [text.encode(x=alt.XValue(0), y=upward(sound, "at"), text=alt.Text("word:N"))]


def _height_of(mel: Spectrogram, hertz: float) -> float:
    """Find where a frequency lies in the plot, whose bands are equally high."""
    bottom, top = MEL
    share = np.interp(hertz, mel.edges, np.linspace(0, 1, len(mel.edges)))
    return round(float(bottom + (top - bottom) * share), 4)


def columns(sound: SoundReading) -> pd.DataFrame:
    """List one row for each position: from when to when, over the plot's whole height."""
    step = sound.seconds_read / sound.positions
    at = np.arange(sound.positions)
    return pd.DataFrame(
        {
            "position": at, "start": np.round(at * step, 4), "end": np.round((at + 1) * step, 4),
            "low": 0, "high": 100,
        }
    )  # fmt: skip
