"""Prompts before words whose translation is known: the word stands there, and means that."""

from __future__ import annotations

import pytest

from semhub import datasets
from semhub.datasets.translated import SLOTS, in_sentences, in_world
from semhub.world.held_out import scenes
from semhub.world.renderings import GRAMMARS


@pytest.mark.parametrize("language", ["zh", "es", "de"])
def test_in_the_world_the_text_goes_on_with_the_word_and_the_scene_says_its_meaning(language):
    english = GRAMMARS["en"]
    prompts = in_world(language, 30)
    assert len(prompts) == 30
    for prompt, scene in zip(prompts, scenes(30), strict=True):
        sentence = GRAMMARS[language].sentence(scene)
        assert sentence.startswith(prompt.text)
        assert sentence.removeprefix(prompt.text).strip().startswith(prompt.surface)
        assert prompt.text and prompt.meaning not in prompt.others
        said = [english.keywords[slot, getattr(scene, slot)] for slot in SLOTS]
        assert prompt.meaning in said


def test_in_sentences_a_name_counts_where_the_english_row_says_it_too():
    english = ["The cats are asleep.", "The end is near.", "A dog barks."]
    chinese = ["那些猫睡着了。", "快要结束了。", "狗在叫。"]
    (found,) = in_sentences(english, chinese, "zh")  # 结 is a knot; the dog has nothing before it
    assert (found.text, found.meaning, found.surface, found.others) == ("那些", "cat", "猫", ())


def test_a_name_within_a_longer_word_is_none():
    assert not in_sentences(["The sun and the sole."], ["Está solo."], "es")


def test_everyday_sentences_have_enough_of_them():
    table = datasets.table("everyday")
    for code in ("zh", "es"):
        prompts = in_sentences(table["en"], table[code], code)
        assert len(prompts) > 15
        assert all(prompt.others and prompt.text for prompt in prompts)
