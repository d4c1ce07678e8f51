"""Gold by predicted: right where meanings meet, at chance where a word is merely frequent."""

from __future__ import annotations

import numpy as np
import pytest

from semhub.datasets.prompts import Prompt
from semhub.errors import InputError
from semhub.experiments.gold_predicted import by_gold, gold_predicted
from semhub.experiments.next_word import log_probabilities
from semhub.inputs import Text
from tests.sentences import assert_one_sentence
from tests.toy import PlantedHub

TOY = PlantedHub(meanings=20, n_layers=4, meets_at=2)
WORDS = ["a1", "a2", "a3"]
PROMPTS = [
    Prompt(f"a{k} b{i}", f"a{i}", f"b{i}", tuple(w for w in WORDS if w != f"a{i}"))
    for i in (1, 2, 3)
    for k in (5, 6, 7)
]


def test_the_right_word_is_read_from_the_layer_where_they_meet():
    found = gold_predicted(TOY, PROMPTS)
    assert found.gold == WORDS and found.counts == [3, 3, 3]
    assert (found.right.value[2:] == 1).all() and found.chance == pytest.approx(1 / 3)
    for layer in (2, 3, 4):
        assert (found.value[layer].argmax(axis=1) == np.arange(3)).all()


@pytest.mark.parametrize("mean", ["log-probability", "probability"])
def test_values_are_means_over_prompts_less_the_mean_over_all(mean):
    found = gold_predicted(TOY, PROMPTS, mean=mean, kind="paper")
    for layer in (0, 3):
        read = np.array(
            [
                [log_probabilities(TOY, Text(p.text), [w], "paper")[w][layer] for w in WORDS]
                for p in PROMPTS
            ]
        )
        read = np.exp(read) if mean == "probability" else read
        for row, gold in enumerate(WORDS):
            mine = [values for p, values in zip(PROMPTS, read, strict=True) if p.meaning == gold]
            assert found.value[layer, row] == pytest.approx(
                np.mean(mine, axis=0) - read.mean(axis=0), abs=1e-5
            )


def test_a_word_that_is_likely_everywhere_is_right_no_more_than_by_chance():
    rng = np.random.default_rng(0)
    own = np.repeat([0, 1, 2], [200, 60, 20])
    read = rng.normal(size=(1, len(own), 3)) + np.array([5.0, 0, 0])
    _, right = by_gold(read, own)
    assert right.low[0] < 1 / 3 < right.high[0]


def test_two_words_of_the_class_that_are_written_alike_are_one_sentence():
    class Alike(PlantedHub):
        def spellings(self, word):
            return super().spellings("a2" if word == "a1" else word)

    with pytest.raises(InputError, match="another model") as caught:
        gold_predicted(Alike(), PROMPTS)
    assert_one_sentence(str(caught.value))


def test_prompts_that_mean_one_word_are_one_sentence():
    with pytest.raises(InputError, match="add prompts") as caught:
        gold_predicted(TOY, PROMPTS[:3])
    assert_one_sentence(str(caught.value))
