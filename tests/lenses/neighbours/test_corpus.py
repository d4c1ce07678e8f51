"""The embedded sentences of an index: training side only, in the dominant language."""

from __future__ import annotations

import json
from itertools import product
from types import SimpleNamespace

import pytest

from semhub import datasets
from semhub.errors import InputError
from semhub.lenses.neighbours.corpus import default_texts, languages
from semhub.world.renderings import GRAMMARS, LANGUAGES
from semhub.world.scenes import CLASSES, SLOTS, Scene, held_out


def raised(folder, dominant: str):
    """What the corpus sees of a model that was trained on the world."""
    training = {"recipe": {"name": "hub", "dominant": dominant}}
    (folder / "training.json").write_text(json.dumps(training), encoding="utf-8")
    return SimpleNamespace(name=str(folder))


@pytest.fixture(scope="module")
def held() -> set[str]:
    """Every held-out scene that says all six slots, in every language."""
    scenes = (
        Scene(**dict(zip(SLOTS, values, strict=True)))
        for values in product(*(CLASSES[slot] for slot in SLOTS))
    )
    kept = [scene for scene in scenes if held_out(scene)]
    return {GRAMMARS[language].sentence(scene) for scene in kept for language in LANGUAGES}


@pytest.mark.parametrize("dominant", ["en", "zh", None])
def test_no_held_out_scene_is_in_the_index_in_any_language(held, tmp_path, dominant):
    model = (
        raised(tmp_path, dominant)
        if dominant
        else SimpleNamespace(name="some/decoder", encode=list)
    )
    said = {text.text for text in default_texts(model)}
    assert set(datasets.table("world")["en"]) <= held
    assert not said & held


@pytest.mark.parametrize("dominant", ["en", "zh"])
def test_every_word_of_the_world_is_said_in_the_dominant_language(tmp_path, dominant):
    text = " ".join(text.text for text in default_texts(raised(tmp_path, dominant)))
    words = {*GRAMMARS[dominant].keywords.values()} - {"one"}  # a sentence says “a”
    assert [word for word in words if word.casefold() not in text.casefold()] == []


@pytest.mark.parametrize("dominant", ["en", None])
def test_each_language_that_is_offered_has_its_own_sentences_and_none_is_held_out(
    held, tmp_path, dominant
):
    model = (
        raised(tmp_path, dominant)
        if dominant
        else SimpleNamespace(name="some/decoder", encode=list)
    )
    assert languages(model)[0] == "en" and {"zh", "es", "ja"} < set(languages(model))
    said = {code: {text.text for text in default_texts(model, code)} for code in languages(model)}
    assert said["en"] == {text.text for text in default_texts(model)}
    for one, other in product(said, said):
        assert one == other or not said[one] & said[other]
    assert all(len(texts) > 200 and not texts & held for texts in said.values())


def test_a_language_without_sentences_is_refused(tmp_path):
    with pytest.raises(InputError, match="choose one of en, "):
        default_texts(raised(tmp_path, "en"), "tlh")


def test_any_other_model_reads_concepts_and_the_embedded_sentences_too():
    texts = [text.text for text in default_texts(SimpleNamespace(name="some/decoder", encode=list))]
    assert set(datasets.table("sentences")["en"]) < set(texts)
    assert all(any(name in text for text in texts) for name in datasets.table("concepts")["en"])
