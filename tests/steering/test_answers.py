"""Answers in few passes: those of one whole pass a question and push, in every family."""

from __future__ import annotations

import numpy as np
import pytest
import torch

import semhub
from semhub.errors import InputError
from semhub.inputs import Audio, Image, Text
from semhub.models.hooks import record_layers
from semhub.models.loading import load
from semhub.steering import Push, Question, answers, apply_push
from semhub.steering.answers import Pushes
from semhub.steering.asking import encoded, mask
from semhub.steering.rerun import Rerun
from semhub.world.held_out import RATE, calls, pictures, scenes
from semhub.world.recipes import ARROW
from semhub.world.renderings import GRAMMARS
from tests.models.families import DECODERS
from tests.tiny import SENTENCES, byte_level_tokenizer, llama_folder, write_folder
from tests.toy_hub import SteerableHub

ITEM = Text(SENTENCES[0])


@pytest.fixture(scope="module")
def nano():
    return semhub.load("semhub-nano")


def slow(
    model, question: Question, given: Pushes, row: int = 0, behind: tuple[int, ...] = ()
) -> torch.Tensor:
    """(vocabulary,) log-probabilities by one whole pass of one question, with `behind` it tokens
    that are not pushed."""
    (item,) = encoded(model, [question])
    where = mask(model.collate([item]), [question.places])
    where = torch.nn.functional.pad(where, (0, len(behind)))
    batch = model.collate([item.followed_by(behind)])
    kept = {}
    pushes = {}
    for push in [given] if isinstance(given, Push) else given:
        vector = push.vectors if push.vectors.ndim == 1 else push.vectors[row]
        pushes[push.layer] = torch.from_numpy(vector)
    replace = push.replace if pushes else False
    with (
        apply_push(model, pushes, where, replace=replace),
        record_layers(model.blocks, kept.__setitem__),
    ):
        model.forward(batch)
        return model.unembed(kept[model.n_layers][0, -1]).log_softmax(dim=-1)


def assert_as_slow(model, questions: list[Question], pushes: list[Pushes], atol=2e-3) -> None:
    """Every question's words are single tokens, some of which it shares with the others, and one of
    three tokens."""
    words = [[[(7 + k,)], [(20,), (21 + k,)], [(40, 41, 42 + k)]] for k in range(len(questions))]
    found = answers(model, questions, words, pushes)
    assert found.shape == (len(pushes) + 1, len(questions), 3)
    for i, push in enumerate([(), *pushes]):
        for k, question in enumerate(questions):
            chain = (40, 41, 42 + k)
            each = [slow(model, question, push, k, chain[:i])[chain[i]] for i in range(3)]
            logs = slow(model, question, push, k)
            expected = [logs[7 + k], logs[[20, 21 + k]].logsumexp(0), sum(each)]
            np.testing.assert_allclose(found[i, k], expected, atol=atol, rtol=1e-3)


def pushes_for(model, n: int, length: float) -> list[Pushes]:
    """Some alone, and some at several layers at once, in either order."""
    rng = np.random.default_rng(0)
    drawn = rng.standard_normal((4, n, model.width)).astype(np.float32) * length
    last = model.n_layers
    alone = [Push(last, drawn[0]), Push(1, drawn[1, 0]), Push(1, drawn[2]), Push(2, drawn[3])]
    return [*alone, [alone[0], alone[1]], [alone[1], alone[3]], [alone[2], alone[3]]]


@pytest.mark.parametrize("family", DECODERS)
def test_many_pushes_at_once_are_each_as_a_whole_pass_gives_it(family, tmp_path):
    tokenizer = byte_level_tokenizer()
    folder = write_folder(tmp_path, DECODERS[family](len(tokenizer)), tokenizer)
    model = load(str(folder))
    questions = [
        Question(Text("The cat sleeps.")),
        Question(Text("猫"), " and"),
        Question(Text("A dog and a cat"), places="content"),
        Question(Text("Red, blue"), " then", places=(0, 2)),
    ]
    assert_as_slow(model, questions, pushes_for(model, 4, 3.0))
    run = Rerun(model, encoded(model, questions[:1]), ["last"], 2)
    assert run.by_parts, "runs whole passes, which cost twice as much"


