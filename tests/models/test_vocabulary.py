"""Readable tokens, never a broken byte; and the tokens that a word is spelt with."""

from __future__ import annotations

from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors
from transformers import PreTrainedTokenizerFast

from semhub.inputs import Text
from semhub.models.tokens import TextEncoder
from semhub.models.vocabulary import BROKEN, Vocabulary, is_part
from tests import tiny

BYTES = Vocabulary(tiny.byte_level_tokenizer())
FALLBACK = Vocabulary(tiny.metaspace_tokenizer())
PIECES = Vocabulary(tiny.wordpiece_tokenizer())
ALL = pytest.mark.parametrize("vocabulary", [BYTES, FALLBACK, PIECES], ids=["bytes", "▁", "##"])


def read(vocabulary: Vocabulary, text: str) -> list[str]:
    """Each content position as a person reads it."""
    encoded = vocabulary.tokenizer(
        text, return_offsets_mapping=True, return_special_tokens_mask=True
    )
    words = vocabulary.positions(text, encoded["input_ids"], encoded["offset_mapping"])
    special = encoded["special_tokens_mask"]
    return [word for word, is_special in zip(words, special, strict=True) if not is_special]


@ALL
@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters=BROKEN)))
def test_no_position_of_any_text_holds_a_broken_byte(vocabulary, text):
    ids = vocabulary.tokenizer(text)["input_ids"]
    assert not any(BROKEN in word for word in read(vocabulary, text))
    assert not any(BROKEN in word for word in vocabulary.positions(text, ids, None))


@ALL
def test_no_entry_of_the_vocabulary_is_a_broken_byte_or_nothing(vocabulary):
    words = [vocabulary.decode_token(token) for token in range(len(vocabulary.tokenizer))]
    assert not any(BROKEN in word for word in words)
    assert all(words)


def test_an_entry_that_only_pads_the_head_says_so():
    assert BYTES.decode_token(len(BYTES.tokenizer) + 5) == "⟨unused 305⟩"


def test_the_parts_of_a_character_are_numbered():
    assert read(BYTES, "a鑫") == ["a", "鑫 1/3", "鑫 2/3", "鑫 3/3"]
    assert read(BYTES, "猫猫")[-3:] == ["猫 1/3", "猫 2/3", "猫 3/3"]
    assert read(FALLBACK, "the 鑫")[-3:] == ["鑫 1/3", "鑫 2/3", "鑫 3/3"]


def test_a_space_that_the_tokenizer_adds_is_no_part_of_the_character_behind_it():
    assert read(FALLBACK, "狗") == [" ", "狗"]
    assert read(FALLBACK, "🙂") == [" ", "🙂 1/4", "🙂 2/4", "🙂 3/4", "🙂 4/4"]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [("a\nb", [" a", "\n", "b"]), ("狗\n狗", ["狗", "\n", "狗"]), ("a\tb", [" a", "\t", "b"])],
)
def test_a_line_end_is_a_position_of_its_own_and_no_part_of_what_follows(text, tokens):
    found = [token.strip(" ") for token in read(FALLBACK, text) if token != " "]
    assert found == [token.strip(" ") for token in tokens]


