"""Sight and hearing are taught by captions alone, and never shown what is held out."""

import json
import shutil
from random import Random

import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoModelForMultimodalLM, AutoTokenizer

from semhub.world.renderings.sound import call
from semhub.world.renderings.speech import PROGRAM
from semhub.world.scenes import CLASSES, Scene, held_out
from training.architecture import build_processor
from training.batches import IGNORED
from training.captions import caption_batch
from training.finish import main as finish
from training.senses import SENSES, SHOWN, Hearing, Sample
from training.senses.clips import Clips
from training.towers import main as teach
from training.train import main as train

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
    return build_processor(AutoTokenizer.from_pretrained(untaught))


@pytest.fixture(autouse=True)
def few_clips(monkeypatch, tmp_path_factory):
    folder = tmp_path_factory.getbasetemp() / "clips"
    monkeypatch.setattr(Hearing.__init__, "__defaults__", (Clips(40, folder=folder),))


class Calls(Hearing):
    """Hears nothing but dogs."""

    def training_item(self, rng):
        scene = Scene(2, "dog", "run", "big", "red", "river")
        return Sample(scene, call("dog", rng), shown=("thing",))


def batch_of(name, processor, size):
    return caption_batch(SENSES[name](), Random(1), processor, size, "en")


def told(batch, processor):
    rows = zip(batch.ids, batch.labels, strict=True)
    return [processor.tokenizer.decode(ids[labels >= 0]) for ids, labels in rows]


@pytest.mark.parametrize("name", BOTH)
def test_no_training_item_shows_a_held_out_scene(name):
    sense, rng = SENSES[name](), Random(3)
    assert not any(held_out(sense.training_item(rng).scene) for _ in range(60))


@pytest.mark.parametrize("name", BOTH)
def test_only_what_is_shown_is_learned_from(name, processor):
    batch = batch_of(name, processor, 12)
    for caption, row in zip(told(batch, processor), batch.classes.tolist(), strict=True):
        assert "start" not in caption and "→" not in caption and caption.endswith("</s>")
        shown = sum(index != IGNORED for index in row)
        assert caption.count(",") < shown and (caption[-5] != "." or shown == len(SHOWN))


def test_of_a_call_only_the_animal_is_told(processor):
    batch = caption_batch(Calls(), Random(1), processor, 3, "en")
    assert told(batch, processor) == ["dog</s>"] * 3
    unsaid = [k for k, slot in enumerate(SHOWN) if slot != "thing"]
    assert (batch.classes[:, unsaid] == IGNORED).all()
    assert (batch.classes[:, SHOWN.index("thing")] == CLASSES["thing"].index("dog")).all()


@pytest.mark.parametrize("name", BOTH)
def test_teaching_changes_its_own_tower_and_nothing_else(name, untaught, tmp_path):
    out = tmp_path / "taught"
    assert teach([name, str(untaught), "--out", str(out), "--steps", "1", "1"]) == 0
    before, after = (load_file(folder / "model.safetensors") for folder in (untaught, out))
    changed = {key for key in before if not torch.equal(before[key], after[key])}
    assert changed and all(TOWERS[name] in key for key in changed)
    record = json.loads((out / "training.json").read_text())
    assert SENSES[name].tower_name in record["trained"] and len(record["untrained"]) == 1


@speaks
def test_the_finish_trains_everything_but_the_input_embeddings(untaught, tmp_path):
    out = tmp_path / "finished"
    assert finish([str(untaught), "--out", str(out), "--steps", "2"]) == 0
    before, after = (load_file(folder / "model.safetensors") for folder in (untaught, out))
    same = {key for key in before if torch.equal(before[key], after[key])}
    assert any(key.endswith("embed_tokens.weight") for key in same)
    for part in ("visual", "audio_tower", "model.layers", "lm_head"):
        assert any(part in key for key in before.keys() - same)
    assert json.loads((out / "training.json").read_text())["finish"][0]["steps"] == 2


@pytest.mark.parametrize("name", BOTH)
def test_the_placeholders_are_as_many_as_the_tower_gives(name, untaught, processor):
    model = AutoModelForMultimodalLM.from_pretrained(untaught)
    batch = batch_of(name, processor, 3)
    with torch.inference_mode():
        answer = model(input_ids=batch.ids, use_cache=False, **batch.sensory.inputs)
        pooled = SENSES[name]().pooled(model, batch.sensory)
    assert torch.isfinite(answer.logits).all() and pooled.shape == (3, 128)


def test_a_folder_that_was_not_trained_here_is_one_sentence(tmp_path, capsys):
    assert teach(["pictures", str(tmp_path)]) == 2
    assert "Traceback" not in capsys.readouterr().err
