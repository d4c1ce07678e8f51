"""A planted sink is named, and nothing else is taken for one."""

from __future__ import annotations

import numpy as np
import pytest

from semhub.errors import InputError
from semhub.inputs import Image, Text
from semhub.states.sinks import LONG, SAMPLE, sinks
from tests.toy import PlantedHub
from tests.toy_picture import GREY, RED, SIDE, PlantedPicture
from tests.toy_sink import TIMES, PlantedSink

LENGTHS = np.random.default_rng(0).integers(4, 20, 40)
WORDS = np.random.default_rng(1).integers(1, 60, (40, 20))


def texts(first: str = "a0") -> list[Text]:
    """Of different lengths, and beginning with the same word."""
    return [
        Text(" ".join([first, *(f"a{k}" for k in row[: length - 1])]))
        for row, length in zip(WORDS, LENGTHS, strict=True)
    ]


@pytest.fixture(scope="module")
def found():
    return sinks(PlantedSink(first=2), texts())


def test_a_planted_sink_is_named_with_its_token_its_layer_and_how_long_it_is(found):
    assert found.found and found.token == "a0" and found.layer in (2, 3)
    np.testing.assert_allclose(found.longest, [1, 1, TIMES, TIMES, 1], rtol=1e-4)
    assert found.share.tolist() == [0, 0, 1, 1, 0]
    assert "at “a0” is 100 times as long as the other tokens' states (layer" in found.sentence


def test_plain_means_of_a_sink_differ_in_one_direction_that_goes_with_length(found):
    assert found.direction[2] > 0.99 and found.with_length[2] > 0.99
    assert found.direction[0] < 0.5 and found.with_length[0] < 0.9


def test_direction_and_length_are_those_of_a_slow_version(found):
    model = PlantedSink(first=2)
    chosen = [texts()[i] for i in np.unique(np.linspace(0, 39, SAMPLE).astype(int))]
    for layer in (0, 2):
        means = []
        for text in chosen:
            states = model.embedding[[model.ids[word] for word in text.text.split()]].clone()
            if layer == 2:
                states[0] = model.sink
            means.append(states.numpy().mean(0))
        values, vectors = np.linalg.eigh(np.cov(np.array(means).T))
        along = np.array(means) @ vectors[:, -1]
        counts = [len(text.text.split()) for text in chosen]
        assert found.direction[layer] == pytest.approx(values[-1] / values.sum(), abs=1e-4)
        assert found.with_length[layer] == pytest.approx(
            abs(np.corrcoef(along, 1 / np.array(counts))[0, 1]), abs=1e-4
        )


def test_without_a_sink_none_is_named():
    found = sinks(PlantedHub(60), texts())
    assert not found.found and found.longest.max() < LONG
    assert found.sentence.startswith("No attention sink: the longest token is ")


def test_a_long_token_in_few_items_is_no_sink():
    model = PlantedHub(60)
    model.embedding[model.ids["a59"]] *= TIMES
    few = [Text("a1 a2 a59") if i < 10 else text for i, text in enumerate(texts())]
    found = sinks(model, [text for text in few if "a59" not in text.text] + few[:3])
    assert 0 < found.share.max() < 0.5 and not found.found


def test_items_are_looked_at_from_the_first_to_the_last():
    model = PlantedSink()
    read = []
    encode = model.encode
    model.encode = lambda items: (read.extend(item.text for item in items), encode(items))[1]
    many = [Text(f"a{1 + i % 59} a{i // 59}") for i in range(200)]
    sinks(model, many)
    places = sorted({text.text: i for i, text in enumerate(many)}[text] for text in set(read))
    assert len(places) == SAMPLE and places[0] == 0 and places[-1] == 199
    assert max(np.diff(places)) <= 9


def test_one_item_is_enough():
    assert sinks(PlantedSink(), [Text("a0 a1 a2 a3")]).found
    assert not sinks(PlantedHub(), [Text("a0 a1 a2 a3")]).found
    assert not sinks(PlantedHub(), [Text("a0")]).found


def test_of_equally_long_items_the_widest_direction_is_no_more_than_it_is():
    found = sinks(PlantedHub(60), [Text(f"a{i} b{i}") for i in range(40)])
    assert 0 < found.direction[0] < 0.5 and found.with_length[0] == 0
    assert sinks(PlantedHub(), [Text("a1 a2")] * 5).direction.max() == 0


def test_pictures_are_looked_at_too():
    red = np.tile(np.uint8(RED), (2 * SIDE, 2 * SIDE, 1))
    red[:SIDE, :SIDE] = GREY
    model = PlantedPicture()
    model.embedding[model.ids["b7"]] *= TIMES  # what a grey patch is
    found = sinks(model, [Image(red)] * 3)
    assert found.share[0] == 1


def test_without_items_it_says_what_to_give():
    with pytest.raises(InputError, match="give at least one item"):
        sinks(PlantedSink(first=2), [])
