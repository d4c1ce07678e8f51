"""Each way to make one state of an item's tokens, against a loop over known states."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
import torch

from semhub.inputs import Text
from semhub.models.batch import Batch
from semhub.models.loading import load
from semhub.models.tokens import TextEncoder
from semhub.pools import POOLS
from semhub.states.extraction import Memory, extract, pool_of, positions
from tests.sentences import said
from tests.tiny import (
    byte_level_tokenizer,
    llama_folder,
    metaspace_tokenizer,
    wordpiece_tokenizer,
)
from tests.toy import PAD, PlantedHub
from tests.toy_sink import PlantedSink

LINES = ("a1 a2", "b1", "a5 a6 a7 a8 b5", "a9 b9 a0", "b2 b3 b4", "a1")
ITEMS = [Text(line) for line in LINES]
ENDINGS = (
    "Sleep.", "Sleep", "睡觉。", "نوم؟", "The cat sleeps…", "“Sleep!”", "Sleep ?!", "猫睡觉！）",
)  # fmt: skip


class PaddedLeft(PlantedHub):
    """The toy with padding in front."""

    def collate(self, encoded) -> Batch:
        batch = super().collate(encoded)
        ids = torch.full_like(batch.ids, PAD)
        for row, item in zip(ids, encoded, strict=True):
            row[len(row) - len(item) :] = torch.tensor(item.ids)
        return Batch(ids, (ids != PAD).long(), ids != PAD)


def unit_by_a_loop(model, text):
    """(layers, width): each token's state divided by its length, then the mean."""
    found = []
    for layer in positions(model, Text(text))[1].double().numpy():
        directions = [state / np.sqrt(sum(state * state)) for state in layer]
        found.append(sum(directions) / len(directions))
    return np.array(found)


@pytest.fixture(scope="module")
def llama(tmp_path_factory):
    return load(str(llama_folder(tmp_path_factory.mktemp("llama"))))


# --- unit


@pytest.mark.parametrize("model", [PlantedHub(), PlantedSink()], ids=["hub", "sink"])
def test_unit_is_the_mean_of_the_directions_of_a_loop(model):
    states = extract(model, ITEMS, pool="unit")
    for i, line in enumerate(LINES):
        np.testing.assert_allclose(states[:, i], unit_by_a_loop(model, line), atol=1e-6)


@pytest.mark.parametrize("pool", [pool for pool in POOLS if pool != "model"])
@pytest.mark.parametrize("budget", [1, 4, 1000])
def test_padding_on_either_side_batches_and_order_change_nothing(pool, budget):
    alone = np.concatenate([extract(PlantedHub(), [item], pool=pool) for item in ITEMS], axis=1)
    order = np.random.default_rng(0).permutation(len(ITEMS))
    shuffled = [ITEMS[i] for i in order]
    for model in (PlantedHub(), PaddedLeft()):
        states = extract(model, shuffled, pool=pool, token_budget=budget)
        np.testing.assert_allclose(states, alone[:, order], atol=1e-6)


def test_unit_is_exact_in_a_real_decoder_beside_a_longer_text(llama):
    texts = [Text("Sleep."), Text("A house stands by the river; the river is long.")]
    together = extract(llama, texts, pool="unit")
    for i, text in enumerate(texts):
        np.testing.assert_allclose(together[:, i], extract(llama, [text], pool="unit")[:, 0],
                                   atol=1e-5)  # fmt: skip


def test_a_sink_owns_the_plain_mean_and_leaves_unit_nearly_as_it_was():
    sink, plain = PlantedSink(first=2), PlantedHub(meets_at=9)
    item = [Text(" ".join(f"a{k}" for k in range(12)))]
    plain.embedding = sink.embedding[:13]

    def cosine(pool):
        a, b = (extract(model, item, pool=pool)[2, 0] for model in (sink, plain))
        return a @ b / np.linalg.norm(a) / np.linalg.norm(b)

    mean = extract(sink, item, pool="mean")[2, 0]
    assert mean @ sink.sink.numpy() / np.linalg.norm(mean) / 100 > 0.99
    assert cosine("unit") > 0.85 and abs(cosine("mean")) < 0.5


def test_a_state_of_zeros_points_nowhere_and_counts_as_a_token():
    model = PlantedHub()
    model.embedding[model.ids["a1"]] = 0
    both, none = extract(model, [Text("a1 a2"), Text("a1")], pool="unit")[0]
    direction = model.embedding[model.ids["a2"]]
    np.testing.assert_allclose(both, direction / direction.norm() / 2, atol=1e-6)
    assert not none.any()


