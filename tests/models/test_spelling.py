"""Words as tokens: the chain rule against a slow version, and what a lens reads of a word."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from semhub.errors import InputError
from semhub.experiments.next_word import log_probabilities
from semhub.inputs import Text
from semhub.lenses.reading import read
from semhub.models.loading import load
from semhub.models.spelling import apart, beginnings, chained, first_tokens, tracked
from semhub.steering import Choice, Question, direction, steer
from tests.tiny import llama_folder

ALIKE = "狮狼"
"""Two characters that the tiny byte-level vocabulary cuts into bytes, of which the first is one."""


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return load(str(llama_folder(tmp_path_factory.mktemp("llama"))))


def slow(model, text: str, spelling: tuple[int, ...]) -> float:
    """log P(spelling | text) in one whole pass of both."""
    (item,) = model.encode([Text(text)])
    ids = torch.tensor([[*item.ids, *spelling]])
    with torch.inference_mode():
        logs = model.module(input_ids=ids).logits[0].double().log_softmax(dim=-1)
    at = range(len(item) - 1, len(item) - 1 + len(spelling))
    return sum(float(logs[place, token]) for place, token in zip(at, spelling, strict=True))


def of_word(model, text: str, word: str) -> float:
    return float(np.logaddexp.reduce([slow(model, text, one) for one in model.spellings(word)]))


def test_at_the_last_layer_a_words_probability_is_the_models_own_by_the_chain_rule(model):
    text = "The cat sleeps on"
    words = ("the", "zebra", *ALIKE)
    found = log_probabilities(model, Text(text), words)
    for word in words:
        assert found[word][-1] == pytest.approx(of_word(model, text, word), abs=2e-3)
    assert found[ALIKE[0]][-1] != pytest.approx(found[ALIKE[1]][-1], abs=1e-3)


def test_log_odds_of_a_push_are_of_whole_words(model):
    text = "The cat sleeps on"
    way = direction(model, Text("The cat"), Text("The house"))
    result = steer(model, way, Question(Text(text)), Choice(ALIKE[0], ALIKE[1]), layer=2)
    lead, to = (of_word(model, text, word) for word in ALIKE)
    assert result.before[0] == pytest.approx(to - lead, abs=2e-3)
    other = steer(model, way, Question(Text(text)), Choice(ALIKE[0], "zebra"), layer=2)
    assert other.before[0] != pytest.approx(result.before[0], abs=1e-3)


def test_a_word_that_is_small_beyond_its_type_keeps_its_logarithm(model):
    model_logits = model.unembed
    try:
        model.unembed = lambda state, **how: 40 * model_logits(state, **how)
        found = log_probabilities(model, Text("The cat"), ("the", "zebra"))
    finally:
        del model.unembed
    lowest = min(float(logs.min()) for logs in found.values())
    assert np.isfinite(lowest) and lowest < np.log(1e-45)


def test_words_that_are_written_alike_are_refused(model):
    way = direction(model, Text("The cat"), Text("The house"))
    with pytest.raises(InputError, match="the"):
        steer(model, way, Question(Text("On")), Choice("the", " the"), layer=2)
    with pytest.raises(InputError, match="same tokens"):
        log_probabilities(model, Text("On"), ("zebra", " zebra"))


def test_a_lens_names_the_first_token_of_a_longer_word_and_refuses_a_part_of_a_character(model):
    reading = read(model, Text("The cat"), top=1, track=["the", "zebra"])
    assert len(reading.notes) == 1 and "“z”" in reading.notes[0]
    (z,) = first_tokens(model, "zebra")
    assert tracked(model, ["zebra"])["zebra"].tokens == (z,) and model.decode_token(z) == "z"
    for word in ALIKE:
        with pytest.raises(InputError, match="part of a character"):
            read(model, Text("The cat"), track=[word])


def test_a_lens_says_when_two_words_are_one_token(model):
    notes = read(model, Text("The cat"), top=1, track=["zebra", "zoo", "the"]).notes
    assert len(notes) == 3 and "one number" in notes[2]


def test_a_spelling_that_another_begins_with_is_left_out():
    assert apart([(1,), (2, 3)], [(1, 4), (2,)]) == [(2, 3)]
    assert apart([(1, 4)], [(1,)]) == [(1, 4)]


def test_the_chain_rule_adds_over_tokens_and_joins_over_spellings():
    word = [(1, 2), (3,)]
    assert beginnings([word]) == {(): [1, 3], (1,): [2]}
    logs = {((), 1): np.log(0.5), ((), 3): np.log(0.1), ((1,), 2): np.log(0.4)}
    assert np.exp(chained(logs, word)) == pytest.approx(0.5 * 0.4 + 0.1)
