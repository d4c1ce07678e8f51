"""The look of a sound: player, waveform, spectrogram, and what each moment reads as."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from semhub.charts import text_format as words
from semhub.charts.lens.faded import faded, nothing_read
from semhub.charts.media import spectrogram as sound_chart
from semhub.charts.media.spectrogram import SoundReading
from semhub.charts.media.word_map import word_map
from semhub.charts.text_format import number
from semhub.lenses.kinds import KINDS
from semhub.lenses.word_spans import stretches
from semhub.quoting import quoted
from semhub.ui.media import position as places
from semhub.ui.media.answer import Look
from semhub.ui.media.sound import SOUNDS, player
from semhub.ui.shared import cached
from semhub.ui.shared.drawn import drawn
from semhub.ui.shared.export import footer
from semhub.ui.shared.figure import figure

if TYPE_CHECKING:
    import altair as alt

    from semhub.inputs import Audio
    from semhub.inputs.spectrogram import Envelope, Spectrogram
    from semhub.lenses.result import Reading
    from semhub.models.protocol import Model
    from semhub.states.positions import PositionStates
    from semhub.ui.media.position import Cursor, Read

SLIGHT = 0.05
"""Seconds at the end that a model may leave out without a note on the page."""

HEIGHT = 296
"""Pixels of the chart: with the player and the captions it fills the first screen."""


def question(read: Reading, layer: int) -> str:
    return f"What does {words.model(read.model)} hear at layer {layer}?"


def _chart(
    _model: Model, positions: PositionStates, read: Read, at: Cursor, framed: bool, near: str
) -> alt.LayerChart:
    """Draw the sound; of a first screen, without the frame of a moment that nobody chose."""
    told = _answer(read.reading, at, read.word, positions.places)
    return drawn(
        sound_chart.spectrogram, _sound_reading(positions, read.reading, at, read.word, framed),
        question(read.reading, at.layer), [near, told] if near else told,
    )  # fmt: skip


def _sound_reading(
    positions: PositionStates, read: Reading, at: Cursor, word: str | None, framed: bool
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
        chosen=at.position if framed else None,
        tracked=tracked,
        empty=read.floor and read.floor.called,
    )


@cached.resource
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
        f"Lowest row: what each moment reads as, by {KINDS[read.kind].method}{faded(read)}"
    )


def _reach(positions: PositionStates) -> str:
    step, seconds = positions.seconds_per_position, positions.item.seconds
    heard = step * len(positions.places)
    says = (
        "Faint: no nearer than in silence. Click a moment for its words. One position is "
        f"{1000 * step:.0f} milliseconds."
    )
    if seconds - heard < SLIGHT:
        return says
    return f"The model hears the first {heard:.1f} of {seconds:.1f} seconds. {says}"


def _track(read: Reading, word: str, layer: int, positions: PositionStates) -> None:
    chart = drawn(word_map, read, word, positions.seconds_per_position, layer)
    figure(chart, "audio_tracked", f"{quoted(word)} over layers and time", wide=True)
    footer(
        "Each column is a layer, and time runs downwards.", "semhub-word", chart,
        {"word": word, read.score: read.tracked[word].tolist()},
    )  # fmt: skip
    places.strongest_button(SOUNDS, "Show where it is strongest", read, word)


def _lay_out(
    chart: Callable[[], None], captions: Callable[[], None], positions: PositionStates
) -> None:
    player(positions.item)
    chart()
    captions()


LOOK = Look(
    sense=SOUNDS,
    place=sound_chart.PICK,
    called="Waveform, mel spectrogram, and the words that the sound reads as",
    question=question,
    chart=_chart,
    height=HEIGHT,
    lay_out=_lay_out,
    says=_reach,
    track=_track,
)
