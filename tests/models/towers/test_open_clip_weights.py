"""Where open_clip's weights come from: named tags and files, and no pickle ever opened."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import open_clip
import pytest
import torch
from open_clip import pretrained as registry

from semhub.errors import InputError
from semhub.models.loading import load
from semhub.models.towers import checkpoint
from tests.models.towers.made import PICTURES, TEXT, TEXTS
from tests.sentences import said


def test_another_precision_than_float32_is_refused(files):
    with pytest.raises(InputError, match="read in float32, not bfloat16"):
        load(f"open_clip:semhub-vit/{files['semhub-vit']}", dtype="bfloat16")


def refused(name: str) -> str:
    return said(lambda: load(f"open_clip:{name}"))


@pytest.mark.parametrize("name", ["", "ViT-B-32", "ViT-B-32/", "/openai"])
def test_a_name_without_architecture_or_weights_is_refused_with_how_to_write_it(name):
    assert "open_clip:ARCH/PRETRAINED" in refused(name)


def test_an_architecture_or_tag_that_open_clip_lacks_is_refused_with_those_near_it():
    assert "such as ViT-B-32" in refused("ViT-B-33/openai")
    assert "it has openai, " in refused("ViT-B-32/nobody")


def test_a_file_that_may_be_a_pickle_is_refused_unopened(files, tmp_path):
    marker = tmp_path / "ran"

    class Bomb:
        def __reduce__(self):
            return (Path.write_text, (marker, "yes"))

    torch.save({"weight": Bomb()}, tmp_path / "weights.pt")
    assert "not a safetensors file" in refused(f"semhub-vit/{tmp_path}/weights.pt")
    (tmp_path / "weights.pt").rename(tmp_path / "weights.safetensors")
    assert "is damaged" in refused(f"semhub-vit/{tmp_path}/weights.safetensors")
    assert not marker.exists()


def test_a_file_that_is_missing_or_of_another_architecture_is_refused(files):
    assert "There is no file" in refused("semhub-vit//no/such.safetensors")
    for other in ("semhub-resnet", "semhub-coca", "semhub-bert"):
        sentence = refused(f"semhub-vit/{files[other]}")
        assert "does not hold the weights of semhub-vit" in sentence
    wide = f"{files['semhub-vit']}"
    assert "does not hold the weights of ViT-B-32" in refused(f"ViT-B-32/{wide}")


@pytest.fixture
def published(files, monkeypatch):
    """Publish one tag of the tiny architecture; the hub answers with the folder of its weights."""

    def publish(**config) -> None:
        ways = {"mean": (0.1,) * 3, "std": (0.2,) * 3, "interpolation": "bicubic"}
        tag = {"url": "http://nowhere/x.pt", "hf_hub": "", "resize_mode": "squash", **ways}
        monkeypatch.setitem(registry._PRETRAINED, "semhub-vit", {"own": tag | config})
        folder = files["semhub-vit"].parent
        monkeypatch.setattr(checkpoint.hub, "fetch", lambda *_given, **_options: folder)

    return publish


def test_a_tag_is_loaded_with_the_activation_and_the_preparation_of_its_training(published):
    published(hf_hub="somebody/model/semhub-vit.bin", quick_gelu=True)
    towers = load("open_clip:semhub-vit/own")
    visual = towers.image.module.visual
    assert type(visual.transformer.resblocks[0].mlp.gelu).__name__ == "QuickGELU"
    assert visual.preprocess_cfg["mean"] == (0.1,) * 3
    assert visual.preprocess_cfg["resize_mode"] == "squash"


@pytest.mark.parametrize("place", ["", "somebody/model/", "somebody/model/other.pt"])
def test_a_tag_that_is_offered_as_a_pickle_only_is_refused(published, place):
    published(hf_hub=place)
    assert "as a pickle only" in refused("semhub-vit/own")


def test_a_local_file_is_prepared_for_as_the_config_beside_it_says(files, published):
    published()
    path = f"open_clip:semhub-vit/{files['semhub-vit']}"
    assert load(path).image.module.visual.preprocess_cfg["mean"] == (0.1,) * 3
    beside = files["semhub-vit"].with_name("open_clip_config.json")
    beside.write_text(json.dumps({"preprocess_cfg": {"mean": [0.5] * 3}}))
    assert load(path).image.module.visual.preprocess_cfg["mean"] == [0.5] * 3
    beside.write_text("{}")
    assert "holds no preprocess_cfg" in said(lambda: load(path))
    beside.unlink()


@pytest.fixture
def saved(files, tmp_path):
    """Weights with the config beside them that open_clip saves; `with_config(...)` alters it."""
    weights = tmp_path / "open_clip_model.safetensors"
    shutil.copy(files["semhub-vit"], weights)

    def with_config(**values) -> Path:
        model = open_clip.get_model_config("semhub-vit") | values
        config = {"model_cfg": model, "preprocess_cfg": {"mean": [0.5] * 3}}
        (tmp_path / "open_clip_config.json").write_text(json.dumps(config))
        return weights

    return with_config


def joint(towers):
    return towers.joint(TEXTS), towers.joint(PICTURES)


def test_the_activation_that_the_config_beside_the_weights_names_is_used(saved):
    towers = load(f"open_clip:semhub-vit/{saved(quick_gelu=True)}")
    module = open_clip.create_model(f"local-dir:{saved(quick_gelu=True).parent}").eval()
    assert (
        type(towers.image.module.visual.transformer.resblocks[0].mlp.gelu).__name__ == "QuickGELU"
    )
    with torch.inference_mode():
        ids = open_clip.get_tokenizer("semhub-vit")([text.text for text in TEXTS])
        expected = module.encode_text(ids, normalize=True)
    np.testing.assert_allclose(towers.joint(TEXTS), expected, atol=1e-5)
    plain = load(f"open_clip:semhub-vit/{saved(quick_gelu=False)}")
    assert plain.revision != towers.revision
    assert all(
        not np.allclose(a, b, atol=1e-3) for a, b in zip(joint(plain), joint(towers), strict=True)
    )


def test_the_config_beside_the_weights_counts_against_the_name(saved, files):
    weights = saved()
    towers = load(f"open_clip:ViT-B-32/{weights}")
    usual = load(f"open_clip:semhub-vit/{weights}")
    for one, other in zip(joint(towers), joint(usual), strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_config_that_does_not_fit_the_weights_is_one_sentence(saved):
    weights = saved(text_cfg=TEXT | {"layers": 3})
    assert "does not hold the weights" in said(lambda: load(f"open_clip:semhub-vit/{weights}"))


def test_no_other_weights_of_the_folder_are_opened(saved):
    weights = saved()
    (weights.parent / "a.bin").write_bytes(b"a pickle")
    own = weights.rename(weights.with_name("mine.safetensors"))
    assert load(f"open_clip:semhub-vit/{own}").joint(TEXTS).shape[0] == len(TEXTS)


@pytest.mark.parametrize("config", ["[]", "no json", '{"preprocess_cfg": {}, "model_cfg": 3}'])
def test_a_config_that_cannot_be_read_is_one_sentence(saved, config):
    weights = saved()
    weights.with_name("open_clip_config.json").write_text(config)
    assert "copy it again" in said(lambda: load(f"open_clip:semhub-vit/{weights}"))
