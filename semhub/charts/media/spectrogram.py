"""A sound over its time: waveform, mel spectrogram, and below them what its positions read as.

All three are parts of one plot (`charts.media.sound`), and a click anywhere in a position's column
picks that position.
"""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from semhub.charts.lens.faded import floor_tooltip
from semhub.charts.media.picture import link_of
from semhub.charts.media.sound import (
    MEL,
    READ,
    TRACK,
    WAVE,
    SoundReading,
    across,
    columns,
    name_of_tracked,
    upward,
)
from semhub.charts.palette import BLUE, CURVE, FAINT, INK, NULL, ORANGE, VERMILLION
from semhub.charts.style import AXIS_ROOM, LABEL, TITLE_ROOM, ink, title
from semhub.charts.text_format import token
from semhub.inputs.spectrogram import RANGE

PICK = "moment"
"""Name of the selection: a click on a position's column picks it."""

HEIGHT = 360
MAGMA = ("#000004", "#2C115F", "#721F81", "#B73779", "#F1605D", "#FEB078", "#FCFDBF")
"""Quiet to loud: evenly spaced colours of the map of that name (Smith and van der Walt 2015),
dark on either theme, as spectrograms are known."""

NARROW = 46
"""Pixels of a stretch below which its word is turned upright."""

SHADES = (0.05, 0.9)
"""Opacity of the weakest and of the strongest: one scale for all that is read."""

_WIDE = "(scale('x', datum.end) - scale('x', datum.start))"


def spectrogram(sound: SoundReading, question: str, answer: str) -> alt.LayerChart:
    """Draw the sound with its reading; `question` and `answer` are title and subtitle."""
    parts = [
        _wave(sound),
        _mel(sound),
        *_read(sound),
        *_tracked(sound),
        *name_of_tracked(sound),
        *_beyond_reach(sound),
        *_frame(sound),
        _columns(sound),
    ]
    return alt.layer(*parts).properties(
        height=HEIGHT + TITLE_ROOM + AXIS_ROOM,
        title=title(question, answer),
        usermeta={"embedOptions": {"renderer": "svg"}},
    )


def _area(sound: SoundReading) -> dict:
    """Return the encoding of a rectangle: from start to end, from low to high."""
    return {
        "x": across(sound),
        "x2": alt.X2("end:Q"),
        "y": upward(sound, "low"),
        "y2": alt.Y2("high:Q"),
    }


def _wave(sound: SoundReading) -> alt.Chart:
    wave = sound.wave
    bottom, top = WAVE
    loudest = max(float(np.abs([wave.low, wave.high]).max()), 1e-9)
    scale = (top - bottom) / 2 / loudest
    frame = pd.DataFrame(
        {
            "start": np.round((np.arange(len(wave.low)) + 0.5) * wave.step, 4),
            "low": np.round((top + bottom) / 2 + scale * wave.low, 3),
            "high": np.round((top + bottom) / 2 + scale * wave.high, 3),
        }
    )
    area = alt.Chart(frame).mark_area(color=alt.ExprRef(CURVE), tooltip=None, line=False)
    return area.encode(x=across(sound), y=upward(sound, "low"), y2=alt.Y2("high:Q"))


def _mel(sound: SoundReading) -> alt.Chart:
    loud = 1 + sound.mel.decibels[::-1] / RANGE
    stops = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in MAGMA])
    at = np.linspace(0, 1, len(stops))
    pixels = np.stack([np.interp(loud, at, stops[:, rgb]) for rgb in range(3)], axis=-1)
    row = {
        "link": link_of(np.round(pixels).astype(np.uint8)),
        "start": 0, "end": sound.seconds, "low": MEL[0], "high": MEL[1],
    }  # fmt: skip
    image = alt.Chart(pd.DataFrame([row])).mark_image(aspect=False, tooltip=None)
    return image.encode(**_area(sound), url=alt.Url("link:N"))


