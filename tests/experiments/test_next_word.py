"""The next word: the meaning's word comes up at the layer where meanings meet, and not before."""

from __future__ import annotations

import numpy as np
import pytest

from semhub.datasets.prompts import Prompt
from semhub.errors import InputError
from semhub.experiments.next_word import log_probabilities, next_word
from semhub.inputs import Text
from semhub.lenses.reading import read
from tests.sentences import assert_one_sentence
from tests.toy import PlantedHub

TOY = PlantedHub(meanings=20, n_layers=4, meets_at=2)
WORDS = [f"a{i}" for i in range(20)]
PROMPTS = [
    Prompt(f"a0 b{i}", f"a{i}", f"b{i}", tuple(word for word in WORDS if word != f"a{i}"))
    for i in range(1, 20)
]


def test_the_meanings_word_leads_its_class_from_the_layer_where_they_meet():
    result = next_word(TOY, PROMPTS)
    assert result.n == 19 and result.left_out == 0
    assert (result.right.value[2:] == 1).all() and (result.right.value[:2] < 0.5).all()
    assert (result.ahead.value == 1).all()  # the toy's head never says a b word
    assert result.chance == pytest.approx(1 / 20)


def test_log_probabilities_are_those_of_the_lens_at_the_last_position():
    result = next_word(TOY, PROMPTS[:5])
    said = {name: [] for name in result.log_probability}
    for prompt in PROMPTS[:5]:
        words = (prompt.meaning, prompt.surface, *prompt.others)
        logs = log_probabilities(TOY, Text(prompt.text), words)
        tracked = read(TOY, Text(prompt.text), track=words, top=1).tracked
        for word in words:  # where the probability has not become zero
            seen = tracked[word][:, -1]
            assert np.exp(logs[word]) == pytest.approx(seen, abs=1e-6)
        said["meaning"].append(logs[prompt.meaning])
        said["surface"].append(logs[prompt.surface])
        said["others"].append(np.mean([logs[word] for word in prompt.others], axis=0))
    for name, rows in said.items():
        assert result.log_probability[name].value == pytest.approx(np.mean(rows, axis=0), abs=1e-3)


def test_the_papers_lens_differs_on_inner_layers_and_not_at_the_last():
    usual, paper = next_word(TOY, PROMPTS), next_word(TOY, PROMPTS, kind="paper")
    a, b = (r.log_probability["meaning"].value for r in (usual, paper))
    assert a[-1] == pytest.approx(b[-1]) and a[2] != pytest.approx(b[2])


class Shared(PlantedHub):
    """A vocabulary in which the word of meaning 1 is written as that of meaning 2 is."""

    def spellings(self, word: str) -> tuple[tuple[int, ...], ...]:
        return super().spellings("a2" if word == "a1" else word)


def test_a_prompt_whose_words_are_written_alike_is_left_out_and_counted():
    result = next_word(Shared(), PROMPTS)
    assert (result.n, result.left_out) == (17, 2)


def test_words_that_cannot_be_told_apart_are_one_sentence():
    with pytest.raises(InputError, match="choose another model") as caught:
        next_word(TOY, [Prompt("a0", "nowhere", "b0", ("a1",))] * 9)
    assert_one_sentence(str(caught.value))


def test_two_words_after_one_prompt_are_those_of_the_lens():
    logs = log_probabilities(TOY, Text("a0 b3"), ("a3", "a4"))
    assert list(logs) == ["a3", "a4"]
    assert (logs["a3"][2:] > logs["a4"][2:]).all()
    alone = next_word(TOY, [PROMPTS[2]] * 4)  # "a0 b3", four times
    assert logs["a3"] == pytest.approx(alone.log_probability["meaning"].value, abs=1e-3)


class Spelled(PlantedHub):
    """A vocabulary in which the word of meaning 1 is written as its own token and that of 2."""

    def spellings(self, word: str) -> tuple[tuple[int, ...], ...]:
        (own,) = super().spellings(word)
        return ((*own, *super().spellings("a2")[0]),) if word == "a1" else (own,)


def test_by_their_beginnings_words_are_read_by_their_first_token_alone():
    prompt = [Prompt("a0 b1", "a1", "b1", ("a3", "a4"))] * 4
    whole, begun = (next_word(Spelled(), prompt, by=by) for by in ("word", "beginning"))
    plain = next_word(TOY, prompt)
    first = begun.log_probability["meaning"].value
    assert first == pytest.approx(plain.log_probability["meaning"].value)
    assert (whole.log_probability["meaning"].value < first - 0.5).all()
