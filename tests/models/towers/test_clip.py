"""Folders of CLIP and SigLIP are two towers: transformers' own states and joint space."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
import transformers as t

from semhub.cli import main
from semhub.inputs import Text
from semhub.models.loading import load
from semhub.states.extraction import extract
from tests.models.towers.made import PAIRS, PICTURES, SOUNDS, TEXTS, pair_folder
from tests.sentences import said
from tests.tiny import wordpiece_tokenizer


@pytest.fixture(scope="module", params=PAIRS)
def folder(request, tmp_path_factory) -> Path:
    return pair_folder(tmp_path_factory.mktemp("pair"), request.param)


@pytest.fixture(scope="module")
def towers(folder):
    return load(str(folder))


@pytest.fixture(scope="module")
def module(folder):
    return t.AutoModel.from_pretrained(folder).eval()


def read(folder: Path, text: str) -> dict[str, torch.Tensor]:
    """What the model's makers give it: the text padded to its full length."""
    tokenizer = t.AutoTokenizer.from_pretrained(folder)
    found = tokenizer(text, padding="max_length", max_length=40, return_tensors="pt")
    return {key: value for key, value in found.items() if key != "token_type_ids"}


def seen(folder: Path, picture) -> dict[str, torch.Tensor]:
    eye = t.AutoImageProcessor.from_pretrained(folder)
    return dict(eye(images=[picture.pixels], return_tensors="pt"))


def test_text_states_agree_with_output_hidden_states(towers, module, folder):
    ours = extract(towers.text, TEXTS, pool="mean")
    assert ours.shape == (3, len(TEXTS), 32)
    for i, item in enumerate(TEXTS):
        inputs = read(folder, item.text)
        with torch.inference_mode():
            own = module.text_model(**inputs, output_hidden_states=True).hidden_states
        text = t.AutoTokenizer.from_pretrained(folder)
        special = text(
            item.text, padding="max_length", max_length=40, return_special_tokens_mask=True
        )["special_tokens_mask"]
        for layer, state in enumerate(own[:-1]):
            mean = state[0][torch.tensor(special) == 0].mean(0)
            np.testing.assert_allclose(ours[layer, i], mean, atol=1e-4)


def test_picture_states_agree_with_output_hidden_states(towers, module, folder):
    ours = extract(towers.image, PICTURES, pool="mean")
    assert ours.shape == (4, len(PICTURES), 32)
    for i, picture in enumerate(PICTURES):
        inputs = seen(folder, picture)
        with torch.inference_mode():
            own = module.vision_model(**inputs, output_hidden_states=True).hidden_states
        patches = inputs.get("pixel_attention_mask", torch.ones(1, 16))[0].bool()
        for layer, state in enumerate(own):
            mean = state[0][-len(patches) :][patches].mean(0)  # a class position is first
            np.testing.assert_allclose(ours[layer, i], mean, atol=1e-4)


def test_the_joint_space_is_the_librarys_own(towers, module, folder):
    with torch.inference_mode():
        said_of = [module.get_text_features(**read(folder, i.text)).pooler_output for i in TEXTS]
        seen_of = [module.get_image_features(**seen(folder, i)).pooler_output for i in PICTURES]
    for ours, own in ((towers.joint(TEXTS), said_of), (towers.joint(PICTURES), seen_of)):
        unit = torch.nn.functional.normalize(torch.cat(own), dim=-1)
        np.testing.assert_allclose(ours, unit, atol=1e-5)


def test_batch_and_order_change_no_number(towers):
    for tower, items in ((towers.text, TEXTS), (towers.image, PICTURES)):
        together = extract(tower, items)
        backwards = extract(tower, items[::-1], token_budget=1)[:, ::-1]
        np.testing.assert_allclose(together, backwards, atol=1e-4)


def test_an_item_goes_to_its_own_tower_only(towers):
    assert towers.modalities == ("text", "image") and towers.text.check.passed is None
    for tower, items in ((towers.text, PICTURES), (towers.image, TEXTS), (towers.image, SOUNDS)):
        said(lambda tower=tower, items=items: tower.encode(items))


def test_a_text_that_does_not_fit_is_refused_and_not_cut(towers):
    sentence = said(lambda: towers.text.encode([Text("the cat " * 40)]))
    assert "and" in sentence and "reads 40; shorten it" in sentence


def test_a_text_with_nothing_to_read_is_refused(tmp_path):
    folder = pair_folder(tmp_path, "CLIP")
    wordpiece_tokenizer().save_pretrained(folder)  # which passes over what it calls control signs
    text = load(str(folder)).text
    assert "finds nothing to read" in said(lambda: text.encode([Text("\u00ad")]))


def test_a_token_beyond_the_embedding_is_refused(tmp_path):
    folder = pair_folder(tmp_path, "SigLIP")
    tokenizer = t.AutoTokenizer.from_pretrained(folder)
    tokenizer.add_tokens(["flurb"])
    tokenizer.save_pretrained(folder)
    text = load(str(folder)).text
    assert "has no embedding for" in said(lambda: text.encode([Text("a flurb")]))


def test_a_folder_that_does_not_say_how_pictures_are_prepared_is_refused(tmp_path):
    folder = pair_folder(tmp_path, "CLIP")
    (folder / "preprocessor_config.json").unlink()
    assert "does not say how pictures are prepared" in said(lambda: load(str(folder)))


def test_the_command_line_compares_the_towers(tmp_path, capsys):
    folder = pair_folder(tmp_path, "CLIP")
    sides = ["concepts:image", "concepts:en"]
    assert main(["compare", "--model", str(folder), *sides]) == 0
    assert "tower" in capsys.readouterr().out
