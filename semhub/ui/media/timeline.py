"""The sound over its time: player, waveform, spectrogram, and what each moment reads as."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from semhub.charts import text_format as words
from semhub.charts.lens.faded import faded, nothing_read
from semhub.charts.media import spectrogram as sound_chart
from semhub.charts.media.spectrogram import SoundReading
from semhub.charts.media.word_map import word_map
from semhub.charts.text_format import number
from semhub.lenses.kinds import AT_POSITIONS, KINDS
from semhub.lenses.word_spans import stretches
from semhub.quoting import quoted
from semhub.ui.media import position as places
from semhub.ui.media.position import Cursor
from semhub.ui.media.sound import SOUNDS, player
from semhub.ui.shared import cached
from semhub.ui.shared.export import footer
from semhub.ui.shared.frame import faults

if TYPE_CHECKING:
    import altair as alt

    from semhub.inputs import Audio
    from semhub.inputs.spectrogram import Envelope, Spectrogram
    from semhub.lenses.result import Reading
    from semhub.models.protocol import Model
    from semhub.states.positions import PositionStates
    from semhub.ui.media.sense import Selection

MOMENT = "moment"
CALLED = "Waveform, mel spectrogram, and the words that the sound reads as"
SLIGHT = 0.05
"""Seconds at the end that a model may leave out without a note on the page."""


@st.fragment
def timeline(model: Model, selection: Selection, positions: PositionStates) -> None:
    """Draw the section; a fragment, so that another layer or moment does not run the whole page."""
    with faults():
        _timeline(model, selection, positions)


def _timeline(model: Model, selection: Selection, positions: PositionStates) -> None:
    names = positions.places
    slots = st.columns([0.23, 0.32, 0.2, 0.25], vertical_alignment="bottom", gap="medium")
    at = places.cursor(SOUNDS, model, names, MOMENT, sound_chart.PICK, slots)
    if selection.row is None:
        player(positions.item)

    def draw(read: Reading, word: str | None) -> None:
        st.altair_chart(_chart(positions, read, at, word), alt=CALLED)

    read, word = places.read_with_floor(
        model, selection.chosen, positions, at, st.container(), draw
    )
    sound = _sound_reading(positions, read, at, word)
    chart = _chart(positions, read, at, word)
    st.altair_chart(chart, key=places.keys(SOUNDS).chart, on_select="rerun", alt=CALLED)
    footer(
        f"{_reach(sound)} {AT_POSITIONS[at.kind]}", "semhub-sound", chart, read.to_position_dict()
    )
    places.words_of_one(SOUNDS, read, at, names[at.position], MOMENT)
    if word:
        _track(read, word, positions.seconds_per_position, at.layer)


def _chart(
    positions: PositionStates, read: Reading, at: Cursor, word: str | None
) -> alt.LayerChart:
    question = f"What does {words.model(read.model)} hear at layer {at.layer}?"
    answer = _answer(read, at, word, positions.places)
    return sound_chart.spectrogram(_sound_reading(positions, read, at, word), question, answer)


def _sound_reading(
    positions: PositionStates, read: Reading, at: Cursor, word: str | None
) -> SoundReading:
    wave, mel = _drawn(positions.item)
    best = [cell[0] for cell in read.words[at.layer]]
    step = positions.seconds_per_position
    claimed = read.claimed[at.layer, :, 0]
    floors = read.floor.cells[at.layer, :, 0] if read.floor else None
    tracked = None
    if word:
        found = np.where(read.above(word), read.tracked[word], 0)
        tracked = (word, np.clip(found[at.layer], 0, None) / max(float(found.max()), 1e-6))
    return SoundReading(
        wave=wave,
        mel=mel,
        seconds=positions.item.seconds,
        seconds_read=step * len(best),
        positions=len(best),
        stretches=stretches(best, read.scores[at.layer, :, 0], step, claimed, floors),
        measure=read.score,
        layer=at.layer,
        chosen=at.position,
        tracked=tracked,
        empty=read.floor and read.floor.called,
    )


@cached.resource(max_entries=32)
def _drawn(audio: Audio) -> tuple[Envelope, Spectrogram]:
    from semhub.inputs.spectrogram import envelope, spectrogram

    return envelope(audio), spectrogram(audio)


def _answer(read: Reading, at: Cursor, word: str | None, names: list[str]) -> str:
    if word:
        if not read.above(word)[at.layer].any():
            return (
                f"{quoted(word)}, the lowest row, is at no moment stronger than in "
                f"{read.floor.called}"
            )
        found = read.tracked[word][at.layer]
        best = int(found.argmax())
        return (
            f"{quoted(word)}, the lowest row, is strongest at {names[best]}: {read.score} "
            f"{number(float(found[best]))}"
        )
    nothing = nothing_read(read, at.layer)
    return nothing or (
        f"Lowest row: the best word of each moment, by {KINDS[read.kind].method}; click a moment"
        f"{faded(read)}"
    )


def _reach(sound: SoundReading) -> str:
    milliseconds = 1000 * sound.seconds_read / sound.positions
    step = f"One position of the model is {milliseconds:.0f} milliseconds."
    if sound.seconds - sound.seconds_read < SLIGHT:
        return step
    read, whole = f"{sound.seconds_read:.1f}", f"{sound.seconds:.1f}"
    return f"The model hears the first {read} of {whole} seconds. {step}"


def _track(read: Reading, word: str, step: float, layer: int) -> None:
    chart = word_map(read, word, step, layer)
    st.altair_chart(chart, key="audio_tracked", alt=f"{quoted(word)} over layers and time")
    footer(
        "Each column is a layer, and time runs downwards.", "semhub-word", chart,
        {"word": word, read.score: read.tracked[word].tolist()},
    )  # fmt: skip
    places.strongest_button(SOUNDS, "Show where it is strongest", read, word)
