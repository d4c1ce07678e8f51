"""Where lenses agree: on words of a toy whose readings are known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from semhub.inputs import Text, texts
from semhub.lenses import neighbours
from semhub.lenses.agreement import agreement
from semhub.lenses.leading_words import MOST, leading_words
from semhub.lenses.reading import read, reader_of
from tests.toy import PlantedHub

SAID = texts([f"a0 a{i} a{(i + 1) % 20}" for i in range(20)])


@pytest.fixture
def model():
    return PlantedHub(meets_at=2)


@pytest.fixture
def item():
    return Text("b7 b3")


def renamed(reading, layer: int, position: int, word: str, token: int | None = None):
    """The reading with another best word in one cell."""
    words = [[list(cell) for cell in row] for row in reading.words]
    tokens = reading.tokens.copy()
    words[layer][position][0] = word
    if token is not None:
        tokens[layer, position, 0] = token
    return replace(reading, words=words, tokens=tokens)


def test_heads_agree_on_a_word_whatever_its_capitals_and_the_space_in_front(model, item):
    logit = read(model, item)
    paper = replace(renamed(logit, 1, 0, f" {logit.words[1][0][0].upper()}"), kind="paper")
    same = agreement(model, [logit, paper])["logit", "paper"]
    assert same.shape == (5, 2) and same.all()
    paper = replace(renamed(logit, 1, 0, "another"), kind="paper")
    same = agreement(model, [logit, paper])["logit", "paper"]
    assert not same[1, 0] and same.sum() == same.size - 1


def test_a_head_agrees_with_a_neighbour_whose_word_begins_with_its_token(model, item):
    logit = read(model, item)
    near = read(model, item, kind="neighbours", index=neighbours.index(model, SAID))
    same = agreement(model, [near, logit])["neighbours", "logit"]
    assert same[2:].all()  # from the meeting layer on both read a7 and a3
    other = renamed(logit, 2, 0, "a9", model.ids["a9"])
    assert not agreement(model, [near, other])["neighbours", "logit"][2, 0]


def test_every_pair_is_compared_in_the_order_given(model, item):
    logit = read(model, item)
    kinds = [replace(logit, kind=kind) for kind in ("logit", "paper", "jacobian")]
    assert list(agreement(model, kinds)) == [
        ("logit", "paper"), ("logit", "jacobian"), ("paper", "jacobian"),
    ]  # fmt: skip


def seen(model, item):
    from semhub.states.extraction import positions

    return positions(model, item)[1]


def test_a_word_that_led_only_on_the_way_is_followed_to_the_end(model, item):
    reading, states = read(model, item), seen(model, item)
    found = leading_words(reader_of(model, "logit"), reading, states, 0)
    early = reading.words[0][0][0]
    assert early != "a7" and found.words == [early, "a7"]
    assert found.led == [[0, 1], [2, 3, 4]] and found.left_out == 0
    tracked = read(model, item, track=found.words).tracked
    for k, word in enumerate(found.words):
        np.testing.assert_allclose(found.scores[:, k], tracked[word][:, 0], rtol=1e-5)


def test_spellings_of_one_word_that_led_are_taken_together(model, item):
    reading, states = read(model, item), seen(model, item)
    token = model.ids["a9"]
    twice = renamed(reading, 3, 0, " A7", token)
    found = leading_words(reader_of(model, "logit"), twice, states, 0)
    assert len(found.words) == 2 and found.led[1] == [2, 3, 4]
    p = model.unembed(states[4, 0]).softmax(0)
    assert found.scores[4, 1] == pytest.approx(float(p[model.ids["a7"]] + p[token]), rel=1e-5)


def test_neighbours_are_followed_by_their_cosine(model, item):
    index = neighbours.index(model, SAID)
    reading = read(model, item, kind="neighbours", index=index)
    found = leading_words(
        reader_of(model, "neighbours", index=index), reading, seen(model, item), 1
    )
    assert "a3" in found.words
    expected = read(model, item, kind="neighbours", index=index, track=["a3"]).tracked["a3"][:, 1]
    np.testing.assert_allclose(found.scores[:, found.words.index("a3")], expected, atol=1e-5)


def test_of_too_many_words_those_that_led_longest_are_kept():
    model = PlantedHub(n_layers=12, meets_at=12)
    item = Text("b7")
    reading = read(model, item)
    for layer in range(8):
        reading = renamed(reading, layer, 0, f"a{layer}", model.ids[f"a{layer}"])
    found = leading_words(reader_of(model, "logit"), reading, seen(model, item), 0)
    assert (
        len(found.words) == MOST
        and found.left_out == len({row[0][0] for row in reading.words}) - MOST
    )
    assert reading.words[8][0][0] in found.words