def _read(sound: SoundReading) -> list[alt.Chart]:
    frame = pd.DataFrame(
        [
            {
                "start": round(s.start, 4), "end": round(s.end, 4),
                "middle": round((s.start + s.end) / 2, 4), "low": READ[0], "high": READ[1],
                "at": sum(READ) / 2, "word": token(s.word), "claimed": s.claimed,
                "tint": round(s.strength, 4) if s.claimed else 0,
            }
            for s in sound.stretches
        ]
    )  # fmt: skip
    base = alt.Chart(frame)
    cells = base.mark_rect(
        color=BLUE, stroke="gray", strokeOpacity=0.4, tooltip=None
    ).encode(
        **_area(sound),
        opacity=alt.Opacity(
            "tint:Q", scale=alt.Scale(domain=[0, 1], range=list(SHADES), clamp=True),
            legend=None,
        ),
    )  # fmt: skip
    high = f"(scale('y', {READ[0]}) - scale('y', {READ[1]}))"
    upright = f"{_WIDE} < {NARROW}"
    words = base.mark_text(
        fontSize=LABEL - 1,
        angle=alt.ExprRef(f"{upright} ? 270 : 0"),
        limit=alt.ExprRef(f"({upright} ? {high} : {_WIDE}) - 6"),
        # A word that has no room at all is left to the pointer.
        opacity=alt.ExprRef(f"{_WIDE} < 13 ? 0 : datum.claimed ? 1 : {FAINT}"),
        color=alt.ExprRef(f"datum.tint > 0.6 ? 'white' : {INK}"),
        tooltip=None,
    ).encode(x=across(sound, "middle"), y=upward(sound, "at"), text=alt.Text("word:N"))
    return [cells, words]


def _tracked(sound: SoundReading) -> list[alt.Chart]:
    if sound.tracked is None:
        return []
    frame = columns(sound).assign(
        strength=np.round(np.asarray(sound.tracked[1], dtype=float), 4), low=TRACK[0], high=TRACK[1]
    )
    cells = alt.Chart(frame).mark_rect(
        color=VERMILLION, stroke="gray", strokeOpacity=0.25, tooltip=None
    )
    strength = alt.Opacity(
        "strength:Q", scale=alt.Scale(domain=[0, 1], range=list(SHADES), clamp=True), legend=None
    )
    return [cells.encode(**_area(sound), opacity=strength)]


def _beyond_reach(sound: SoundReading) -> list[alt.Chart]:
    """Veil the part of the sound that the model does not take."""
    if sound.seconds - sound.seconds_read < 0.05:
        return []
    start, end = sound.seconds_read, sound.seconds
    row = {"start": start, "end": end, "low": 0, "high": 100, "text": "not heard",
           "middle": (start + end) / 2, "at": sum(READ) / 2}  # fmt: skip
    base = alt.Chart(pd.DataFrame([row]))
    veil = base.mark_rect(color=NULL, opacity=0.55, tooltip=None)
    text = base.mark_text(
        color=ink(), fontSize=LABEL, opacity=alt.ExprRef(f"{_WIDE} < 80 ? 0 : 1"), tooltip=None
    )
    return [
        veil.encode(**_area(sound)),
        text.encode(x=across(sound, "middle"), y=upward(sound, "at"), text=alt.Text("text:N")),
    ]


def _frame(sound: SoundReading) -> list[alt.Chart]:
    if sound.chosen is None:
        return []
    row = columns(sound).iloc[[sound.chosen]]
    frame = alt.Chart(row).mark_rect(filled=False, stroke=ORANGE, strokeWidth=3, tooltip=None)
    return [frame.encode(**_area(sound))]


def _columns(sound: SoundReading) -> alt.Chart:
    """Draw an invisible column for each position, which takes the pointer and clicks."""
    frame = columns(sound)
    frame["word"] = [s.word for s in sound.stretches for _ in range(s.first, s.last + 1)]
    frame["strength"] = [s.strength for s in sound.stretches for _ in range(s.first, s.last + 1)]
    floors = [s.floor for s in sound.stretches for _ in range(s.first, s.last + 1)]
    if sound.empty:
        frame["floor"] = np.round(np.array(floors, dtype=float), 4)
    frame["when"] = [f"{a:.2f} to {b:.2f} s" for a, b in zip(frame.start, frame.end, strict=True)]
    pick = alt.selection_point(
        name=PICK, fields=["position"], on="click", empty=False, toggle=False
    )
    return (
        alt.Chart(frame)
        .mark_rect(opacity=0.001, cursor="pointer")
        .encode(
            **_area(sound),
            tooltip=[
                alt.Tooltip("word:N", title=f"reads as, at layer {sound.layer}"),
                alt.Tooltip("strength:Q", title=sound.measure, format=".3f"),
                *floor_tooltip(sound.empty),
                alt.Tooltip("when:N", title="at"),
            ],
        )
        .add_params(pick)
    )  # fmt: skip