def test_a_token_that_ends_inside_a_character_is_numbered_with_its_rest():
    # As in GPT-2, whose “ 🙂” is a space with two bytes, and two bytes more.
    alphabet = {piece: i for i, piece in enumerate(pre_tokenizers.ByteLevel.alphabet())}
    merges = [("Ġ", "ð"), ("Ġð", "Ł"), ("Ļ", "Ĥ")]
    for first, second in merges:
        alphabet[first + second] = len(alphabet)
    tokenizer = Tokenizer(models.BPE(vocab=alphabet, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    tokenizer.decoder = decoders.ByteLevel()
    vocabulary = Vocabulary(PreTrainedTokenizerFast(tokenizer_object=tokenizer))
    assert read(vocabulary, "a 🙂") == ["a", " 🙂 1/2", "🙂 2/2"]


def test_positions_together_give_back_the_text_where_no_character_is_cut():
    text = "The cat sleeps"
    for vocabulary in (BYTES, FALLBACK):
        assert "".join(read(vocabulary, text)).removeprefix(" ") == text
    assert read(PIECES, text) == ["The", "cat", "sleeps"]


def test_leading_spaces_of_an_entry_are_kept():
    assert BYTES.decode_token(BYTES.tokenizer.convert_tokens_to_ids("Ġs")) == " s"
    assert FALLBACK.decode_token(FALLBACK.tokenizer.convert_tokens_to_ids("▁cat")) == " cat"


def test_a_byte_entry_is_shown_as_its_bytes():
    assert (
        BYTES.decode_token(BYTES.tokenizer.convert_tokens_to_ids("é"))
        == "⟨part of a character: E9⟩"
    )
    assert FALLBACK.decode_token(FALLBACK.tokenizer.convert_tokens_to_ids("<0xE9>")) == "⟨byte E9⟩"


def test_special_tokens_are_shown_by_name():
    assert BYTES.decode_token(BYTES.tokenizer.bos_token_id) == "<s>"
    assert PIECES.decode_token(PIECES.tokenizer.cls_token_id) == "[CLS]"


def test_the_sign_of_continuation_is_taken_off_only_where_it_is_one():
    assert PIECES.decode_token(PIECES.tokenizer.convert_tokens_to_ids("##ط")) == "ط"
    headings = Tokenizer(models.BPE(vocab={"#": 0, "##": 1}, merges=[("#", "#")]))
    headings.decoder = decoders.Metaspace()
    assert Vocabulary(PreTrainedTokenizerFast(tokenizer_object=headings)).decode_token(1) == "##"


def test_the_sign_of_a_words_end_becomes_a_space():
    # As in CLIP, which has both: bytes, and an ending.
    clip = Tokenizer(models.BPE(vocab={"a": 0, "a</w>": 1}, merges=[], end_of_word_suffix="</w>"))
    clip.decoder = decoders.ByteLevel()
    vocabulary = Vocabulary(PreTrainedTokenizerFast(tokenizer_object=clip))
    assert [vocabulary.decode_token(0), vocabulary.decode_token(1)] == ["a", "a "]


def test_content_ids_leave_special_tokens_out():
    texts = ["The cat", "猫"]
    ids = list(BYTES.content_ids(texts))
    assert not set(ids) & set(BYTES.tokenizer.all_special_ids)
    assert BYTES.tokenizer.decode(ids) == "The cat猫"


def test_content_ids_of_no_text_are_none():
    assert list(BYTES.content_ids([])) == []


def spelt(vocabulary: Vocabulary, word: str) -> set[tuple[str, ...]]:
    return {
        tuple(vocabulary.decode_token(token) for token in ids) for ids in vocabulary.spellings(word)
    }


def test_spellings_are_those_of_one_token_where_there_are_any():
    assert spelt(BYTES, "the") == {("the",), (" the",)}  # “The” is two tokens
    assert spelt(PIECES, "the") == {("the",), ("The",)}


def test_a_word_of_several_tokens_is_spelt_as_it_is_typed_and_whole():
    assert spelt(BYTES, "zebra") == {tuple("zebra")}


def test_spellings_drop_a_lone_space_and_begin_behind_it():
    spellings = FALLBACK.spellings("the")
    assert spellings
    assert all(FALLBACK.decode_token(ids[0]).strip() for ids in spellings)


def test_spellings_drop_what_is_unknown():
    assert PIECES.spellings("🙂") == ()
    assert PIECES.spellings("猫") == ((PIECES.tokenizer.convert_tokens_to_ids("猫"),),)


def test_a_character_in_bytes_is_spelt_by_all_of_them():
    assert spelt(FALLBACK, "鑫") == {("⟨byte E9⟩", "⟨byte 91⟩", "⟨byte AB⟩")}
    assert len(BYTES.spellings("鑫")[0]) == 3


@pytest.mark.parametrize("vocabulary", [BYTES, FALLBACK], ids=["bytes", "▁"])
def test_a_control_token_that_is_typed_is_text(vocabulary):
    encoder = TextEncoder(vocabulary.tokenizer, pad=0, max_positions=99)
    (encoded,) = encoder.encode([Text("a </s> b")])
    special = set(vocabulary.tokenizer.all_special_ids)
    own = [token for token, own in zip(encoded.ids, encoded.content, strict=True) if own]
    assert not special & set(own) - {vocabulary.tokenizer.unk_token_id}
    assert "s" in "".join(encoder.tokens(Text("</s>"))[1:])
    assert not special & set(vocabulary.content_ids(["<s>"])) - {vocabulary.tokenizer.unk_token_id}


def test_a_control_token_that_is_typed_is_text_of_a_wordpiece_tokenizer_too():
    (encoded,) = TextEncoder(PIECES.tokenizer, pad=0, max_positions=99).encode([Text("a [SEP] b")])
    assert encoded.ids.count(PIECES.tokenizer.sep_token_id) == 1  # the one that ends a text
    assert encoded.content[1:-1] == [True] * (len(encoded) - 2)


def test_a_character_that_the_model_cannot_read_is_marked_unknown():
    vocabulary = Vocabulary(tiny.wordpiece_tokenizer())
    encoded = vocabulary.tokenizer("the 鑫", return_offsets_mapping=True)
    words = vocabulary.positions("the 鑫", encoded["input_ids"], encoded["offset_mapping"])
    assert "鑫 ⟨unknown⟩" in words and "the" in words


class Plain:
    """A tokenizer as Mistral's own: a token a byte, decoded by itself; it gives no offsets, and
    does not even say so."""

    all_special_tokens: ClassVar = ["<s>"]
    unk_token_id = None

    def __call__(self, texts, return_offsets_mapping=False, **_):
        assert not return_offsets_mapping
        ids = [[256, *text.encode()] for text in texts]
        return {"input_ids": ids, "special_tokens_mask": [[1] + [0] * (len(i) - 1) for i in ids]}

    def convert_ids_to_tokens(self, token: int) -> str:
        return "<s>" if token == 256 else bytes([token]).decode(errors="replace")


def test_a_tokenizer_that_tells_no_offsets_shows_no_broken_byte_either():
    text = TextEncoder(Plain(), pad=0, max_positions=99)
    parts = ["⟨part of a character⟩"] * 2
    assert text.tokens(Text("oh é")) == ["<s>", "o", "h", " ", *parts]


def test_a_byte_that_is_a_whole_character_is_that_character():
    fallback = FALLBACK.tokenizer
    for sign in "$\\~\n":
        word = FALLBACK.decode_token(fallback.convert_tokens_to_ids(f"<0x{ord(sign):02X}>"))
        assert word == sign and not is_part(word)
    assert is_part(FALLBACK.decode_token(fallback.convert_tokens_to_ids("<0xE9>")))
    assert not is_part(FALLBACK.decode_token(fallback.convert_tokens_to_ids("<0x01>")))
