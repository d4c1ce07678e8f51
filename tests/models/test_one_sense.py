"""Encoders that only see or only hear: from a PNG or a WAV to a curve and a map, held against the
library's own states."""

from __future__ import annotations

import shutil

import numpy as np
import pytest
import torch
import transformers as t

from semhub.experiments.comparison import compare
from semhub.experiments.model_map import map_models
from semhub.inputs import Audio, Image, Text
from semhub.models.loading import load, untrained
from semhub.models.twin import twin_of
from semhub.states.extraction import extract, positions
from semhub.states.positions import position_states
from tests.models.encoders import FAMILIES, HEAR, SEE, folder, made
from tests.models.multimodal import RATE, SIZES, item, items
from tests.sentences import said

SENSE = dict.fromkeys(SEE, "image") | dict.fromkeys(HEAR, "audio")


@pytest.fixture(params=FAMILIES)
def family(request) -> str:
    return request.param


@pytest.fixture
def model(family):
    return load(folder(family))


def own_inputs(family: str, one) -> dict[str, torch.Tensor]:
    """What the family's own processor makes of an item by itself."""
    processor = FAMILIES[family]()[1]
    if SENSE[family] == "image":
        return dict(processor(images=[one.pixels], return_tensors="pt"))
    return dict(processor(one.samples, sampling_rate=RATE, return_tensors="pt"))


def test_a_model_takes_what_its_processor_takes(family, model):
    assert model.modalities == (SENSE[family],)
    assert (model.n_layers, model.width, model.usual_pool) == (3, 16, "mean")
    assert not model.has_head and "those that transformers gives" in model.check.sentence


def test_states_are_the_familys_own_hidden_states(family, model):
    one = item(SENSE[family])
    with torch.inference_mode():
        own = made(family).eval()(**own_inputs(family, one), output_hidden_states=True)
    _, states = positions(model, one)
    # The last of theirs is normed already in families that have a norm behind their blocks.
    for ours, theirs in zip(states[:-1], own.hidden_states[:-1], strict=True):
        torch.testing.assert_close(ours, theirs[0], rtol=1e-4, atol=1e-4 * theirs.abs().max())


def test_a_batch_of_mixed_sizes_is_the_same_as_one_by_one(family, model):
    mixed = items(SENSE[family])
    together = extract(model, mixed, token_budget=4096)
    alone = np.concatenate([extract(model, [one]) for one in mixed], axis=1)
    np.testing.assert_allclose(together, alone, atol=2e-5 * np.abs(alone).max())


@pytest.mark.parametrize("family", SEE)
def test_another_picture_or_sound_changes_the_span_and_nothing_else(family, model):
    batch, states = positions(model, item("image"))
    other = positions(model, item("image", seed=1))[1]
    changed = (states[0] != other[0]).any(dim=-1)
    assert changed.tolist() == batch.content[0].tolist()
    assert batch.content.sum() == 16  # patches of 8 in a picture of 32
    assert model.encode([item("image")])[0].grid == (4, 4)


@pytest.mark.parametrize("family", SEE)
def test_a_square_painted_into_a_box_changes_that_position_most(family, model):
    plain = Image(np.full((64, 64, 3), 120, np.uint8))
    left, top, right, bottom = np.round(model.boxes(plain)[6] * 64).astype(int)
    painted = plain.pixels.copy()
    painted[max(top, 0) : bottom, max(left, 0) : right] = (250, 10, 40)
    ours, theirs = (position_states(model, one).states[0] for one in (plain, Image(painted)))
    assert (ours - theirs).norm(dim=-1).argmax() == 6


@pytest.mark.parametrize("family", HEAR)
def test_the_seconds_of_a_sounds_positions_add_up_to_it(family, model):
    for k, seconds in enumerate(SIZES["audio"]):
        (encoded,) = model.encode([item("audio", k)])
        heard = encoded.seconds_per_position * sum(encoded.content)
        beyond = encoded.seconds_per_position if family == "Whisper's encoder" else 1e-3
        assert seconds - 1e-3 <= heard < seconds + beyond
        assert len(encoded) == positions(model, item("audio", k))[1].shape[1]