# --- last


def letters(token: str) -> bool:
    """Whether a readable token is more than punctuation; "眠 2/3" is a part of a letter."""
    word = token.split(" ")[0] if token[-1:].isdigit() and "/" in token else token
    return any(unicodedata.category(character)[0] not in "PZC" for character in word)


TOKENIZERS = [byte_level_tokenizer, metaspace_tokenizer, wordpiece_tokenizer]


@pytest.mark.parametrize("text", ENDINGS)
def test_last_is_the_last_word_and_not_the_punctuation_behind_it(llama, text):
    tokens, (_, states) = llama.tokens(Text(text)), positions(llama, Text(text))
    place = max(i for i, token in enumerate(tokens) if letters(token) and token != "<s>")
    assert extract(llama, [Text(text)], pool="last")[:, 0] == pytest.approx(
        states[:, place].numpy(), abs=1e-5
    )


@pytest.mark.parametrize("tokenizer", TOKENIZERS)
@pytest.mark.parametrize("text", ENDINGS)
def test_every_kind_of_tokenizer_passes_over_the_punctuation_at_the_end(tokenizer, text):
    reader = TextEncoder(tokenizer(), pad=0, max_positions=128)
    (encoded,) = reader.encode([Text(text)])
    places = [i for i, inside in enumerate(encoded.content) if inside]
    behind = [encoded.ids[i] for i in places if i > encoded.last_word]
    before = [encoded.ids[i] for i in places if i <= encoded.last_word]
    assert encoded.last_word in places
    assert not letters(reader.tokenizer.decode(behind, skip_special_tokens=True))
    known = reader.tokenizer.unk_token_id not in before
    assert not known or letters(reader.tokenizer.decode(before)[-1])


def test_a_chinese_full_stop_is_several_tokens_of_bytes_and_all_are_passed_over(llama):
    (encoded,) = llama.encode([Text("睡觉。")])
    assert len(encoded) - 1 - encoded.last_word > 1


@pytest.mark.parametrize("text", ["?!…", "。。", "."])
def test_a_text_of_punctuation_alone_ends_in_its_last_token(llama, text):
    (encoded,) = llama.encode([Text(text)])
    assert encoded.last_word == len(encoded) - 1


def test_an_empty_suffix_takes_the_very_last_token_and_none_the_last_word(llama):
    item = [Text("Sleep.")]
    states = positions(llama, item[0])[1].numpy()
    very, word = (extract(llama, item, pool="last", suffix=suffix) for suffix in ("", None))
    np.testing.assert_allclose(very[:, 0], states[:, -1], atol=1e-5)
    assert not np.allclose(very, word)


def test_a_suffix_is_read_behind_the_text_and_its_last_token_is_taken(llama):
    told = extract(llama, [Text("Sleep")], pool="last", suffix=" in other words:")
    states = positions(llama, Text("Sleep in other words:"))[1].numpy()
    np.testing.assert_allclose(told[:, 0], states[:, -1], atol=1e-5)


@pytest.mark.parametrize("pool", ["unit", "mean", "auto"])
def test_a_suffix_with_another_pooling_is_one_sentence(pool):
    sentence = said(lambda: extract(PlantedHub(), ITEMS, pool=pool, suffix=" a1"))
    assert "goes with the pooling “last”" in sentence


def test_memory_keeps_poolings_and_suffixes_apart():
    model, memory = PlantedHub(), Memory()
    asked = [("unit", None), ("mean", None), ("last", None), ("last", ""), ("last", " a3")]
    for _again in range(2):
        for pool, suffix in asked:
            found = extract(model, ITEMS, pool=pool, suffix=suffix, memory=memory)
            fresh = extract(model, ITEMS, pool=pool, suffix=suffix)
            np.testing.assert_array_equal(found, fresh)


def test_memory_keeps_the_last_word_and_the_last_token_apart(llama):
    memory, item = Memory(), [Text("Sleep.")]
    word = extract(llama, item, pool="last", memory=memory)
    assert not np.allclose(word, extract(llama, item, pool="last", suffix="", memory=memory))


# --- auto


def test_auto_is_what_the_model_says_and_an_unknown_pooling_one_sentence(llama):
    assert pool_of(PlantedHub(), "auto") == "mean"
    assert pool_of(llama, "auto") == "unit" and pool_of(llama, "mean") == "mean"
    assert "no pooling “median”" in said(lambda: pool_of(llama, "median"))
    np.testing.assert_array_equal(
        extract(llama, [Text("Sleep.")]), extract(llama, [Text("Sleep.")], pool="unit")
    )
