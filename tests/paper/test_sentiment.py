"""Sentiment across languages: the push and its prompts are those that the record says."""

from __future__ import annotations

import numpy as np
import pytest

from semhub.datasets.opinions import PROMPTS, WORDS
from semhub.paper.run import Run
from semhub.paper.sentiment import LANGUAGES, sentiment_steering
from semhub.paper.setting import AS_PAPER
from semhub.steering import PRESETS, Push
from semhub.steering.answers import answers
from semhub.steering.choice import distinct_spellings


@pytest.fixture(scope="module")
def found(nano, memory):
    return sentiment_steering(Run(nano, memory=memory))


def test_each_language_has_its_log_odds_and_its_scored_continuations(found):
    assert [part.name for part in found.parts] == ["words-zh", "said-zh", "words-es", "said-es"]
    assert list(found.sides) == ["prompts:zh", "prompts:es"]
    assert all(part.sentence in found.sentence for part in found.parts)


def test_the_push_changes_each_answer_by_what_one_push_alone_does(nano, memory, found):
    preset = PRESETS["mood"]
    questions, choices = preset.questions(nano, "zh")
    push = Push(preset.layer, preset.direction(nano, memory=memory).push(8, preset.strength))
    before, after = answers(nano, questions, distinct_spellings(nano, choices), [push])
    change = (after[:, 1] - after[:, 0]) - (before[:, 1] - before[:, 0])
    got = [r["value"] for r in found.parts[0].rows if r.get("item") and "push" in r["metric"]]
    np.testing.assert_allclose(got, change, atol=1e-3)


def test_as_in_the_paper_one_pair_is_pushed_five_times_and_drawn_by_seeds(nano, memory):
    found = sentiment_steering(Run(nano, AS_PAPER, memory=memory))
    assert (found.options["layer"], found.options["strength"]) == (round(17 / 32 * 10), 5.0)
    said = found.parts[1]
    assert said.data["seeds"] == [0, 1, 2]
    assert any(row["metric"].startswith("deviation over seeds") for row in said.rows)


def test_every_language_has_prompts_and_words_of_either_kind():
    for code in LANGUAGES:
        minus, plus = WORDS[code]
        assert len(PROMPTS[code]) >= 6 and not {*minus} & {*plus}