def test_the_embedded_model_is_asked_of_texts_pictures_and_sounds_together(nano):
    told = scenes(3)
    items = [Text(GRAMMARS["zh"].sentence(told[0])), Image(np.asarray(pictures(told)[1]))]
    items.append(Audio(calls([scene for scene in scenes(40) if scene.thing == "dog"][:1])[0], RATE))
    questions = [Question(item, ARROW) for item in items]
    assert_as_slow(nano, questions, pushes_for(nano, 3, 30.0), atol=5e-3)


def test_what_happens_between_blocks_is_found_out_and_not_left_out():
    model = SteerableHub(between=0.3, meets_at=3)
    questions = [Question(Text("a3")), Question(Text("a1 b5"))]
    run = Rerun(model, encoded(model, questions), ["last"] * 2, 2)
    assert not run.by_parts
    ones = np.ones((2, model.width), np.float32)
    pushes = [Push(1, ones[0]), Push(3, 0.1 * ones)]
    pushes.append([*pushes, Push(4, 0.2 * ones[0])])
    tokens = [[[(1,)], [(2,)]]] * 2
    found = answers(model, questions, tokens, pushes)
    for i, push in enumerate([(), *pushes]):
        for k, question in enumerate(questions):
            np.testing.assert_allclose(
                found[i, k], slow(model, question, push, k)[[1, 2]], atol=1e-5
            )


def test_a_push_at_several_layers_ends_where_a_whole_pass_with_hooks_ends(tmp_path):
    model = load(str(llama_folder(tmp_path)))
    questions = [Question(Text(text), places="content") for text in SENTENCES[:3]]
    run = Rerun(model, encoded(model, questions), ["content"] * 3, 2)
    assert run.by_parts
    drawn = torch.randn(2, 2, 3, model.width, generator=torch.Generator().manual_seed(0))
    pushes = {2: drawn[0], 3: drawn[1]}
    kept = {}
    flat = {layer: push.flatten(0, 1) for layer, push in pushes.items()}
    with apply_push(model, flat, run.where), record_layers(model.blocks, kept.__setitem__):
        model.forward(run.batch)
    whole = kept[3][torch.arange(6), run.last].unflatten(0, (2, 3))
    torch.testing.assert_close(run.under(pushes), whole, atol=1e-5, rtol=1e-5)
    only = run.under({2: drawn[0]})
    assert (run.under(pushes) - only - drawn[1]).abs().max() < 1e-4  # behind it, nothing comes
    torch.testing.assert_close(run.under({})[0], run.plain())


@pytest.mark.parametrize("between", [0.0, 1.0], ids=["by parts", "whole passes"])
def test_pushes_that_replace_states_are_each_as_a_whole_pass_gives_them(between):
    """Beside pushes that are added at the same layers."""
    toy = SteerableHub(between=between)
    questions = [Question(Text(text), places=p) for text, p in (("a1 b2", "last"), ("b3", "all"))]
    drawn = pushes_for(toy, len(questions), 2.0)
    instead = [Push(one.layer, one.vectors, replace=True) for one in drawn[:4]]
    pushes = [*drawn[:4], *instead, [instead[0], instead[1]]]
    words = [[[(1,)], [(2,)]]] * 2
    found = answers(toy, questions, words, pushes)
    for i, push in enumerate([(), *pushes]):
        for k, question in enumerate(questions):
            np.testing.assert_allclose(found[i, k], slow(toy, question, push, k)[[1, 2]], atol=1e-5)
    assert np.abs(found[1:5] - found[5:9]).max() > 0.1


def test_pushes_that_cannot_go_in_together_are_refused():
    toy = SteerableHub()
    one = np.ones(toy.width, np.float32)
    words = [[[(1,)], [(2,)]]]
    for pushes, says in (
        ([Push(1, one), Push(2, one, replace=True)], "all added, or all replace"),
        ([Push(2, one, replace=True), Push(2, one, replace=True)], "layer 2"),
    ):
        with pytest.raises(InputError, match=says):
            answers(toy, [Question("a1")], words, [pushes])


def test_two_pushes_at_one_layer_are_their_sum(nano):
    rng = np.random.default_rng(0)
    one, two = rng.standard_normal((2, nano.width)).astype(np.float32)
    question, words = Question(Text("A dog runs."), ARROW), [[[(5,)], [(6,)]]]
    found = answers(nano, [question], words, [[Push(4, one), Push(4, two)], Push(4, one + two)])
    np.testing.assert_allclose(found[1], found[2], atol=1e-5)


