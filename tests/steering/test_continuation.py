"""Going on: transformers' own greedy text, and another with a push."""

from __future__ import annotations

import numpy as np
import pytest
import torch

import semhub
from semhub.errors import InputError
from semhub.inputs import Image, Text
from semhub.steering import Push, Question, apply_push, continuation
from semhub.steering.continuation import NUCLEUS
from tests.tiny import SENTENCES, llama_folder
from tests.toy_hub import SteerableHub


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return semhub.load(str(llama_folder(tmp_path_factory.mktemp("llama"))))


@pytest.fixture(scope="module")
def nano():
    return semhub.load("semhub-nano")


def generated(model, text: str, length: int) -> list[int]:
    ids = model.text.tokenizer(text, return_tensors="pt")
    with torch.inference_mode():
        out = model.module.generate(**ids, max_new_tokens=length, do_sample=False)
    return out[0, ids["input_ids"].shape[1] :].tolist()


def slowly(model, text: str, length: int) -> list[int]:
    """The likeliest token of the library's own logits, again and again."""
    ids = model.text.tokenizer(text, return_tensors="pt")["input_ids"]
    added = []
    for _ in range(length):
        with torch.inference_mode():
            logits = model.module(input_ids=ids, use_cache=False).logits[0, -1]
        added.append(int(logits.argmax()))
        ids = torch.cat([ids, ids.new_tensor([[added[-1]]])], dim=1)
    return added


@pytest.mark.parametrize("text", SENTENCES)
def test_without_a_push_it_is_transformers_own_greedy_text(model, text):
    found = continuation(model, Question(Text(text[:20])), length=15)
    assert list(found.ids) == generated(model, text[:20], 15)
    assert "\ufffd" not in found.text


def test_the_embedded_model_ends_by_itself_as_generate_does(nano):
    found = continuation(nano, Question(Text("四只小小的紫色的狗在街上很累。"), " →"), length=40)
    assert list(found.ids) == generated(nano, "四只小小的紫色的狗在街上很累。 →", 40)
    assert found.ids[-1] in nano.eos_ids and "狗" in found.text and "</s>" not in found.text


def test_a_push_changes_what_is_said_and_leaves_the_next_run_alone(model):
    question = Question(Text("The cat"))
    plain = continuation(model, question, length=6)
    rng = np.random.default_rng(0)
    push = Push(2, 100 * rng.standard_normal(model.width).astype(np.float32))
    assert continuation(model, question, push, length=6).ids[0] != plain.ids[0]
    assert continuation(model, question, length=6) == plain


def test_a_push_stays_where_the_question_ended_unless_it_goes_everywhere(model):
    """At the last position alone, or at that one and each added one: the second step tells."""
    rng = np.random.default_rng(1)
    push = Push(2, 100 * rng.standard_normal(model.width).astype(np.float32))
    text = "The cat"
    n = len(model.encode([Text(text)])[0])
    here = continuation(model, Question(Text(text), places="last"), push, length=8)
    by_number = continuation(model, Question(Text(text), places=(n - 1,)), push, length=8)
    everywhere = continuation(model, Question(Text(text), places="all"), push, length=8)
    assert here == by_number
    assert everywhere.ids != here.ids


def test_a_push_at_several_layers_is_said_as_a_whole_pass_with_hooks_says_it(model):
    rng = np.random.default_rng(2)
    vectors = 30 * rng.standard_normal((2, model.width)).astype(np.float32)
    question = Question(Text("The cat"), places="all")
    found = continuation(model, question, [Push(3, vectors[1]), Push(1, vectors[0])], length=4)
    with apply_push(model, {1: torch.from_numpy(vectors[0]), 3: torch.from_numpy(vectors[1])}):
        assert list(found.ids) == slowly(model, "The cat", 4)
    alone = [continuation(model, question, Push(1, vectors[0]), length=4)]
    assert found not in alone


def test_a_picture_is_gone_on_from(nano):
    picture = Image(np.full((60, 60, 3), 120, np.uint8))
    found = continuation(nano, Question(picture, " →"), length=5)
    assert 1 <= len(found.ids) <= 5


def test_a_character_that_breaks_off_is_said_to_be_a_part(model):
    whole = model.text.tokenizer("猫", add_special_tokens=False)["input_ids"]
    assert model.decode(whole) == "猫"
    assert model.decode(whole[:-1]) == "⟨part of a character⟩"


@pytest.mark.parametrize("length", [0, -1])
def test_no_tokens_are_refused(model, length):
    with pytest.raises(InputError, match="1 or more"):
        continuation(model, Question(Text("The cat")), length=length)


def test_more_than_the_model_reads_is_refused_beforehand(model):
    with pytest.raises(InputError, match="500 are to come"):
        continuation(model, Question(Text("The cat")), length=500)


def test_a_state_that_is_replaced_says_what_the_state_in_its_place_says():
    """After the last block, the next word is that of the meaning which stands there."""
    toy = SteerableHub()
    there = toy.meaning[7].numpy()
    found = continuation(toy, Question("b2 b3"), Push(4, there, replace=True), length=1)
    assert found.text == "a7"
    assert continuation(toy, Question("b2 b3"), length=1).text == "a3"


def test_drawn_tokens_are_of_the_likeliest_and_a_seed_draws_them_again(model):
    """Of every token that is drawn, those likelier than it have less than the nucleus together."""
    question = Question(Text("The cat"))
    found = continuation(model, question, length=6, seed=3)
    assert found == continuation(model, question, length=6, seed=3)
    drawn = {continuation(model, question, length=6, seed=seed).ids for seed in range(8)}
    assert len(drawn) > 1
    ids = model.text.tokenizer("The cat", return_tensors="pt")["input_ids"]
    for token in found.ids:
        with torch.inference_mode():
            p = model.module(input_ids=ids).logits[0, -1].double().softmax(-1)
        assert p[p > p[token]].sum() < NUCLEUS
        ids = torch.cat([ids, ids.new_tensor([[token]])], dim=1)
