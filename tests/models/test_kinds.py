"""A folder of a kind that reads no text, or not alone, is refused in one sentence; families with
ways of their own work."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import transformers as t

from semhub.inputs import Text
from semhub.lenses.reading import read
from semhub.models.loading import load
from semhub.states.extraction import extract
from semhub.steering.hooks import apply_push
from tests.models.small import small_config
from tests.models.sweep import Case, write
from tests.sentences import said
from tests.tiny import draw_weights

OTHERS = {
    "BlipForConditionalGeneration": "blip",
    "Blip2ForConditionalGeneration": "blip-2",
    "ViltModel": "vilt",
    "LxmertModel": "lxmert",
    "TimesFmModel": "timesfm",
    "FSMTForConditionalGeneration": "fsmt",
    "XmodForMaskedLM": "xmod",
    "Kosmos2ForConditionalGeneration": "kosmos-2",
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_folder_of_another_kind_is_refused_in_one_sentence(name, tmp_path):
    module = getattr(t, name)(small_config(OTHERS[name]))
    sentence = said(lambda: load(str(write(module, tmp_path))))
    assert sentence.startswith(str(tmp_path)) and "choose another model" in sentence


OF_ONE_SENSE = {
    "WhisperForConditionalGeneration": ("whisper", "feature extractor"),
    "Speech2TextModel": ("speech_to_text", "feature extractor"),
    "ViTModel": ("vit", "image processor"),
}


@pytest.mark.parametrize("name", OF_ONE_SENSE)
def test_a_model_of_one_sense_without_what_prepares_its_items_is_refused(name, tmp_path):
    family, lacks = OF_ONE_SENSE[name]
    module = getattr(t, name)(small_config(family))
    sentence = said(lambda: load(str(write(module, tmp_path))))
    assert sentence.startswith(str(tmp_path)) and f"save the model's {lacks} into it" in sentence


HEADED = {
    "codegen": "no padding token in its config",
    "rwkv": "no attention, and a list of states that is shifted",
    "openai-gpt": "blocks that hand on a list",
    "modernbert-decoder": "a head that is called decoder",
    "roberta": "a head within a module",
    "bert": "a head within a module",
    "big_bird": "a pooler before its head",
    "recurrent_gemma": "a soft cap of another name",
    "git": "a tower for pictures with as many blocks",
    "blenderbot": "a decoder that is deeper than its encoder",
}
"""Model type -> what is its own."""


@pytest.fixture(params=HEADED)
def model(request, tmp_path):
    module = Case("", request.param, t.AutoModelForCausalLM).module()
    model = load(str(write(module, tmp_path)))
    model.plain = module
    return model


def test_a_family_with_ways_of_its_own_is_read_with_its_own_logits(model):
    text = Text("The cat 猫 sleeps.")
    assert model.check.passed
    ids = model.collate(model.encode([text])).ids
    with torch.inference_mode():
        own = model.plain(ids, use_cache=False).logits[0].softmax(-1).max(-1)
    reading = read(model, text)
    np.testing.assert_allclose(reading.scores[-1, :, 0], own.values, atol=1e-5)


def test_a_family_with_ways_of_its_own_is_pushed(model):
    texts = [Text("The cat sleeps."), Text("One")]
    push = torch.linspace(-1, 1, model.width)
    before = extract(model, texts, pool="mean")
    with apply_push(model, {1: push}):
        after = extract(model, texts, pool="mean")
    np.testing.assert_allclose(after[0], before[0])
    assert not np.allclose(after[-1], before[-1], atol=1e-6)


def test_an_encoder_is_deeper_than_its_decoder_and_the_other_way_round(tmp_path):
    sizes = {"encoder_layers": 4, "decoder_layers": 2}
    for name, depth in (("MBartForConditionalGeneration", 4), ("MBartForCausalLM", 2)):
        config = t.MBartConfig(**small_config("mbart").to_dict() | sizes)
        config.is_encoder_decoder = depth == 4
        module = draw_weights(getattr(t, name)(config))
        assert load(str(write(module, tmp_path / name))).n_layers == depth
