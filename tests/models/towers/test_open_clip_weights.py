"""Where open_clip's weights come from: named tags and files, and no pickle ever opened."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from open_clip import pretrained as registry

from semhub.errors import InputError
from semhub.models.loading import load
from semhub.models.towers import checkpoint
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
        monkeypatch.setattr(checkpoint.hub, "fetch", lambda _repository, _progress: folder)

    return publish


def test_a_tag_is_loaded_with_the_activation_and_the_preparation_of_its_training(published):
    published(hf_hub="somebody/model/semhub-vit.bin", quick_gelu=True)
    towers = load("open_clip:semhub-vit/own")
    visual = towers.image._module.visual
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
    assert load(path).image._module.visual.preprocess_cfg["mean"] == (0.1,) * 3
    beside = files["semhub-vit"].with_name("open_clip_config.json")
    beside.write_text(json.dumps({"preprocess_cfg": {"mean": [0.5] * 3}}))
    assert load(path).image._module.visual.preprocess_cfg["mean"] == [0.5] * 3
    beside.write_text("{}")
    assert "holds no preprocess_cfg" in said(lambda: load(path))
    beside.unlink()
