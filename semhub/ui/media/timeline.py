"""The sound over its time: player, waveform, spectrogram, and what each moment reads as."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from semhub.charts import text_format as words
from semhub.charts.lens.faded import faded, nothing_read
from semhub.charts.media import spectrogram as sound_chart
from semhub.charts.media.spectrogram import Heard
from semhub.charts.media.word_map import word_map
from semhub.charts.text_format import number
from semhub.lenses.word_spans import stretches
from semhub.quoting import quoted
from semhub.ui.media import position as places
from semhub.ui.media import reading
from semhub.ui.media.position import Cursor
from semhub.ui.media.sound import SOUNDS, player
from semhub.ui.shared.export import footer
from semhub.ui.shared.frame import faults

if TYPE_CHECKING:
    import altair as alt

    from semhub.inputs import Audio
    from semhub.inputs.spectrogram import Envelope, Spectrogram
    from semhub.lenses.gloss import Gloss
    from semhub.models.protocol import Model
    from semhub.states.positions import Sensed
    from semhub.ui.media.sense import Given

MOMENT = "moment"
CALLED = "Waveform, mel spectrogram, and the words that the sound reads as"
SLIGHT = 0.05
"""Seconds at the end that a model may leave out without a word about it."""

HOW = {"neighbours": "by nearest words in context", "logit": "by the logit lens"}


@st.fragment
def timeline(model: Model, given: Given, sensed: Sensed) -> None:
    """Draw the section; a fragment, so that another layer or moment costs no page."""
    with faults():
        _timeline(model, given, sensed)


def _timeline(model: Model, given: Given, sensed: Sensed) -> None:
    names = sensed.places
    slots = st.columns([0.23, 0.32, 0.2, 0.25], vertical_alignment="bottom", gap="medium")
    at = places.cursor(SOUNDS, model, names, MOMENT, sound_chart.PICK, slots)
    if given.row is None:
        player(sensed.item)

    def draw(gloss: Gloss, word: str | None) -> None:
        st.altair_chart(_chart(sensed, gloss, at, word), alt=CALLED)

    gloss, word = places.glossed(model, given.chosen, sensed, at, st.container(), draw)
    heard = _heard(sensed, gloss, at, word)
    chart = _chart(sensed, gloss, at, word)
    st.altair_chart(chart, key=places.keys(SOUNDS).chart, on_select="rerun", alt=CALLED)
    footer(f"{_reach(heard)} {reading.SAYS[at.kind]}", "semhub-sound", chart, gloss.to_dict())
    places.words_of_one(SOUNDS, gloss, at, names[at.position], MOMENT)
    if word:
        _track(gloss, word, sensed.seconds_per_position, at.layer)


def _chart(sensed: Sensed, gloss: Gloss, at: Cursor, word: str | None) -> alt.LayerChart:
    question = f"What does {words.model(gloss.model)} hear at layer {at.layer}?"
    answer = _answer(gloss, at, word, sensed.places)
    return sound_chart.spectrogram(_heard(sensed, gloss, at, word), question, answer)


def _heard(sensed: Sensed, gloss: Gloss, at: Cursor, word: str | None) -> Heard:
    wave, mel = _drawn(sensed.item.digest, sensed.item)
    best = [cell[0] for cell in gloss.words[at.layer]]
    step = sensed.seconds_per_position
    claimed = gloss.claimed[at.layer, :, 0]
    floors = gloss.floor.cells[at.layer, :, 0] if gloss.floor else None
    tracked = None
    if word:
        found = np.where(gloss.above(word), gloss.tracked[word], 0)
        tracked = (word, np.clip(found[at.layer], 0, None) / max(float(found.max()), 1e-6))
    return Heard(
        wave=wave,
        mel=mel,
        seconds=sensed.item.seconds,
        heard=step * len(best),
        positions=len(best),
        stretches=stretches(best, gloss.scores[at.layer, :, 0], step, claimed, floors),
        measure=gloss.score,
        layer=at.layer,
        chosen=at.position,
        tracked=tracked,
        empty=gloss.floor and gloss.floor.called,
    )


@st.cache_resource(max_entries=32, show_spinner=False)
def _drawn(digest: str, _audio: Audio) -> tuple[Envelope, Spectrogram]:
    from semhub.inputs.spectrogram import envelope, spectrogram

    return envelope(_audio), spectrogram(_audio)


def _answer(gloss: Gloss, at: Cursor, word: str | None, names: list[str]) -> str:
    if word:
        if not gloss.above(word)[at.layer].any():
            return (
                f"{quoted(word)}, the lowest row, is at no moment stronger than in "
                f"{gloss.floor.called}"
            )
        found = gloss.tracked[word][at.layer]
        best = int(found.argmax())
        return (
            f"{quoted(word)}, the lowest row, is strongest at {names[best]}: {gloss.score} "
            f"{number(float(found[best]))}"
        )
    nothing = nothing_read(gloss, at.layer)
    return nothing or (
        f"Lowest row: the best word of each moment, {HOW[gloss.kind]}; click a moment{faded(gloss)}"
    )


def _reach(heard: Heard) -> str:
    step = f"One position of the model is {1000 * heard.heard / heard.positions:.0f} milliseconds."
    if heard.seconds - heard.heard < SLIGHT:
        return step
    return f"The model hears the first {heard.heard:.1f} of {heard.seconds:.1f} seconds. {step}"


def _track(gloss: Gloss, word: str, step: float, layer: int) -> None:
    chart = word_map(gloss, word, step, layer)
    st.altair_chart(chart, key="audio_tracked", alt=f"{quoted(word)} over layers and time")
    footer(
        "Each column is a layer, and time runs downwards.", "semhub-word", chart,
        {"word": word, gloss.score: gloss.tracked[word].tolist()},
    )  # fmt: skip
    places.strongest_button(SOUNDS, "Show where it is strongest", gloss, word)
