"""The catalogue says which models are embedded, and nobody else has to guess it by name."""

from __future__ import annotations

import pytest

from semhub.models import catalogue, towers
from tests.sentences import said


def test_the_embedded_model_and_its_twins_are_told_by_the_catalogue_and_not_by_their_name():
    names = [entry.name for entry in catalogue.embedded()]
    assert names[0] == catalogue.EMBEDDED and len(set(names)) == 3
    assert all(map(catalogue.is_embedded, names))
    assert not catalogue.is_embedded(f"{catalogue.EMBEDDED}-of-somebody-else")
    assert not catalogue.is_embedded("multilingual-e5-small")


def test_embedded_models_are_told_apart_by_how_they_were_raised():
    assert len({entry.raised for entry in catalogue.embedded()}) == 3


LONG = "w" * 300


@pytest.mark.parametrize(
    "name",
    ["~nosuch", "~nosuch/a.gguf", "x" * 256, "x" * 5_000, f"{LONG}.gguf", "a\0b", "\udc80", "\n",
     "open_clip:", f"open_clip:ViT-B-32//{LONG}.safetensors", f"open_clip:ViT-B-32//{LONG}",
     "open_clip:ViT-B-32/~nosuch/w.safetensors", "open_clip:ViT-B-32//a\0b.safetensors"],
)  # fmt: skip
def test_a_name_that_no_path_can_have_is_one_short_sentence(name):
    sentence = said(lambda: catalogue.folder(name))
    assert len(sentence) < 400


def test_of_weights_that_no_path_can_have_there_are_no_files():
    weights = towers.local_weights(f"open_clip:ViT-B-32//{LONG}.safetensors")
    assert towers.local_files(weights) == []