@pytest.mark.parametrize("layer", [0, 4])
def test_no_layer_is_left_out_in_silence(tmp_path, layer):
    model = load(str(llama_folder(tmp_path)))
    zeros = np.zeros(model.width, np.float32)
    with pytest.raises(InputError, match="block 1 to 3"):
        answers(model, [Question(ITEM)], [[[(5,)], [(6,)]]], [[Push(2, zeros), Push(layer, zeros)]])


class Switched(torch.nn.Module):
    """A block that its model switches on for the time of a pass."""

    on = False

    def forward(self, state: torch.Tensor) -> torch.Tensor:
        return 2 * state if self.on else state


class SwitchedHub(SteerableHub):
    """Keeps `semhub.models.protocol.Model`; its last block cannot be run by itself."""

    def __init__(self):
        super().__init__()
        self.blocks[-1] = Switched()

    def forward(self, batch) -> None:
        self.blocks[-1].on = True
        super().forward(batch)
        self.blocks[-1].on = False


def test_a_block_that_is_not_itself_alone_is_found_out():
    model = SwitchedHub()
    question, push = Question(Text("a3")), Push(3, np.ones(model.width, np.float32))
    found = answers(model, [question], [[[(1,)], [(2,)]]], [push])
    np.testing.assert_allclose(found[1, 0], slow(model, question, push)[[1, 2]], atol=1e-5)


def test_the_places_of_a_question_are_those_of_its_own_tokens(nano):
    questions = [
        Question(Text("A dog runs."), ARROW),
        Question(Text("A dog runs."), ARROW, "content"),
        Question(Text("A dog runs."), ARROW, "all"),
        Question(Text("A dog runs."), ARROW, (0, 2)),
        Question(Text("A small red dog runs in the garden."), ARROW, "content"),
    ]
    given = encoded(nano, questions)
    batch = nano.collate(given)
    found = mask(batch, [question.places for question in questions])
    short, long = len(given[0]), len(given[4])
    places = [row.nonzero().flatten().tolist() for row in found]
    assert places == [
        [short - 1],
        list(range(1, short - 1)),  # without the token that begins a text, and the arrow
        list(range(short)),
        [0, 2],
        list(range(1, long - 1)),
    ]


@pytest.mark.parametrize("layers", [(8,), (8, 10)])
def test_blocks_before_the_push_are_run_once(nano, layers):
    runs = []
    handles = [
        block.register_forward_hook(lambda *_, k=k: runs.append(k))
        for k, block in enumerate(nano.blocks, start=1)
    ]
    try:
        push = [Push(layer, np.zeros(nano.width, np.float32)) for layer in layers]
        answers(nano, [Question(Text("A dog runs."))], [[[(5,)], [(6,)]]], [push] * 40)
    finally:
        for handle in handles:
            handle.remove()
    assert runs.count(8) == 1 and runs.count(9) >= 1


def test_the_next_word_is_that_of_the_model_itself(nano):
    told = [Text(GRAMMARS["zh"].sentence(scene)) for scene in scenes(5)]
    everything = [[[(token,)] for token in range(nano.vocabulary_size)]] * len(told)
    found = answers(nano, [Question(item, ARROW) for item in told], everything)[0]
    for item, logs in zip(told, found, strict=True):
        ids = nano.text.tokenizer(item.text + ARROW, return_tensors="pt")["input_ids"]
        with torch.inference_mode():
            own = nano.module(input_ids=ids).logits[0, -1].log_softmax(dim=-1)
        np.testing.assert_allclose(logs, own, atol=2e-4, rtol=1e-4)


def test_words_are_counted_over_all_of_their_spellings(nano):
    question = Question(Text("A dog runs."), ARROW)
    split, joint = answers(
        nano, [question] * 2, [[[(5,)], [(9,)], [(11,)]], [[(5,), (9,), (11,)], [(9,)]]]
    )[0]
    assert joint[0] == pytest.approx(np.log(np.exp(split).sum()))
    assert joint[2] == -np.inf


@pytest.mark.parametrize("places", [(), (99,), (-1,)])
def test_a_place_that_the_item_has_not_is_refused(nano, places):
    with pytest.raises(InputError, match="position"):
        answers(nano, [Question(Text("A dog runs."), places=places)], [[[(5,)], [(6,)]]])


def test_a_prompt_longer_than_the_model_reads_is_refused(nano):
    with pytest.raises(InputError, match="shorten"):
        answers(nano, [Question(Text("dog " * 100), " dog" * 450)], [[[(5,)], [(6,)]]])
