"""One more word: the model's own logits, and a push that counts only where it is put."""

import numpy as np
import pytest
import torch

import semhub
from semhub.inputs import Image, Text
from semhub.nano.dataset import pictures, scenes
from semhub.nano.figures.asking import next_word
from semhub.nano.learning.recipes import ARROW
from semhub.nano.renderings import GRAMMARS


@pytest.fixture(scope="module")
def model():
    return semhub.load("semhub-nano")


@pytest.fixture(scope="module")
def told():
    return [Text(GRAMMARS["zh"].sentence(scene)) for scene in scenes(5)]


def test_the_next_word_is_that_of_the_model_itself(model, told):
    found = next_word(model, told, [ARROW] * len(told))
    for item, logits in zip(told, found, strict=True):
        ids = model.text.tokenizer(item.text + ARROW, return_tensors="pt")["input_ids"]
        with torch.inference_mode():
            torch.testing.assert_close(
                logits, model.module(input_ids=ids).logits[0, -1], atol=2e-4, rtol=1e-4
            )


def test_a_picture_can_be_asked_and_its_content_matters(model):
    first, second = (Image(np.asarray(p)) for p in pictures(scenes(2)))
    one, other = next_word(model, [first, second], [ARROW] * 2)
    assert not torch.allclose(one, other)


def test_a_push_of_nothing_changes_nothing_and_a_push_something(model, told):
    said = [ARROW] * len(told)
    plain = next_word(model, told, said)
    still = next_word(model, told, said, 3, torch.zeros(len(told), model.width))
    torch.testing.assert_close(plain, still, atol=1e-4, rtol=1e-4)
    pushes = torch.zeros(len(told), model.width)
    pushes[2] = 5.0
    moved = (next_word(model, told, said, 3, pushes) - plain).abs().amax(1) > 1e-2
    assert moved.tolist() == [False, False, True, False, False]


def test_no_hook_is_left_behind(model, told):
    next_word(model, told, [ARROW] * len(told), 2, torch.ones(len(told), model.width))
    assert not any(block._forward_hooks for block in model.blocks)
