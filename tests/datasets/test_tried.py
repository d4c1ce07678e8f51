"""What came of ready-made pushes, as recorded: what counts as one that worked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from semhub.datasets.pushes import ABOUT, SENSES
from semhub.datasets.tried import Trial, recorded
from semhub.models import catalogue

GOOD = Trial(
    "mood", "zh", open=10, changed=8, at_random=0.5, change=4.0, low=3.0, high=5.0, times=1.5
)


@pytest.mark.parametrize(
    ("differs", "worked"),
    [
        ({}, True),
        ({"changed": 7}, False),  # fewer than most
        ({"times": 1.0}, False),  # no farther than random pushes
        ({"times": None}, False),
        ({"open": 0, "changed": 0}, False),  # nothing to change
    ],
)
def test_a_push_works_where_most_answers_change_and_move_farther_than_at_random(differs, worked):
    assert replace(GOOD, **differs).worked is worked


@pytest.mark.parametrize("entry", catalogue.embedded(), ids=lambda entry: entry.name)
def test_every_push_that_an_embedded_model_can_be_asked_was_tried(entry):
    tried = {(one.preset, one.spoke) for one in recorded(entry.name)}
    assert tried == {
        (about.name, spoke)
        for about in ABOUT.values()
        for spoke in about.spokes
        if about.embedded and SENSES.get(spoke, "text") in entry.modalities
    }


def test_of_another_model_nothing_is_recorded():
    assert recorded("tiny-llama") == recorded("../..") == ()