@pytest.mark.parametrize("family", ["Whisper's encoder"])
def test_the_silence_behind_a_sound_is_not_its_content(model):
    (encoded,) = model.encode([item("audio", 1)])
    assert len(encoded) == 100 and sum(encoded.content) == 65 and not any(encoded.content[65:])
    assert model.tokens(item("audio", 1))[64:66] == ["♪ 1.28 s", "–"]


def test_a_file_goes_all_the_way_to_curve_and_map(family, model):
    kind = SENSE[family]
    some = [item(kind, k % 4, seed=k) for k in range(13)]
    result = compare(model, some, some[::-1], metrics="acc1")
    assert len(result.metrics["acc1"].value) == 4

    other = load(folder("HuBERT" if kind == "image" else "ViT"))
    across = [item(other.modalities[0], k % 4, seed=k) for k in range(13)]
    found = map_models(model, other, some, across)
    assert all(cells.value.shape == (4, 4) for cells in found.metrics.values())


def test_an_untrained_twin_has_the_architecture_and_other_states(family, model):
    one = [item(SENSE[family])]
    states = extract(model, one)
    for twin in (twin_of(model, model.modalities), untrained(folder(family))):
        found = extract(twin, one)
        assert found.shape == states.shape and not np.allclose(found, states)


@pytest.mark.parametrize(
    "wrap", [t.WhisperForConditionalGeneration, t.WhisperForAudioClassification]
)
def test_whispers_encoder_is_read_out_of_whatever_holds_it(wrap, tmp_path):
    config, ear = HEAR["Whisper's encoder"]()
    torch.manual_seed(0)
    whole = wrap(config)
    whole.save_pretrained(tmp_path)
    ear.save_pretrained(tmp_path)
    model = load(str(tmp_path))
    own = {
        name: tensor for name, tensor in whole.state_dict().items() if "encoder.layers.2" in name
    }
    ours = model.module.state_dict()
    assert own and all(
        torch.equal(ours[name.partition("encoder.")[2]], one) for name, one in own.items()
    )


@pytest.mark.parametrize("family", ["ViT", "HuBERT"])
def test_a_text_is_refused_in_one_sentence(family, model):
    sentence = said(lambda: extract(model, [Text("A dog sleeps.")]))
    assert f"takes {SENSE[family]}, but no text; choose another model" in sentence


@pytest.mark.parametrize(
    ("family", "lacks"), [("DINOv2", "image processor"), ("WavLM", "feature extractor")]
)
def test_a_folder_without_its_processor_is_refused_in_one_sentence(family, lacks, tmp_path):
    shutil.copytree(folder(family), tmp_path, dirs_exist_ok=True)
    (tmp_path / "preprocessor_config.json").unlink()
    assert "or, of a model that only sees or hears, its processor" in said(
        lambda: load(str(tmp_path))
    )
    (tmp_path / "tokenizer.json").write_text("{}")
    assert f"save the model's {lacks} into it" in said(lambda: load(str(tmp_path)))


def test_a_sound_longer_than_is_heard_is_refused_and_one_too_short_too():
    long = Audio(np.sin(np.arange(3 * RATE, dtype=np.float32)), RATE, "long")
    sentence = said(lambda: extract(load(folder("Whisper's encoder")), [long]))
    assert "“long” lasts 3.0 seconds, and" in sentence and "hears 2; cut it" in sentence


def test_a_model_that_cannot_be_read_layer_by_layer_is_refused_in_one_sentence(tmp_path):
    stages = t.ResNetConfig(hidden_sizes=[8, 8], depths=[1, 1], embedding_size=8)
    t.ResNetModel(stages).save_pretrained(tmp_path)
    t.ViTImageProcessor(size={"height": 32, "width": 32}).save_pretrained(tmp_path)
    assert "choose another model" in said(lambda: load(str(tmp_path)))
