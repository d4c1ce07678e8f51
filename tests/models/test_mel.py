"""What a model hears is its own feature extractor's spectrogram, and costs no compiler."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import transformers as t

import semhub
from semhub.inputs import Audio
from semhub.models.catalogue import CHECKPOINTS
from semhub.models.loading import load
from tests.media import RATE, recorded, tone
from tests.models.multimodal import HEAR, folder

ROOT = Path(semhub.__file__).parents[1]
NANO = str(CHECKPOINTS / "semhub-nano")


def features(ear, samples: np.ndarray) -> list[np.ndarray]:
    """Every array that a feature extractor, called by itself, gives for these samples."""
    known = inspect.signature(ear.__call__).parameters
    told = {"sampling_rate": RATE, "return_tensors": "np"}
    given = ear([samples], **{name: value for name, value in told.items() if name in known})
    arrays = [np.asarray(value) for value in given.values()]
    return [array for array in arrays if np.issubdtype(array.dtype, np.floating)]


@pytest.mark.parametrize("family", [*HEAR, "semhub-nano"])
def test_the_mel_that_a_model_gets_is_its_own_feature_extractors(family):
    path = NANO if family == "semhub-nano" else folder(family)
    model, processor = load(path), t.AutoProcessor.from_pretrained(path)
    ear = getattr(processor, "feature_extractor", None) or processor.audio_processor
    samples = tone(0.7) + 0.1 * np.random.default_rng(0).standard_normal(11_200).astype("float32")
    heard = model.encode([Audio.from_bytes(recorded(samples, subtype="FLOAT"))])[0].inputs
    for expected in features(ear, samples):
        [mel] = [
            value.numpy()
            for value in heard.values()
            if value.is_floating_point() and value.dim() == expected.ndim
        ]
        # A family may ask for more or less silence behind the sound than is usual.
        assert sum(a != b for a, b in zip(mel.shape, expected.shape, strict=True)) <= 1
        shared = tuple(slice(min(a, b)) for a, b in zip(mel.shape, expected.shape, strict=True))
        assert max(mel[shared].shape) >= 100 * 0.7 - 5  # of 10 milliseconds, but for the edges
        np.testing.assert_allclose(mel[shared], expected[shared], atol=1e-5)


NO_COMPILER = """
import sys
from semhub.inputs import read_file
from semhub.states.extraction import positions
from semhub.models.loading import load
from pathlib import Path
clip = read_file(Path(sys.argv[1]))
assert clip.seconds == 10
positions(load(sys.argv[2]), clip)
print({"numba", "llvmlite"} & set(sys.modules))
"""
NOTHING_COMPILED = """
import sys
from pathlib import Path
from numba.core.event import install_recorder
from semhub.inputs import read_file
from semhub.inputs.spectrogram import envelope, spectrogram
clip = read_file(Path(sys.argv[1]))
with install_recorder("numba:compile") as compiled:
    spectrogram(clip), envelope(clip)
print(len(compiled.buffer))
"""


def fresh(script: str, *arguments: str, cache: Path) -> str:
    """What a new process prints whose numba has never compiled anything."""
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env=os.environ | {"NUMBA_CACHE_DIR": str(cache), "PYTHONPATH": str(ROOT)},
        capture_output=True, check=True, text=True,
    ).stdout.strip()  # fmt: skip


@pytest.fixture
def clip(tmp_path) -> str:
    """Ten seconds at a rate that no model takes."""
    file = tmp_path / "clip.wav"
    file.write_bytes(recorded(tone(10.0, 44_100), 44_100))
    return str(file)


def test_ten_seconds_are_decoded_and_heard_without_a_compiler_in_the_process(clip, tmp_path):
    assert fresh(NO_COMPILER, clip, NANO, cache=tmp_path / "numba") == "set()"


def test_a_spectrogram_is_drawn_without_compiling_anything(clip, tmp_path):
    cache = tmp_path / "numba"
    assert fresh(NOTHING_COMPILED, clip, cache=cache) == "0"
    assert not cache.exists() or not any(file.is_file() for file in cache.rglob("*"))
