"""What is seen or heard stands row by row beside the texts, and needs no program to be made."""

from __future__ import annotations

import json
import shutil
from random import Random
from zipfile import ZipFile

import numpy as np
import pytest

from semhub import datasets
from semhub.datasets import speak
from semhub.datasets.senses import SPEECH, clip
from semhub.errors import InputError
from semhub.nano import dataset
from semhub.nano.renderings import speech
from semhub.nano.renderings.sound import CALLING, call
from semhub.nano.renderings.waveform import LONGEST, RATE
from tests.sentences import assert_one_sentence

LANGUAGES = pytest.mark.parametrize("language", dataset.LANGUAGES)
SPOKEN = {"speech" if code == "en" else f"speech-{code}": code for code in dataset.LANGUAGES}
speaks = pytest.mark.skipif(
    shutil.which(speech.PROGRAM) is None, reason="espeak-ng is not installed"
)


@pytest.mark.parametrize(("code", "language"), SPOKEN.items())
def test_each_row_is_spoken_in_three_seconds_without_a_speech_program(code, language, monkeypatch):
    monkeypatch.setenv("PATH", "")
    items = datasets.column(f"world:{code}")
    assert [item.label for item in items] == datasets.table("world")[language]
    assert {(item.modality, item.rate, item.note) for item in items} == {("audio", RATE, None)}
    assert all(RATE < len(item.samples) <= LONGEST for item in items)
    assert len({item.digest for item in items}) == 200


@LANGUAGES
def test_the_archive_says_what_the_dataset_says(language):
    with ZipFile(SPEECH / f"{language}.zip") as archive:
        assert json.loads(archive.read(speak.SAID)) == datasets.table("world")[language]


@speaks
@LANGUAGES
def test_the_archive_is_what_would_be_spoken_now(language):
    code = next(code for code, spoken in SPOKEN.items() if spoken == language)
    kept = datasets.column(f"world:{code}")[:3]
    for item, sound in zip(kept, dataset.speech(dataset.scenes()[:3], language), strict=True):
        assert len(item.samples) == pytest.approx(len(sound), rel=0.02)
        both = [loudness(samples) for samples in (item.samples, sound)]
        assert np.corrcoef(both)[0, 1] > 0.9


def loudness(samples: np.ndarray) -> np.ndarray:
    return np.array([np.abs(part).mean() for part in np.array_split(samples, 100)])


def test_pictures_of_the_world_are_what_its_scenes_look_like():
    items = datasets.column("world:image")
    drawn = dataset.pictures(dataset.scenes())
    assert [item.label for item in items] == datasets.table("world")["en"]
    assert all(
        np.array_equal(item.pixels, picture) for item, picture in zip(items, drawn, strict=True)
    )


def test_a_row_of_the_calls_has_the_call_and_the_name_of_one_animal():
    items, names = datasets.column("calls:sound"), datasets.table("calls")["en"]
    assert sorted(names) == sorted(CALLING)
    for row, (item, name) in enumerate(zip(items, names, strict=True)):
        assert item.label == f"call of a {name}"
        assert np.array_equal(item.samples, call(name, Random(f"{dataset.SEED}/{row}")))


def test_an_animal_that_does_not_call_has_no_row():
    scenes = [scene for scene in dataset.scenes() if scene.thing not in CALLING]
    assert scenes and dataset.calling_rows(scenes) == []


def test_every_column_of_sounds_has_a_name():
    texts = {*datasets.NAMES, *datasets.PICTURES}
    heard = {*datasets.columns("world"), *datasets.columns("calls")} - texts
    assert heard == set(datasets.SOUNDS)


@speaks
def test_building_again_gives_an_archive_that_is_read_back(tmp_path, monkeypatch, capsys):
    few = dataset.scenes(2, seed=9)
    monkeypatch.setattr(dataset, "scenes", lambda: few)
    monkeypatch.setattr(dataset, "columns", lambda: {key: ["a", "b"] for key in dataset.LANGUAGES})
    monkeypatch.setattr("sys.argv", ["speak", "--folder", str(tmp_path)])
    speak.main()
    assert len(capsys.readouterr().out.splitlines()) == len(dataset.LANGUAGES)
    assert {path.stem for path in tmp_path.iterdir()} == set(dataset.LANGUAGES)
    with ZipFile(tmp_path / "de.zip") as archive:
        assert archive.namelist() == [clip(0), clip(1), speak.SAID]


def test_without_a_speech_program_one_sentence_says_what_to_do(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("sys.argv", ["speak", "--folder", str(tmp_path)])
    with pytest.raises(SystemExit) as stopped:
        speak.main()
    assert stopped.value.code == 1 and not list(tmp_path.iterdir())
    assert_one_sentence(capsys.readouterr().err.strip())


def test_opus_keeps_length_and_loudness():
    from semhub.inputs import audio_of

    noise = np.random.default_rng(Random(0).getrandbits(32)).standard_normal(RATE)
    tone = (0.3 * np.sin(np.arange(RATE) * 0.2) + 0.001 * noise).astype(np.float32)
    back = audio_of(speak.opus(tone)).samples
    assert len(back) == RATE and np.corrcoef(back, tone)[0, 1] > 0.9


def test_an_unspoken_language_is_one_sentence():
    with pytest.raises(InputError, match="No voice speaks logic"):
        dataset.speech(dataset.scenes(1), "logic")
