"""The set `everyday`: sentences about different things, of which little is spelt alike."""

from __future__ import annotations

import re
import unicodedata
from itertools import combinations, permutations

import pytest

from semhub import datasets
from semhub.datasets import everyday
from semhub.datasets.everyday import READ_AS

TABLE = datasets.table("everyday")
ROWS = 200
LANGUAGES = ("en", "es", "fr", "de", "zh", "ja", "ru", "ar", "hi")
LATIN = ("en", "es", "fr", "de")

ALIKE = 0.5
"""Jaccard index of two sentences' content words, above which they say nearly the same."""

SPELT_ALIKE = 0.03
"""Share of rows in which a content word is spelt as in English."""

in_each = pytest.mark.parametrize("language", LANGUAGES)


def words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", text.casefold())


FUNCTION_WORDS = set(
    words(
        "a an and are as at be been before but by can can't could did do does don't for from "
        "had has have haven't he her here him his how i i'd i'll i'm in is isn't it it's "
        "let's me my no not of on or our out she so than that the their them there there's "
        "these they this to too up us was we we're were what when where which while who whose "
        "why will with won't would you your"
    )
)


def content_words(text: str) -> set[str]:
    return set(words(text)) - FUNCTION_WORDS


def test_there_are_200_rows_in_nine_languages():
    assert tuple(TABLE) == LANGUAGES
    assert {len(column) for column in TABLE.values()} == {ROWS}


@in_each
def test_no_sentence_is_empty_or_twice_there(language):
    assert all(text.strip() == text != "" for text in TABLE[language])
    assert len(set(TABLE[language])) == ROWS


@in_each
def test_no_sentence_has_a_digit(language):
    assert [text for text in TABLE[language] if any(sign.isdigit() for sign in text)] == []


@in_each
def test_sentences_are_written_in_composed_characters(language):
    assert all(unicodedata.is_normalized("NFC", text) for text in TABLE[language])


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code not in LATIN])
def test_no_latin_letter_is_in_another_script(language):
    found = [
        text
        for text in TABLE[language]
        if any("LATIN" in unicodedata.name(letter, "") for letter in text)
    ]
    assert found == []


@in_each
def test_a_sentence_ends_as_one_does_and_is_short(language):
    for text in TABLE[language]:
        assert text[-1] in ".?!。？！؟।", text
        assert len(text) <= 90, text


def test_english_has_5_to_12_words():
    assert all(5 <= len(text.split()) <= 12 for text in TABLE["en"])


def test_no_two_sentences_say_nearly_the_same():
    found = [
        (a, b)
        for a, b in combinations(TABLE["en"], 2)
        if len(content_words(a) & content_words(b))
        > ALIKE * len(content_words(a) | content_words(b))
    ]
    assert found == []


def test_few_content_words_come_again():
    """Which sentence it is cannot be told from one word that many of them share."""
    often = [word for text in TABLE["en"] for word in content_words(text)]
    assert max(often.count(word) for word in set(often)) <= ROWS * 0.03


@pytest.mark.parametrize("language", [code for code in LATIN if code != "en"])
def test_hardly_a_content_word_is_spelt_as_in_english(language):
    alike = [
        (english, other)
        for english, other in zip(TABLE["en"], TABLE[language], strict=True)
        if any(len(word) >= 4 for word in content_words(english) & set(words(other)))
    ]
    assert len(alike) <= SPELT_ALIKE * ROWS, alike


def test_no_name_stands_in_a_sentence():
    """Only days and months, `I` and the first word have a capital letter in English."""
    dates = {"Sunday", "Saturdays", "Friday", "Monday", "Wednesday", "March", "Christmas"}
    for text in TABLE["en"]:
        capital = {word for word in re.findall(r"[\w']+", text)[1:] if word[0].isupper()}
        assert {word.partition("'")[0] for word in capital} <= dates | {"I"}, text


def test_the_set_helps_to_tell_the_language_of_a_token():
    corpora = datasets.corpora(LANGUAGES)
    assert all(set(TABLE[language]) <= set(corpora[language]) for language in LANGUAGES)


@pytest.mark.parametrize("written", READ_AS)
def test_every_word_that_is_read_in_another_way_is_in_a_sentence(written):
    assert any(written in text for text in TABLE["zh"])


def test_no_word_to_read_in_another_way_hides_a_longer_one():
    """Each is replaced in turn, so none may have a part of another's."""
    assert not [(a, b) for a, b in permutations(READ_AS, 2) if a in b]


def test_what_is_read_in_another_way_is_pinyin_of_one_character_with_its_tone():
    for written, read in READ_AS.items():
        pinyin = re.search(r"[a-z]+[1-5]", read)
        assert len(read) - len(pinyin.group()) == len(written) - 1
        rest = re.sub(r"[a-z]+[1-5]", "", read)
        assert set(rest) <= set(written)


def test_what_is_said_in_chinese_is_read_so_and_all_else_as_it_is_written(monkeypatch):
    monkeypatch.setattr(everyday, "uttered", lambda asked: asked.text)
    assert everyday.spoken("zh", ["孩子睡着了。"]) == ["孩子睡zhao2了。"]
    assert everyday.spoken("de", TABLE["de"]) == TABLE["de"]
