"""CLAP's towers: transformers' own states and joint space, the same at every run."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from transformers import AutoFeatureExtractor, AutoTokenizer, ClapModel

from semhub.errors import InputError
from semhub.inputs import Audio, Text, at_rate
from semhub.models.loading import load
from semhub.states.extraction import extract
from tests import reference
from tests.models.towers.made import SOUNDS, TEXTS, clap_folder
from tests.sentences import assert_one_sentence


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> str:
    return str(clap_folder(tmp_path_factory.mktemp("clap")))


@pytest.fixture(scope="module")
def towers(folder):
    return load(folder)


@pytest.fixture(scope="module")
def module(folder) -> ClapModel:
    return ClapModel.from_pretrained(folder).eval()


@pytest.fixture(scope="module")
def mels(folder) -> list[torch.Tensor]:
    return prepared(folder)


def prepared(folder: str) -> list[torch.Tensor]:
    """Each of the sounds, brought to the model's rate, as its own extractor prepares it."""
    ear = AutoFeatureExtractor.from_pretrained(folder)
    return [
        ear(at_rate(sound, 8000), sampling_rate=8000, return_tensors="pt").input_features
        for sound in SOUNDS
    ]


def test_text_states_agree_with_output_hidden_states(towers, module, folder):
    tokenizer = AutoTokenizer.from_pretrained(folder)
    slow = [reference.states(module.text_model, tokenizer, item.text) for item in TEXTS]
    np.testing.assert_allclose(extract(towers.text, TEXTS), np.stack(slow, axis=1), atol=1e-5)


def test_sound_states_agree_with_output_hidden_states_at_the_end_of_each_stage(
    towers, module, mels
):
    ours = extract(towers.audio, SOUNDS)
    assert ours.shape == (5, len(SOUNDS), 32)
    for i, mel in enumerate(mels):
        with torch.inference_mode():
            slow = module.audio_model.audio_encoder(
                mel, output_hidden_states=True, output_hidden_states_before_downsampling=True
            ).hidden_states
        for layer, state in zip((0, 2, 4), slow, strict=True):
            width = state.shape[1]
            mean = state[0].flatten(1).mean(1).numpy()
            np.testing.assert_allclose(ours[layer, i, :width], mean, atol=1e-4)
            assert not ours[layer, i, width:].any()


def test_the_joint_space_is_the_librarys_own(towers, module, folder, mels):
    tokenizer = AutoTokenizer.from_pretrained(folder)
    with torch.inference_mode():
        heard = module.get_audio_features(torch.cat(mels)).pooler_output
        read = [
            module.get_text_features(**{
                key: value for key, value in tokenizer(item.text, return_tensors="pt").items()
                if key != "token_type_ids"
            }).pooler_output[0]
            for item in TEXTS
        ]  # fmt: skip
    np.testing.assert_allclose(towers.joint(SOUNDS), heard, atol=1e-5)
    np.testing.assert_allclose(towers.joint(TEXTS), np.stack(read), atol=1e-5)


def test_a_fused_model_takes_no_short_sound_for_a_long_one_in_any_company(tmp_path):
    folder = str(clap_folder(tmp_path, fusion=True))
    towers, module = load(folder), ClapModel.from_pretrained(folder).eval()
    together = towers.joint(SOUNDS)
    for i, mel in enumerate(prepared(folder)):
        np.testing.assert_allclose(towers.joint([SOUNDS[i]])[0], together[i], atol=1e-5)
        with torch.inference_mode():
            short, long = (
                module.get_audio_features(mel, is_longer=torch.tensor([[longer]])).pooler_output[0]
                for longer in (False, True)
            )
        np.testing.assert_allclose(together[i], short, atol=1e-5)
        assert not np.allclose(together[i], long, atol=1e-3)


def test_of_a_long_sound_the_beginning_is_heard_and_that_is_said(towers):
    samples = np.sin(np.arange(20_000) / 7).astype(np.float32)
    long, start = Audio(samples, 8000), Audio(samples[:8000], 8000)
    np.testing.assert_array_equal(towers.joint([long]), towers.joint([start]))
    assert towers.notes([long, start]) == ["Of 1 of 2 sounds only the first 1 seconds are heard."]
    assert towers.notes([start]) == towers.notes(TEXTS) == []


def test_an_item_goes_to_its_own_tower_only(towers):
    for tower, items in ((towers.text, SOUNDS), (towers.audio, [Text("a dog barks")])):
        with pytest.raises(InputError) as caught:
            tower.encode(items)
        assert_one_sentence(str(caught.value))


def test_a_folder_that_does_not_say_how_sounds_are_prepared_is_refused(tmp_path):
    folder = clap_folder(tmp_path)
    (folder / "preprocessor_config.json").unlink()
    with pytest.raises(InputError, match="does not say how sounds are prepared") as caught:
        load(str(folder))
    assert_one_sentence(str(caught.value))
