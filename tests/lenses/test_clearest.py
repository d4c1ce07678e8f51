"""The cell at which a lens is opened is the one its rule names, on readings that are known."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from semhub import datasets
from semhub.inputs import Text
from semhub.lenses.clearest import clearest
from semhub.lenses.reading import read, reader_of
from semhub.lenses.result import Reading
from semhub.models.loading import load
from semhub.states.extraction import positions

VOCABULARY = ["the", "pigs", "lions", "swim", "."]
TEXT = "the pigs swim."
PIECES = ["<s>", "the", " pi", "gs", " swim", "."]
LAYERS = 5


def scores(**cells: float) -> np.ndarray:
    """(layers, positions, vocabulary) of 0.1 each, and at the inner layers what is asked for, as
    `p3_pigs`: the word's score at the position."""
    found = np.full((LAYERS, len(PIECES), len(VOCABULARY)), 0.1)
    for cell, score in cells.items():
        position, word = cell.split("_")
        found[1:-1, int(position[1:]), VOCABULARY.index(word)] = score
    return found


def opened(found: np.ndarray, mass: np.ndarray | None = None) -> tuple[int, int]:
    order = np.argsort(-found, axis=-1, kind="stable")[..., :3]
    reading = Reading(
        model="a model", kind="neighbours" if mass is None else "logit", texts=PIECES,
        content=np.array([False, *[True] * 5]), tokens=order,
        scores=np.take_along_axis(found, order, axis=-1),
        words=[[[VOCABULARY[i] for i in cell] for cell in row] for row in order], tracked={},
        languages=() if mass is None else ("en", "es"), mass=mass,
    )  # fmt: skip
    reader = SimpleNamespace(scores=lambda _states: iter(found))
    return clearest(reader, reading, torch.zeros(1), TEXT)


def test_it_opens_where_a_content_word_stands_out():
    assert opened(scores(p3_pigs=0.6, p4_swim=0.4))[1] == 3
    assert opened(scores(p3_pigs=0.6, p4_swim=0.8))[1] == 4


def test_the_layer_is_the_inner_one_at_which_the_word_stands_out_most():
    found = scores(p4_swim=0.6)
    found[2, 4, VOCABULARY.index("swim")] = 0.7
    found[-1, 4, VOCABULARY.index("swim")] = 0.9
    assert opened(found) == (2, 4)


def test_what_is_read_everywhere_does_not_stand_out():
    everywhere = {f"p{k}_lions": 0.9 for k in range(1, 6)}
    assert opened(scores(**everywhere, p4_swim=0.95))[1] == 4


@pytest.mark.parametrize(
    "cell", ["p0_pigs", "p1_pigs", "p2_lions", "p5_pigs", "p3_the", "p4_."]
)  # fmt: skip
def test_it_never_opens_on_a_special_token_a_function_word_punctuation_or_a_words_beginning(cell):
    assert opened(scores(**{cell: 0.9}, p4_swim=0.3))[1] == 4


def test_the_last_cell_is_left_where_no_content_word_is_read():
    assert opened(np.tile(np.eye(len(VOCABULARY))[0], (LAYERS, len(PIECES), 1))) == (4, 5)


def test_where_probability_moves_between_languages_it_opens_where_it_does_so_best():
    mass = np.zeros((LAYERS, len(PIECES), 2))
    mass[..., 0], mass[-1, :, 0] = 0.7, 0.2
    mass[-1, 3] = 0.05
    mass[..., 1] = 1 - mass[..., 0]
    mass[2, 3] = 0.9, 0.1
    found = scores(p3_pigs=0.6, p4_swim=0.8)
    assert opened(found, mass) == (2, 3)
    mass[-1] = 0.8, 0.2  # it stays in one language: the words decide
    assert opened(found, mass)[1] == 4


def test_the_embedded_model_opens_on_a_word_that_is_read_in_english():
    model, reader = (nano := load("semhub-nano")), reader_of(nano, "neighbours")
    right = []
    for english, chinese in zip(*(datasets.table("world")[code][:20] for code in ("en", "zh")),
                                strict=True):  # fmt: skip
        item = Text(chinese)
        seen = positions(model, item)
        reading = read(model, item, kind="neighbours", seen=seen, index=reader.index)
        layer, position = clearest(reader, reading, seen[1], chinese)
        assert reading.worded[position]
        right.append(reading.words[layer][position][0].casefold() in english.casefold())
    assert np.mean(right) >= 0.8


def test_punctuation_and_special_tokens_are_no_words():
    model = load("semhub-nano")
    reading = read(model, Text("猪游泳。"))
    assert reading.worded.tolist() == [False, True, True, True, False]
    assert not replace(reading, texts=["∧ ", "(", " ", "，", "."]).worded[1:].any()
