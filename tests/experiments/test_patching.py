"""Patching: what goes over is what the state holds at that layer, and nothing in random weights."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

import semhub
from semhub.datasets import patches
from semhub.datasets.patches import Patched
from semhub.errors import InputError
from semhub.experiments.patching import patching, said
from semhub.models.hooks import hidden_state, with_state
from semhub.models.loading import untrained
from semhub.models.spelling import first_tokens
from tests.sentences import assert_one_sentence
from tests.tiny import bert_folder, llama_folder
from tests.toy_prompts import CONCEPT, LANGUAGE, PlantedPrompts

TOY = PlantedPrompts({2: (LANGUAGE, False), 4: (CONCEPT, False)})
COUNT = 12


def planted(one: int, other: int, third: int) -> Patched:
    return Patched(
        (f"a{one} ?", ""), (f"b{other} ?", ""), (f"a{third} ?", ""),
        (f"b{other}", f"b{one}", f"a{other}", f"a{one}"), (str(one), str(other), str(third)),
    )  # fmt: skip


ITEMS = [planted(k, (k + 1) % COUNT, (k + 2) % COUNT) for k in range(COUNT)]


@pytest.fixture(scope="module")
def llama(tmp_path_factory):
    return semhub.load(str(llama_folder(tmp_path_factory.mktemp("llama"))))


def test_a_planted_language_goes_over_before_the_planted_concept():
    found = patching(TOY, ITEMS)
    assert found.language_over == [2, 3, 4, 5, 6] and found.concept_over == [4, 5, 6]
    assert found.said == ["nothing", "language", "language", "both", "both", "both"]
    assert found.before["nothing"] > 0.9
    # Another item's state carries its language over, too, and not this concept.
    assert found.random["both"].value.max() < 0.05


def test_a_state_of_the_texts_end_changes_nothing_where_the_answer_is_read_elsewhere():
    behind = [
        Patched(("a1", " ?"), ("b2", " ?"), ("a3", " ?"), one.words, one.labels) for one in ITEMS
    ]
    assert patching(TOY, behind, place="item").concept_over == []


def test_a_prompts_own_state_changes_nothing(llama):
    text = ("The cat sleeps on the", "")
    own = Patched(text, text, text, (" stone", " house"), ("stone", "house"))
    for place in ("end", "item"):
        found = patching(llama, [own], place=place)
        for word, band in found.probability.items():
            np.testing.assert_allclose(band.value, found.before[word], atol=1e-6)
        np.testing.assert_allclose(found.concept.value, 0, atol=1e-5)


def test_it_is_what_a_slow_pass_with_the_state_put_in_by_hand_gives(llama):
    one = patches.own("Die Katze schläft", "The house is", ("cat", "old"), asks=" and the")
    found = patching(llama, [one])
    ids = [llama.collate(llama.encode([semhub.Text(text + one.target[1])])).ids
           for text in (one.source[0], one.target[0])]  # fmt: skip
    with torch.inference_mode():
        source = llama.module(ids[0], output_hidden_states=True).hidden_states
        for layer in range(1, llama.n_layers):  # what transformers gives of the last one is normed

            def put(_module, _arguments, output, layer=layer):
                state = hidden_state(output).clone()
                state[:, -1] = source[layer][:, -1]
                return with_state(output, state)

            handle = llama.blocks[layer - 1].register_forward_hook(put)
            logits = llama.module(ids[1]).logits[0, -1].softmax(-1)
            handle.remove()
            for name, word in zip(("nothing", "concept"), one.words, strict=True):
                slow = float(logits[list(first_tokens(llama, word))].sum())
                assert found.probability[name].value[layer - 1] == pytest.approx(slow, abs=1e-6)


def test_what_is_raised_and_still_the_less_likely_does_not_go_over():
    found = patching(TOY, ITEMS)
    weak = {name: band if name == "nothing" else replace(band, value=band.value * 1e-3)
            for name, band in found.probability.items()}  # fmt: skip
    weak["nothing"] = replace(weak["nothing"], value=np.full(6, 0.9))
    raised = replace(found, probability=weak)
    assert (raised.concept.low[3:] > 0).all() and (raised.language.low[1:] > 0).all()
    assert raised.concept_over == [] and raised.language_over == []


def test_of_an_untrained_model_nothing_is_claimed():
    found = patching(untrained("semhub-nano"), patches.in_world("es", "zh", count=24))
    assert found.has_interval and found.concept_over == [] and found.language_over == []


def test_one_pair_has_no_interval_and_claims_nothing():
    found = patching(TOY, ITEMS[:1])
    assert not found.has_interval and found.concept_over == []
    assert found.to_dict()["concept"]["low"] == [None] * 6


def test_the_target_goes_on_with_the_states_word():
    assert said(TOY, ITEMS[0], 4, length=1) == said(TOY, ITEMS[0], 6, length=1)
    found = said(TOY, ITEMS[0], 4, length=1)
    assert (found.before, found.after, found.random) == ("b1", "a0", "a2")


@pytest.mark.parametrize(
    ("model", "options", "says"),
    [
        (TOY, {"place": "middle"}, "place"),
        (TOY, {"items": [ITEMS[0], patches.own("a1 ?", "b1 ?", ("b1", "b2"))]}, "as many words"),
        (TOY, {"items": [patches.own("a1 ?", "b1 ?", ("b1", "b99"))]}, "choose other words"),
    ],
)
def test_what_cannot_be_patched_is_one_sentence(model, options, says):
    with pytest.raises(InputError, match=says) as caught:
        patching(model, options.pop("items", ITEMS), **options)
    assert_one_sentence(str(caught.value))


def test_an_empty_word_and_a_layer_that_is_none_are_one_sentence():
    with pytest.raises(InputError, match="A word is empty"):
        patches.own("a1 ?", "b1 ?", ("", "b1"))
    with pytest.raises(InputError, match="block 1 to 6, not 7") as caught:
        said(TOY, ITEMS[0], 7)
    assert "push" not in str(caught.value)


def test_an_encoder_is_refused_in_one_sentence(tmp_path):
    with pytest.raises(InputError) as caught:
        patching(semhub.load(str(bert_folder(tmp_path))), ITEMS)
    assert_one_sentence(str(caught.value))


def test_words_that_begin_alike_are_left_out_and_counted():
    same = Patched(*(ITEMS[0].source, ITEMS[0].target, ITEMS[0].random),
                   ("b1", "b1", "a1", "a0"), ("0", "1", "2"))  # fmt: skip
    assert patching(TOY, [*ITEMS, same]).left_out == 1
