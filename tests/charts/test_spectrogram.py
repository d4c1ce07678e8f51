"""A sound over its time: what is drawn, what a model heard and what it reads as line up."""

from __future__ import annotations

import base64
import io
import re

import numpy as np
import PIL.Image
import pytest

from semhub.charts.media.sound import MEL, SoundReading
from semhub.charts.media.spectrogram import PICK, spectrogram
from semhub.charts.media.word_map import word_map
from semhub.charts.style import png, svg
from semhub.inputs.spectrogram import envelope
from semhub.inputs.spectrogram import spectrogram as mel_of
from semhub.lenses.result import Reading
from semhub.lenses.word_spans import stretches
from tests.inputs.test_spectrogram import clicking
from tests.models.multimodal import loaded

SECONDS = 1.9


def parts(chart) -> list[tuple[str, dict, list[dict]]]:
    """(mark, encoding, rows) of every layer."""
    spec = chart.to_dict()
    return [
        (part["mark"]["type"], part["encoding"], spec["datasets"][part["data"]["name"]])
        for part in spec["layer"]
    ]


def rows(chart, mark: str, field: str) -> list[list[dict]]:
    return [data for m, _, data in parts(chart) if m == mark and field in data[0]]


def heard(audio, words, step, **more) -> SoundReading:
    """The drawing of a sound whose positions, of `step` seconds, read as `words`."""
    given = {
        "wave": envelope(audio), "mel": mel_of(audio), "seconds": audio.seconds,
        "seconds_read": step * len(words), "positions": len(words), "measure": "probability",
        "stretches": stretches(words, np.ones(len(words)), step), "layer": 2, "chosen": 0,
    }  # fmt: skip
    return SoundReading(**given | more)


@pytest.mark.parametrize("second", [0.055, 0.617, 1.203, 1.777])
def test_a_click_is_drawn_heard_and_marked_at_its_second(second):
    audio = clicking(second, SECONDS)
    [encoded] = loaded("Qwen2-Audio").encode([audio])
    step, span = encoded.seconds_per_position, sum(encoded.content)
    # What this model makes of 10 milliseconds each is loudest where the click is ...
    frames = encoded.inputs["input_features"][0].numpy().sum(axis=0)
    loudest = (frames[: round(100 * SECONDS)].argmax() + 0.5) / 100
    assert loudest == pytest.approx(second, abs=0.015)
    # ... and the position that holds it says so.
    words = ["hiss"] * span
    words[int(second / step)] = "click"
    chart = spectrogram(heard(audio, words, step), "?", "!")

    [said] = [row for data in rows(chart, "rect", "word") for row in data if row["word"] == "click"
              and "position" not in row]  # fmt: skip
    assert said["start"] <= second <= said["end"] and said["end"] - said["start"] < 2 * step
    [[image]] = rows(chart, "image", "link")
    pixels = PIL.Image.open(io.BytesIO(base64.b64decode(image["link"].partition(",")[2])))
    bright = np.asarray(pixels.convert("L"), dtype=float).sum(axis=0)
    drawn = np.flatnonzero(bright > 0.9 * bright.max()).mean() + 0.5
    scale = (image["end"] - image["start"]) / len(bright)
    assert image["start"] + scale * drawn == pytest.approx(second, abs=0.02)
    [wave] = rows(chart, "area", "high")
    peak = max(wave, key=lambda row: row["high"])
    assert peak["start"] == pytest.approx(second, abs=0.01)


def test_every_position_has_a_column_that_can_be_clicked():
    chart = spectrogram(heard(clicking(0.5, 1), list("aab"), 1 / 3), "?", "!")
    [pick] = [p for p in chart.to_dict()["params"] if p["name"] == PICK]
    assert pick["select"]["fields"] == ["position"]
    [columns] = [data for data in rows(chart, "rect", "when")]
    assert [row["position"] for row in columns] == [0, 1, 2]
    assert [row["word"] for row in columns] == ["a", "a", "b"]
    assert columns[0]["start"] == 0 and columns[-1]["end"] == pytest.approx(1, abs=1e-3)


