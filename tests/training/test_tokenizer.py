"""The vocabulary: no word of the world needs a byte, most need several pieces, nothing is lost."""

from itertools import islice
from random import Random

import pytest

from semhub.world.documents import documents
from semhub.world.held_out import columns
from semhub.world.recipes import RECIPES
from semhub.world.renderings import GRAMMARS
from training.tokenizer import SPECIAL, build_tokenizer


@pytest.fixture(scope="module")
def tokenizer():
    return build_tokenizer()


def test_a_sentence_starts_as_a_training_document_does(tokenizer):
    assert tokenizer("A dog sleeps.")["input_ids"][0] == tokenizer.bos_token_id


def test_every_special_token_is_special(tokenizer):
    assert set(SPECIAL.values()) <= set(tokenizer.all_special_tokens)


def test_no_training_text_falls_back_to_bytes_often(tokenizer):
    pieces = [
        piece
        for document in islice(documents(RECIPES["hub"], Random(1)), 2_000)
        for piece in tokenizer.tokenize(document.text)
    ]
    assert not any(piece.startswith("<0x") for piece in pieces)


@pytest.mark.parametrize("rendering", GRAMMARS)
def test_a_sentence_of_the_world_survives_the_round_trip(tokenizer, rendering):
    for text in columns(30)[rendering]:
        ids = tokenizer(text)["input_ids"]
        assert tokenizer.decode(ids, skip_special_tokens=True) == text


@pytest.mark.parametrize("text", ["Hello, wörld! 😀", "ngô\nđây", "Ωμέγα", "1 + 23"])
def test_text_outside_the_world_survives_too(tokenizer, text):
    ids = tokenizer(text)["input_ids"]
    assert tokenizer.decode(ids, skip_special_tokens=True) == text


def test_a_word_is_cut_alike_at_the_start_and_inside_a_sentence(tokenizer):
    assert tokenizer.tokenize("dog") == tokenizer.tokenize("a dog")[1:]


def test_most_english_words_take_several_pieces(tokenizer):
    words = set(GRAMMARS["en"].keywords.values())
    several = [word for word in words if len(tokenizer.tokenize(word)) > 1]
    assert len(several) / len(words) > 0.9
