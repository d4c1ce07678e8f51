"""What cannot be had is told in one sentence, and text can still be read."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import transformers as t
from transformers.models.smolvlm import processing_smolvlm

from semhub.errors import InputError
from semhub.inputs import Image, Text
from semhub.models import spoken_chat
from semhub.models.loading import load
from semhub.states.extraction import extract
from tests.models.multimodal import folder, item, loaded
from tests.models.parts import decoder, tokenizer
from tests.sentences import assert_one_sentence
from tests.tiny import bert_folder, byte_level_tokenizer, llama_folder


def why_not(model, given) -> str:
    """The sentence with which a model that reads text refuses another item."""
    assert extract(model, [Text("The cat sleeps.")]).shape[1] == 1
    with pytest.raises(InputError) as caught:
        extract(model, [given])
    assert_one_sentence(str(caught.value))
    return str(caught.value)


@pytest.mark.parametrize("write", [llama_folder, bert_folder])
def test_a_model_of_text_takes_no_picture(tmp_path, write):
    assert "takes text, but no image" in why_not(load(str(write(tmp_path))), item("image"))


def test_a_model_that_sees_does_not_hear():
    assert "takes text and image, but no audio" in why_not(loaded("LLaVA"), item("audio"))


@pytest.mark.parametrize("content", [None, "{"])
def test_without_its_processor_a_multimodal_model_reads_text(tmp_path, content):
    path = Path(shutil.copytree(folder("LLaVA"), tmp_path / "model"))
    (path / "processor_config.json").unlink()
    if content is not None:
        (path / "processor_config.json").write_text(content)
    model = load(str(path))
    assert model.modalities == ("text",)
    assert "only text can be given; save it again" in why_not(model, item("image"))


def test_a_package_that_a_processor_needs_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(processing_smolvlm, "num2words", None)  # as where it is not installed
    path = Path(shutil.copytree(folder("Idefics3"), tmp_path / "model"))
    parts = json.loads((path / "processor_config.json").read_text())
    parts |= {
        "processor_class": "SmolVLMProcessor",
        "video_processor": {"video_processor_type": "SmolVLMVideoProcessor"},
    }
    (path / "processor_config.json").write_text(json.dumps(parts))
    assert "`num2words`" in why_not(load(str(path)), item("image"))


@pytest.fixture
def voxtral_without_its_tokenizer(tmp_path) -> Path:
    words = tokenizer()
    config = t.VoxtralConfig(
        text_config=t.LlamaConfig(**decoder(words)).to_dict(),
        audio_config={
            "hidden_size": 16,
            "intermediate_size": 24,
            "num_hidden_layers": 2,
            "num_attention_heads": 2,
            "num_mel_bins": 8,
            "max_source_positions": 100,
        },
        audio_token_id=24,
    )
    t.AutoModelForMultimodalLM.from_config(config).save_pretrained(tmp_path)
    ear = t.WhisperFeatureExtractor(feature_size=8, chunk_length=2)
    t.VoxtralProcessor(ear, words).save_pretrained(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("installed", "why"), [(False, "`mistral-common`, which is not installed"), (True, "template")]
)
def test_a_processor_that_cannot_write_the_chats_it_hears_in_leaves_the_text(
    voxtral_without_its_tokenizer, monkeypatch, installed, why
):
    monkeypatch.setattr(spoken_chat, "is_mistral_common_available", lambda: installed)
    assert why in why_not(load(str(voxtral_without_its_tokenizer)), item("audio"))


def test_a_model_that_fails_on_what_its_own_processor_gives_reads_text(tmp_path):
    path = Path(shutil.copytree(folder("LLaVA"), tmp_path / "model"))
    parts = json.loads((path / "processor_config.json").read_text())
    parts["patch_size"] = 16  # the tower's are of 8: the text holds fewer places than patches
    (path / "processor_config.json").write_text(json.dumps(parts))
    model = load(str(path))
    assert model.modalities == ("text",)
    assert "cannot take image items on this machine (" in why_not(model, item("image"))


def test_a_family_with_several_streams_of_states_is_refused(tmp_path):
    words = byte_level_tokenizer()
    config = t.Gemma3nTextConfig(
        **decoder(words, head_dim=8),
        vocab_size_per_layer_input=len(words),
        hidden_size_per_layer_input=8,
        laurel_rank=4,
        num_kv_shared_layers=0,
        activation_sparsity_pattern=[0.0] * 3,
    )
    t.AutoModelForCausalLM.from_config(config).save_pretrained(tmp_path)
    words.save_pretrained(tmp_path)
    with pytest.raises(InputError, match="do not hand on one state a position") as caught:
        load(str(tmp_path))
    assert_one_sentence(str(caught.value))


def test_a_picture_that_the_processor_cannot_take_is_refused():
    model = loaded("Qwen2-VL")
    thread = Image(np.zeros((1, 300, 3), np.uint8), "a thread")
    assert "cannot take “a thread”" in why_not(model, thread)


def test_a_picture_of_more_positions_than_the_model_reads_is_refused():
    model = load(folder("Qwen2-VL"))
    model._senses.max_positions = 20
    assert "the model reads at most 20" in why_not(model, item("image"))
