"""The words of a text, whatever pieces a tokenizer cuts it into."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from semhub.lenses.neighbours.words import words
from semhub.models.vocabulary import Vocabulary
from tests import tiny

TOKENIZERS = {
    "bytes": tiny.byte_level_tokenizer(),
    "▁": tiny.metaspace_tokenizer(),
    "##": tiny.wordpiece_tokenizer(),
}
ALL = pytest.mark.parametrize("kind", TOKENIZERS)
TEXTS = st.lists(
    st.sampled_from(
        [*" .,'’_-(1", "cat", "é", "猫", "鑫", "睡觉", "の", "ल", "ि", "قطة", "🙂", "Ё"]
    ),
    max_size=12,
).map("".join)


def cut(kind: str, text: str):
    """Labels, content and character offsets as a tokenizer gives them."""
    tokenizer = TOKENIZERS[kind]
    encoded = tokenizer(text, return_offsets_mapping=True, return_special_tokens_mask=True)
    offsets = encoded["offset_mapping"]
    labels = Vocabulary(tokenizer).positions(text, encoded["input_ids"], offsets)
    return labels, [mark == 0 for mark in encoded["special_tokens_mask"]], offsets


def said(text: str, labels: list[str]) -> list[tuple[str, int, int]]:
    return [
        (word.text, word.positions[0], word.positions[-1])
        for word in words(text, labels, [True] * len(labels))
    ]


def test_pieces_are_joined_to_words():
    assert said("Two big pigs.", ["Tw", "o", " bi", "g", " pi", "gs", "."]) == [
        ("Two", 0, 1), ("big", 2, 3), ("pigs", 4, 5),
    ]  # fmt: skip


def test_without_spaces_each_token_is_a_word_and_parts_of_a_character_are_one():
    labels = ["猫 1/3", "猫 2/3", "猫 3/3", "睡觉", "。"]
    assert said("猫睡觉。", labels) == [("猫", 0, 2), ("睡觉", 3, 3)]


def test_a_token_that_covers_more_than_a_word_is_no_piece_of_it():
    assert said("rgb(x) ∧ BIG(y)", ["rgb", "(x)", " ∧", " BI", "G", "(y", ")"]) == [
        ("rgb", 0, 0), ("BIG", 3, 4),
    ]  # fmt: skip


def test_a_word_with_an_unknown_piece_is_left_out():
    assert said("a bö c", ["a", " b", "ö ⟨unknown⟩", " c"]) == [("a", 0, 0), ("c", 3, 3)]


@pytest.mark.parametrize("word", ["don't", "l’école", "हिन्दी", "été", "Ёжик", "2025"])
def test_letters_marks_digits_and_an_apostrophe_between_them_are_one_word(word):
    assert said(f"({word})", ["(", word, ")"]) == [(word, 1, 1)]


def test_a_text_may_look_like_the_number_of_a_part():
    assert said("half 1/3 b", ["half", " 1", "/", "3", " b"]) == [
        ("half", 0, 0), ("1", 1, 1), ("3", 3, 3), ("b", 4, 4),
    ]  # fmt: skip


def test_special_tokens_are_no_words():
    assert words("s s", ["s", "s", "s"], [False, True, True])[0].positions == [1]


@ALL
@given(text=TEXTS)
def test_every_word_stands_in_the_text_and_has_all_its_pieces_and_no_other(kind, text):
    labels, content, offsets = cut(kind, text)
    found = words(text, labels, content)
    for word in found:
        assert text[word.start : word.end] == word.text
        assert "\ufffd" not in word.text and not word.text.isspace()
        pieces = [
            position
            for position, (start, end) in enumerate(offsets)
            if content[position]
            and labels[position].strip()
            and start < word.end
            and end > word.start
        ]
        assert word.positions == pieces
    positions = [position for word in found for position in word.positions]
    assert positions == sorted(set(positions))


@ALL
def test_a_plain_sentence_gives_all_its_words(kind):
    text = "The cat sleeps on the warm stone."
    labels, content, _ = cut(kind, text)
    assert [word.text for word in words(text, labels, content)] == text.rstrip(".").split()
