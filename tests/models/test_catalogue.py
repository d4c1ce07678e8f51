"""The catalogue says which models are embedded, and nobody else has to guess it by name."""

from __future__ import annotations

from datetime import date

import pytest

from semhub.models import catalogue, entry, huggingface, towers
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


def test_entries_are_chosen_by_what_they_take_and_whether_they_fit(monkeypatch):
    sees, hears = (
        {one.name for one in catalogue.chosen(**asked)}
        for asked in ({"sees": True}, {"hears": True})
    )
    assert {"HuggingFaceTB/SmolVLM-256M-Instruct", catalogue.EMBEDDED} <= sees
    assert {"openai/whisper-tiny#decoder", catalogue.EMBEDDED} <= hears
    assert "Qwen/Qwen3-0.6B" not in sees | hears and "google-t5/t5-small#decoder" not in hears
    monkeypatch.setattr(entry, "memory", lambda: 4e9)
    fits = {one.name for one in catalogue.chosen(fits=True)}
    assert "HuggingFaceTB/SmolVLM-256M-Instruct" in fits
    assert "Qwen/Qwen2-Audio-7B-Instruct" not in fits


def test_every_fact_of_a_model_of_the_hub_has_its_day():
    for one in catalogue.ENTRIES:
        assert ("/" in one.name) == bool(one.seen)
        assert not one.seen or date.fromisoformat(one.seen) <= date.today()


def test_what_is_only_pickled_is_not_fetched_by_a_click_and_says_what_to_do():
    pickled = [one for one in catalogue.ENTRIES if one.pickled]
    assert pickled and not any(one.comes_by_network for one in pickled)
    assert all("save_pretrained" in one.how for one in pickled)


def test_a_decoder_of_the_list_lies_where_its_model_does(monkeypatch, tmp_path):
    monkeypatch.setattr(huggingface, "on_disk", lambda name: tmp_path / name.replace("/", "_"))
    assert catalogue.listed("google-t5/t5-small#decoder").find().name == "google-t5_t5-small"
    monkeypatch.setattr(huggingface, "fetch", lambda name, *_, **__: name)
    assert catalogue.folder("google-t5/t5-small#decoder:de") == "google-t5/t5-small"
