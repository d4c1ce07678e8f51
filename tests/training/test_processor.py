"""The embedded model's pictures and sounds, by the ordinary path, stand as they do in training."""

from __future__ import annotations

import numpy as np
import pytest

from semhub.inputs import Audio, Image, Text
from semhub.models.decoder import Decoder
from semhub.models.loading import load
from semhub.states.extraction import extract
from training.architecture import CLIP_SECONDS, PICTURE_SIDE, build_model, build_processor
from training.saving import save_folder
from training.tokenizer import build_tokenizer

RATE = 16_000


@pytest.fixture(scope="module")
def model(tmp_path_factory) -> Decoder:
    folder = tmp_path_factory.mktemp("nano")
    tokenizer = build_tokenizer()
    save_folder(build_model(tokenizer, 0), build_processor(tokenizer), {}, folder)
    return load(str(folder))


def picture(height: int, width: int, seed: int = 0) -> Image:
    return Image(np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8))


def sound(seconds: float, rate: int = RATE) -> Audio:
    noise = np.random.default_rng(0).standard_normal(int(seconds * rate))
    return Audio((0.1 * noise).astype(np.float32), rate)


def prompt(model: Decoder, item) -> str:
    return "".join(model.decode_token(token) for token in model.encode([item])[0].ids)


def test_it_sees_hears_and_reads(model):
    assert model.modalities == ("text", "image", "audio")
    states = extract(model, [picture(80, 120), Text("two dogs"), sound(1.0), picture(60, 60)])
    assert states.shape == (model.n_layers + 1, 4, model.width)
    assert np.isfinite(states).all()


def test_a_picture_stands_between_its_marks_in_25_positions(model):
    expected = "<s><image_start>" + "<image>" * 25 + "<image_end>"
    assert prompt(model, picture(PICTURE_SIDE, PICTURE_SIDE)) == expected
    assert model.encode([picture(300, 300)])[0].grid == (5, 5)


@pytest.mark.parametrize(("seconds", "positions"), [(1.0, 25), (CLIP_SECONDS, 75), (7.0, 75)])
def test_a_sound_stands_between_its_marks_in_25_positions_a_second(model, seconds, positions):
    expected = "<s><audio_start>" + "<audio>" * positions + "<audio_end>"
    assert prompt(model, sound(seconds)) == expected
    assert model.encode([sound(seconds)])[0].seconds_per_position == pytest.approx(0.04)


def test_the_spectrogram_is_the_feature_extractors_own(model):
    heard = sound(1.3)
    (encoded,) = model.encode([heard])
    ear = build_processor(model.text.tokenizer).feature_extractor
    own = ear([heard.samples], sampling_rate=RATE, padding="max_length", return_tensors="np")
    np.testing.assert_allclose(encoded.inputs["input_features"], own["input_features"], atol=1e-5)


def test_another_rate_is_brought_to_the_models_own(model):
    assert prompt(model, sound(1.0, 44_100)) == prompt(model, sound(1.0))
