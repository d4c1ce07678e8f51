"""Sight and hearing are taught by captions alone, and never shown what is held out."""

import json
import shutil
from random import Random

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoModelForMultimodalLM, AutoProcessor

from semhub.nano.captions import caption_batch
from semhub.nano.renderings.speech import PROGRAM, RATE, SECONDS, noun_phrase, speak
from semhub.nano.senses import SENSES, SHOWN, Hearing
from semhub.nano.towers import main as teach
from semhub.nano.train import main as train
from semhub.nano.world import CLASSES, Scene, picture_held_out

speaks = pytest.mark.skipif(shutil.which(PROGRAM) is None, reason="espeak-ng is not installed")
BOTH = ["pictures", pytest.param("speech", marks=speaks)]
TOWERS = {"pictures": "visual", "speech": "audio_tower"}


@pytest.fixture(scope="module")
def untaught(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nano") / "untaught"
    state = folder.parent / "state.pt"
    assert train(["--steps", "1", "--out", str(folder), "--state", str(state)]) == 0
    return folder


@pytest.fixture(scope="module")
def processor(untaught):
    return AutoProcessor.from_pretrained(untaught)


def batch_of(name, processor, size):
    return caption_batch(SENSES[name](), Random(1), processor, size, "en")


@pytest.mark.parametrize("name", BOTH)
def test_no_training_item_shows_a_held_out_look(name, processor):
    for row in batch_of(name, processor, 40).classes.tolist():
        said = {slot: CLASSES[slot][index] for slot, index in zip(SHOWN, row, strict=True)}
        assert not picture_held_out(Scene(predicate="run", **said))


@pytest.mark.parametrize("name", BOTH)
def test_only_the_caption_is_learned_from(name, processor):
    batch = batch_of(name, processor, 4)
    for ids, labels in zip(batch.ids, batch.labels, strict=True):
        told = processor.tokenizer.decode(ids[labels >= 0])
        assert "start" not in told and "→" not in told and told.endswith("</s>")
        assert told.count(",") == len(SHOWN) - 1


@pytest.mark.parametrize("name", BOTH)
def test_teaching_changes_its_own_tower_and_nothing_else(name, untaught, tmp_path):
    out = tmp_path / "taught"
    assert teach([name, str(untaught), "--out", str(out), "--steps", "1", "1"]) == 0
    before, after = (load_file(folder / "model.safetensors") for folder in (untaught, out))
    changed = {key for key in before if not torch.equal(before[key], after[key])}
    assert changed and all(TOWERS[name] in key for key in changed)
    record = json.loads((out / "training.json").read_text())
    assert SENSES[name].tower_name in record["trained"] and len(record["untrained"]) == 1


@pytest.mark.parametrize("name", BOTH)
def test_the_placeholders_are_as_many_as_the_tower_gives(name, untaught, processor):
    model = AutoModelForMultimodalLM.from_pretrained(untaught)
    batch = batch_of(name, processor, 3)
    with torch.inference_mode():
        answer = model(input_ids=batch.ids, use_cache=False, **batch.sensed.inputs)
        pooled = SENSES[name]().pooled(model, batch.sensed)
    assert torch.isfinite(answer.logits).all() and pooled.shape == (3, 128)


@speaks
def test_the_phrase_says_who_is_there_and_fits():
    rng = Random(2)
    for _ in range(5):
        _, sound = Hearing().training_item(rng)
        assert sound.dtype == np.float32 and 0.5 * RATE < len(sound) <= SECONDS * RATE
    assert noun_phrase(Scene(2, "dog", "run", "small", "red")) == "two small red dogs"
    longest = Scene(4, "elephant", "run", "small", "purple")
    assert len(speak(longest, rng)) < SECONDS * RATE


def test_a_folder_that_was_not_trained_here_is_one_sentence(tmp_path, capsys):
    assert teach(["pictures", str(tmp_path)]) == 2
    assert "Traceback" not in capsys.readouterr().err
