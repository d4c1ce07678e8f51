"""Other content in the same frame: what stays stays, and what is exchanged is like."""

from __future__ import annotations

import re
from random import Random

import pytest

from semhub import datasets
from semhub.datasets.ablation import LENGTH, ZIPF, ablated, has_list, lexicon, whole_words
from semhub.datasets.partners import by_content
from semhub.errors import InputError
from semhub.inputs.wording import split

LANGUAGES = ["en", "de", "zh", "ru", "ar"]


@pytest.fixture(scope="module", params=LANGUAGES)
def made(request) -> tuple[str, list[tuple[str, str]]]:
    """A language, and its sentences with what was made of them."""
    texts = datasets.table("everyday")[request.param][:60]
    others = ablated(texts, request.param)
    return request.param, [(a, b) for a, b in zip(texts, others, strict=True) if b]


def words(text: str, language: str) -> list[str]:
    return whole_words(*split(text), lexicon(language).zipf)[1]


def gaps(text: str) -> list[str]:
    """What stands between words, without the empty ones between characters of unspaced scripts."""
    return [gap for gap in split(text)[0] if gap]


def test_nearly_every_sentence_gets_other_content(made):
    _, pairs = made
    assert len(pairs) > 0.9 * 60
    assert all(text != other for text, other in pairs)


def test_punctuation_and_spaces_stay(made):
    _, pairs = made
    for text, other in pairs:
        assert gaps(text) == gaps(other)


def test_another_word_is_about_as_frequent_and_as_long_and_no_form_of_it(made):
    language, pairs = made
    known, found = lexicon(language), 0
    for text, _ in pairs:
        for word in map(str.lower, words(text, language)):
            other = known.like(word, Random(0)) if known.is_content(word) else None
            if other:
                found += 1
                assert abs(known.zipf[word] - known.zipf[other]) <= ZIPF + 1e-9
                assert abs(len(word) - len(other)) <= LENGTH
                assert word[:3] != other[:3]
    assert found > 100


def test_function_words_stay_in_their_order(made):
    language, pairs = made
    frame = lexicon(language).frame
    for text, other in pairs:
        kept = [re.escape(word) for word in words(text, language) if word.lower() in frame]
        assert re.search(".*".join(kept), other)


def test_sentences_of_spaced_languages_keep_their_length_in_words(made):
    language, pairs = made
    for text, other in pairs:
        if language != "zh":
            assert len(split(text)[1]) == len(split(other)[1])


def test_capitals_stay():
    (other,) = ablated(["My GRANDMOTHER bakes Bread."], "en")
    words_now = split(other)[1]
    assert [word.isupper() for word in words_now] == [False, True, False, False]
    assert words_now[0] == "My" and words_now[2].islower() and words_now[3].istitle()


def test_it_is_the_same_from_the_same_seed():
    texts = datasets.table("everyday")["en"][:10]
    assert ablated(texts, "en") == ablated(texts, "en")
    assert ablated(texts, "en") == ablated(texts[::-1], "en")[::-1]
    assert ablated(texts, "en") != ablated(texts, "en", seed=1)


def test_what_holds_no_content_word_is_none():
    assert ablated(["It is for you.", "12 + 3 = 15", "Xqzzt!"], "en") == [None] * 3


def test_chinese_is_cut_into_the_words_that_explain_it_best():
    assert words("我奶奶每个星期天早上都烤面包。", "zh") == [
        "我", "奶奶", "每个", "星期天", "早上", "都", "烤面包",
    ]  # fmt: skip


def test_a_language_without_a_list_is_refused():
    assert has_list("en") and not has_list("th") and not has_list("code")
    with pytest.raises(InputError, match="choose a language"):
        ablated(["แมว"], "th")


def test_partners_by_content_are_the_right_one_and_one_with_other_content():
    table = datasets.table("everyday")
    made = by_content(table["zh"][:8], table["en"][:8], "en")
    n = len(made.items)
    assert made.items == table["zh"][:n] and made.texts[:n] == table["en"][:n]
    assert made.texts[n:] == ablated(table["en"][:n], "en")
    assert made.owners.tolist() == [*range(n), *range(n)]
    for kind, mask in made.kinds.items():
        assert mask.shape == (n, 2 * n), kind
    assert made.kinds["right"].sum() == made.kinds["other_content"].sum() == n


def test_single_words_have_no_frame():
    table = datasets.table("concepts")
    assert by_content(table["de"], table["en"], "en") is None