def test_the_chosen_moment_is_framed():
    chart = spectrogram(heard(clicking(0.5, 1), list("aab"), 1 / 3, chosen=1), "?", "!")
    [[frame]] = [data for data in rows(chart, "rect", "position") if len(data) == 1]
    assert frame["position"] == 1


def test_what_the_model_does_not_hear_is_drawn_and_veiled():
    audio = clicking(0.5, 3)
    chart = spectrogram(heard(audio, list("aabb"), 0.5), "?", "!")
    [[veil]] = [data for data in rows(chart, "rect", "text")]
    assert (veil["start"], veil["end"]) == (2, 3)
    assert not rows(spectrogram(heard(audio, list("aabbcc"), 0.5), "?", "!"), "rect", "text")


def test_frequencies_stand_where_their_bands_are_drawn():
    chart = spectrogram(heard(clicking(0.5, 1), ["a"], 1), "?", "!")
    axis = parts(chart)[0][1]["y"]["axis"]
    heights = [at for at in axis["values"] if MEL[0] < at < MEL[1]]
    assert heights == sorted(heights) and len(heights) == 4
    for name in ("500 Hz", "1 kHz", "2 kHz", "4 kHz"):
        assert f'"{name}"' in axis["labelExpr"]


def test_a_tracked_word_is_a_row_of_its_own_and_a_map_over_layers_and_time():
    strength = np.array([0.1, 0.9])
    chart = spectrogram(
        heard(clicking(0.5, 1), ["a", "b"], 0.5, tracked=("dog", strength)), "?", "!"
    )
    [row] = [
        d for d in rows(chart, "rect", "strength") if "position" in d[0] and "word" not in d[0]
    ]
    assert [cell["strength"] for cell in row] == [0.1, 0.9]
    reading = Reading(
        "m", "neighbours", ["a", "b"], np.ones(2, dtype=bool), np.empty(0), np.empty(0), [],
        {"dog": np.array([[0.1, 0.2], [0.7, 0.3]])},
    )  # fmt: skip
    drawn = word_map(reading, "dog", 0.5, layer=1)
    [cells] = rows(drawn, "rect", "score")
    assert [(c["layer"], c["start"], c["score"]) for c in cells] == [
        (0, 0, 0.1), (0, 0.5, 0.2), (1, 0, 0.7), (1, 0.5, 0.3),
    ]  # fmt: skip
    assert drawn.to_dict()["title"]["subtitle"].startswith("Most at 0.00 s, layer 1: cosine 0.7")


def test_a_sound_is_exported_with_words_of_any_script():
    words = ["猫", "القطة", "cat", ""]
    assert png(spectrogram(heard(clicking(0.5, 1), words, 0.25), "?", "!")).startswith(b"\x89PNG")


@pytest.mark.parametrize("seconds", [0.32, 0.73, 1.17, 3.4, 28.0])
def test_seconds_are_named_no_more_often_than_they_can_be_read(seconds):
    chart = spectrogram(heard(clicking(0.1, seconds), ["hiss"] * 4, seconds / 4), "?", "!")
    named = [float(x) for x in re.findall(r">(\d+(?:\.\d+)?)</text>", svg(chart))]
    assert 4 <= len(named) <= 15
    assert min(named) == 0 and max(named) <= seconds


def test_what_is_no_stronger_than_silence_is_faint_untinted_and_says_so_on_hover():
    read = stretches(
        ["a", "b"], np.array([0.4, 0.9]), 0.5, np.array([False, True]), np.full(2, 0.6)
    )
    chart = spectrogram(heard(clicking(0.5, 1), ["a", "b"], 0.5, stretches=read, empty="silence"),
                        "?", "!")  # fmt: skip
    [cells] = [data for data in rows(chart, "rect", "tint")]
    assert [(cell["claimed"], cell["tint"]) for cell in cells] == [(False, 0), (True, 0.9)]
    [letters] = [part["mark"] for part in chart.to_dict()["layer"]
                 if part["mark"]["type"] == "text"]  # fmt: skip
    assert "datum.claimed ? 1 : 0.45" in letters["opacity"]["expr"]
    [columns] = [data for data in rows(chart, "rect", "when")]
    assert [(row["strength"], row["floor"]) for row in columns] == [(0.4, 0.6), (0.9, 0.6)]
    assert "silence reaches" in str(chart.to_dict())
