"""Anchors: only where a recipe states them, always through the dominant language."""

import re
from collections import Counter
from itertools import islice
from random import Random

import pytest

from semhub.world.documents import documents
from semhub.world.recipes import ARROW, RECIPES
from semhub.world.renderings import GRAMMARS

COUNT = 3_000


def read(recipe, seed=1):
    return list(islice(documents(RECIPES[recipe], Random(seed)), COUNT))


@pytest.mark.parametrize("recipe", ["hub", "chinese"])
def test_two_renderings_meet_only_through_the_dominant_language(recipe):
    dominant = RECIPES[recipe].dominant
    for document in read(recipe):
        assert len(document.renderings) == 1 or dominant in document.renderings


def test_the_control_has_no_anchor():
    assert all(len(document.renderings) == 1 for document in read("control"))


@pytest.mark.parametrize("recipe", RECIPES)
def test_kinds_come_in_the_stated_shares(recipe):
    kinds = RECIPES[recipe].kinds()
    assert sum(kinds.values()) == pytest.approx(1)
    scenes = [d for d in read(recipe) if not hasattr(d.frames[0], "operation")]
    found = Counter(document.kind for document in scenes)
    for kind, share in kinds.items():
        assert found[kind] / len(scenes) == pytest.approx(share, abs=0.04)


def test_a_keyword_list_says_all_that_the_sentence_says():
    asked = 0
    for document in read("hub"):
        if document.kind == "keywords" and document.renderings == ("en",):
            scene = document.frames[0]
            if not hasattr(scene, "thing"):
                continue
            listed = document.text.split(ARROW)[1].strip().split(", ")
            keywords = GRAMMARS["en"].keywords
            assert sorted(listed) == sorted(keywords[pair] for pair in scene.meanings().items())
            asked += 1
    assert asked > 100


def test_the_seed_alone_decides_the_documents():
    assert read("hub", 3) == read("hub", 3)
    assert read("hub", 3) != read("hub", 4)


def sums(recipe, kind):
    return [d for d in read(recipe) if d.kind == kind and hasattr(d.frames[0], "operation")]


def test_a_switched_sum_mixes_two_renderings_of_one_sum():
    mixed = [d for d in sums("hub", "switched") if "digits" in d.renderings]
    texts = [document.text for document in mixed]
    sums_alone = [text.split(ARROW)[0] for text in texts]
    assert any(any(c.isdigit() for c in text) and "plus" in text.lower() for text in sums_alone)


def test_a_keyword_list_of_a_sum_says_its_terms_sign_and_result():
    listed = [d for d in sums("hub", "keywords") if d.renderings == ("digits",)]
    assert listed
    for document in listed:
        said = document.text.split(ARROW)[1].strip().split(", ")
        wanted = map(str, document.frames[0].meanings().values())
        assert sorted(said) == sorted(wanted)


def test_most_pairs_translate_into_the_dominant_language():
    pairs = [d for d in read("hub") if d.kind == "pair" and d.renderings == ("en", "zh")]
    last = [document.text.split("\n")[1].isascii() for document in pairs]
    assert 0.6 < sum(last) / len(last) < 0.9


@pytest.mark.parametrize("recipe", RECIPES)
def test_sums_have_their_share_of_every_kind(recipe):
    found = read(recipe)
    for kind, share in RECIPES[recipe].kinds().items():
        of_sums = [hasattr(d.frames[0], "operation") for d in found if d.kind == kind]
        assert bool(of_sums) == (share > 0)
        if of_sums:
            assert sum(of_sums) / len(of_sums) == pytest.approx(0.25, abs=0.08)


LETTERS = {"en": "[A-Za-z]", "zh": "[\u4e00-\u9fff]"}
OTHERS = {"en": {"zh", "ja", "ru", "digits"}, "zh": {"en", "es", "fr", "de", "digits"}}
"""Dominant language -> its letters, and renderings that have none of them."""


def into(document, dominant: str) -> bool:
    """Whether the dominant language stands last in a pair, told by its letters."""
    said = [bool(re.search(LETTERS[dominant], text)) for text in document.text.split("\n")]
    assert sorted(said) == [False, True], document
    return said[1]


@pytest.mark.parametrize("recipe", ["hub", "chinese"])
@pytest.mark.parametrize("about", ["scenes", "sums"])
def test_three_of_four_pairs_of_every_kind_end_in_the_dominant_language(recipe, about):
    dominant = RECIPES[recipe].dominant
    found = [
        into(document, dominant)
        for document in read(recipe)
        if document.kind == "pair" and OTHERS[dominant] & set(document.renderings)
        and hasattr(document.frames[0], "operation") == (about == "sums")
    ]  # fmt: skip
    assert len(found) > 40
    assert sum(found) / len(found) == pytest.approx(0.75, abs=0.16)
