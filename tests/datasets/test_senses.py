"""What is seen or heard stands row by row beside the texts, and needs no program to be made."""

from __future__ import annotations

import json
import shutil
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from random import Random
from zipfile import ZipFile

import numpy as np
import pytest

from semhub import datasets
from semhub.datasets import everyday, senses, speak
from semhub.datasets.senses import SPEECH, clip
from semhub.errors import InputError
from semhub.inputs import Audio
from semhub.world import held_out as dataset
from semhub.world.renderings import speech
from semhub.world.renderings.sound import CALLING, call
from semhub.world.renderings.waveform import LONGEST, RATE
from tests.sentences import assert_one_sentence

SPOKEN = [
    ("world" if languages is dataset.LANGUAGES else "everyday", code)
    for languages in (dataset.LANGUAGES, everyday.SPOKEN)
    for code in languages
]
speaks = pytest.mark.skipif(
    shutil.which(speech.PROGRAM) is None, reason="espeak-ng is not installed"
)


def column(language: str) -> str:
    return "speech" if language == "en" else f"speech-{language}"


@pytest.fixture(scope="module", params=SPOKEN, ids="-".join)
def spoken(request) -> tuple[str, str, list[Audio]]:
    """A set, a language and all that is spoken of it, which is decoded once, where there is no
    speech program."""
    name, language = request.param
    with pytest.MonkeyPatch.context() as here:
        here.setenv("PATH", "")
        return name, language, list(datasets.column(f"{name}:{column(language)}"))


def test_each_row_is_spoken_in_three_seconds_without_a_speech_program(spoken):
    name, language, items = spoken
    assert [item.label for item in items] == datasets.table(name)[language]
    assert {(item.modality, item.rate, item.note) for item in items} == {("audio", RATE, None)}
    assert all(0.6 * RATE < len(item.samples) <= LONGEST for item in items)
    assert len({item.digest for item in items}) == 200


@pytest.mark.parametrize("spoken", [one for one in SPOKEN if one[0] == "everyday"], indirect=True)
def test_longer_everyday_sentences_take_longer_to_say(spoken):
    _, _, items = spoken
    letters, lengths = [len(item.label) for item in items], [len(item.samples) for item in items]
    assert np.corrcoef(letters, lengths)[0, 1] > 0.7


@pytest.mark.parametrize(("name", "language"), SPOKEN)
def test_the_archive_says_what_the_dataset_says(name, language):
    assert speak.texts_of(SPEECH / senses.archive(name, language)) == datasets.table(name)[language]


@speaks
def test_the_archive_is_what_would_be_spoken_now(spoken):
    name, language, items = spoken
    said = {
        "world": lambda: dataset.speech(dataset.scenes()[:3], language),
        "everyday": lambda: everyday.spoken(language, everyday.columns()[language][:3]),
    }
    for item, sound in zip(items[:3], said[name](), strict=True):
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
    sounding = ("world", "everyday", "calls")
    heard = {code for name in sounding for code in datasets.columns(name)} - texts
    assert heard == set(datasets.SOUNDS)


ROWS = {name: [f"{name} one", f"{name} two"] for name in ("world", "everyday")}


def spoken_into(folder: Path) -> list[str]:
    """What the command prints that writes two rows a set into this folder."""
    scenes, said = dataset.scenes(2, seed=9), StringIO()
    with pytest.MonkeyPatch.context() as here, redirect_stdout(said):
        here.setattr(dataset, "scenes", lambda: scenes)
        here.setattr(datasets, "table", lambda name: dict.fromkeys(datasets.NAMES, ROWS[name]))
        here.setattr(everyday, "columns", lambda: datasets.table("everyday"))
        here.setattr("sys.argv", ["speak", "--folder", str(folder)])
        speak.main()
    return said.getvalue().splitlines()


@speaks
def test_building_gives_archives_that_are_read_back_and_are_not_spoken_again(tmp_path):
    assert len(spoken_into(tmp_path)) == len(SPOKEN)
    before = {path: path.read_bytes() for path in tmp_path.glob("*/*.zip")}
    assert {(path.parent.name, path.stem) for path in before} == set(SPOKEN)
    for name, rows in ROWS.items():
        with ZipFile(tmp_path / name / "de.zip") as archive:
            assert archive.namelist() == [clip(0), clip(1), speak.TEXTS_FILE]
        assert speak.texts_of(tmp_path / name / "de.zip") == rows
    changed = tmp_path / "everyday" / "de.zip"
    with ZipFile(changed, "w") as archive:
        archive.writestr(speak.TEXTS_FILE, json.dumps(["something else"]))
    assert any("says the same already" in line for line in spoken_into(tmp_path))
    assert speak.texts_of(changed) == ROWS["everyday"]
    assert all(path.read_bytes() == was for path, was in before.items() if path != changed)


def test_without_a_speech_program_one_sentence_says_what_to_do(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("sys.argv", ["speak", "--folder", str(tmp_path)])
    with pytest.raises(SystemExit) as stopped:
        speak.main()
    assert stopped.value.code == 1 and not list(tmp_path.iterdir())
    assert_one_sentence(capsys.readouterr().err.strip())


def test_opus_keeps_length_and_loudness():
    noise = np.random.default_rng(Random(0).getrandbits(32)).standard_normal(RATE)
    tone = (0.3 * np.sin(np.arange(RATE) * 0.2) + 0.001 * noise).astype(np.float32)
    back = Audio.from_bytes(speak.opus(tone)).samples
    assert len(back) == RATE and np.corrcoef(back, tone)[0, 1] > 0.9


def test_an_unspoken_language_is_one_sentence():
    with pytest.raises(InputError, match="No voice speaks logic"):
        dataset.speech(dataset.scenes(1), "logic")
