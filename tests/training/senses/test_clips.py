"""Clips are spoken once, by the plan of their seed, and found again on disk."""

import shutil
from collections import Counter

import numpy as np
import pytest

from semhub.world.renderings import speech
from semhub.world.scenes import held_out
from training.senses import clips as module
from training.senses.clips import Clips

speaks = pytest.mark.skipif(
    shutil.which(speech.PROGRAM) is None, reason="espeak-ng is not installed"
)


@speaks
def test_a_clip_is_spoken_once_and_read_from_disk_ever_after(tmp_path, monkeypatch):
    scene, spoken = Clips(3, folder=tmp_path)[1]
    monkeypatch.setattr(module, "uttered", lambda said: pytest.fail("spoken again"))
    again, kept = Clips(3, folder=tmp_path)[1]
    assert again == scene and np.array_equal(kept, spoken)
    monkeypatch.undo()
    assert np.allclose(kept, speech.uttered(Clips(3).planned[1][1]), atol=1e-4)


def test_another_plan_has_another_file(tmp_path, monkeypatch):
    one, same, other = (Clips(3, seed, tmp_path).path for seed in (0, 0, 1))
    monkeypatch.setattr(speech, "PITCH", (90, 95))
    assert one == same and len({one, other, Clips(3, 0, tmp_path).path}) == 3


def test_half_is_english_and_every_language_is_spoken_of_training_scenes_alone():
    planned = Clips(2_000).planned
    voices = Counter(said.voice[:2] for _, said in planned)
    assert 0.45 < voices["en"] / 2_000 < 0.55 and len(voices) == len(speech.SPOKEN)
    assert not any(held_out(scene) for scene, _ in planned)
