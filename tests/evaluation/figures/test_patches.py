"""Patches are read where the slot is drawn, by the words whose states are nearest."""

from __future__ import annotations

from random import Random
from types import SimpleNamespace

import numpy as np
import pytest
import torch

import semhub
from semhub.evaluation.figures import patches
from semhub.evaluation.figures.patches import (
    SLOTS,
    WordIndex,
    centred,
    reading_figures,
    shown_cells,
)
from semhub.inputs import Text
from semhub.states.extraction import positions
from semhub.world.renderings import GRAMMARS
from semhub.world.renderings.segment import PLAIN
from semhub.world.scenes import CLASSES, Scene, draw_scene

SCENE = Scene(2, "dog", "run", "big", "red", "river")


@pytest.fixture(scope="module")
def model():
    return semhub.load("semhub-nano")


def index_of(values, states: np.ndarray, slot: str = "place") -> WordIndex:
    """An index of known words: values (words,), states (layers, words, width)."""
    index = WordIndex.__new__(WordIndex)
    index.values, index.states = {slot: np.array(values)}, {slot: states}
    return index


def test_each_slot_is_shown_where_the_picture_draws_it():
    cells = shown_cells(SCENE, "0/0")
    assert cells["place"][0].all() and not cells["place"][1:].any()
    assert cells["predicate"][1:, 4].all() and not cells["predicate"][:, :4].any()
    for slot in ("thing", "colour"):
        assert cells[slot].any() and not cells[slot][0].any() and not cells[slot][:, 4].any()


def test_a_state_reads_as_the_word_that_most_of_its_neighbours_say():
    rng = np.random.default_rng(0)
    directions = rng.normal(size=(3, 16))
    values = np.repeat([0, 1, 2], 20)
    noisy = directions[values] + 0.1 * rng.normal(size=(60, 16))
    index = index_of(values, centred(noisy[None]))
    asked = directions[[2, 0, 1]] - directions.mean(0)
    assert index.read("place", 0, asked).tolist() == [2, 0, 1]


def at(cosines: list[float]) -> np.ndarray:
    """(1, words, 2) unit vectors with these cosines to the first axis."""
    angles = np.arccos(cosines)
    return np.stack([np.cos(angles), np.sin(angles)], axis=-1)[None]


@pytest.mark.parametrize(
    ("cosines", "values", "read"),
    [
        (
            [0.9, 0.9, 0.2, 0.2, 0.2, -1.0],
            [1, 1, 0, 0, 0, 0],
            1,
        ),
        (
            [0.9, 0.6, 0.6, 0.1, 0.1, -1.0],
            [1, 0, 0, 2, 2, 1],
            0,
        ),
        ([0.6, 0.6, 0.5, 0.5, 0.5, 0.4, 0.4, 0.4], [1, 1, 2, 3, 4, 0, 0, 0], 1),
    ],
    ids=["two near ones outweigh three far", "two together outweigh the nearest", "five vote"],
)
def test_a_neighbours_vote_weighs_what_it_is_like(cosines, values, read):
    assert index_of(values, at(cosines)).read("place", 0, np.array([[1.0, 0.0]])).tolist() == [read]


def test_centring_takes_each_layers_mean_and_every_length():
    rng = np.random.default_rng(1)
    states = rng.normal(size=(3, 40, 8))
    found = centred(states)
    np.testing.assert_allclose(np.linalg.norm(found, axis=-1), 1)
    offset = 50 * rng.normal(size=(3, 1, 8))
    np.testing.assert_allclose(centred(states + offset), found, atol=1e-9)
    np.testing.assert_allclose(found[1], centred(states[1:2])[0])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_words_state_is_the_mean_over_the_pieces_that_spell_it(model, language, monkeypatch):
    monkeypatch.setattr(patches, "INDEXED", 4)
    monkeypatch.setattr(patches, "centred", lambda states: states)
    index = WordIndex(model, language, seed=3)
    rng, grammar = Random("index/3"), GRAMMARS[language]
    met = dict.fromkeys(SLOTS, 0)
    for _ in range(4):
        scene = draw_scene(rng, held=False, full=True)
        sentence = grammar.sentence(scene)
        _, states = positions(model, Text(sentence))
        offsets = model.text.tokenizer(sentence, return_offsets_mapping=True)["offset_mapping"]
        end = 0
        for segment in grammar.segments(scene, PLAIN):
            start = sentence.lower().index(segment.text.lower(), end)
            end = start + len(segment.text)
            if segment.slot not in SLOTS:
                continue
            spell = [i for i, (a, b) in enumerate(offsets) if a < end and b > start]
            row = met[segment.slot]
            np.testing.assert_allclose(
                index.states[segment.slot][:, row], states[:, spell].mean(1), atol=1e-5
            )
            value = getattr(scene, segment.slot)
            assert CLASSES[segment.slot][index.values[segment.slot][row]] == value
            met[segment.slot] += 1
    assert all(met[slot] == len(index.values[slot]) for slot in SLOTS) and min(met.values()) > 0


class Toy:
    """A model whose logits are its states: entry k of a state is the logit of word k."""

    n_layers = 4

    def unembed(self, states: torch.Tensor) -> torch.Tensor:
        return states


WIDTH = len(CLASSES["place"])


def heard(place: str, where: int) -> torch.Tensor:
    """(layers, 6, width): nothing but a little noise, and at one position the word."""
    generator = torch.Generator().manual_seed(where)
    states = 0.01 * torch.randn(5, 6, WIDTH, generator=generator)
    states[:, where, CLASSES["place"].index(place)] += 1
    return states


@pytest.fixture
def spoken(monkeypatch):
    """Scenes, and the states of each: its place is said at another position in each."""
    monkeypatch.setattr(patches, "first_piece", lambda _m, _l, _s, v: CLASSES["place"].index(v))
    drawn = [SimpleNamespace(place=place) for place in CLASSES["place"]]
    return drawn, [heard(scene.place, k % 6) for k, scene in enumerate(drawn)]


WORDS = index_of(np.repeat(range(WIDTH), 6), np.stack([np.repeat(np.eye(WIDTH), 6, axis=0)] * 5))


def read(drawn, states, shown):
    return patches._reading(Toy(), "place", "en", "place", drawn, states, shown, WORDS)


def test_speech_is_read_at_the_position_most_like_a_word(spoken):
    drawn, states = spoken
    reading = read(drawn, states, None)
    assert reading.best.value == 1 and reading.best.n == len(drawn)
    assert reading.neighbours == reading.logit == [1.0] * 5
    wrong = read([*drawn[1:], drawn[0]], states, None)
    assert wrong.best.value == 0


def test_a_picture_is_read_at_the_positions_that_show_the_slot_and_no_others(spoken):
    drawn, states = spoken
    own = [np.arange(6) == k % 6 for k in range(len(drawn))]
    reading = read(drawn, states, own)
    assert reading.best.value == 1 and reading.best.n == len(drawn)
    beside = [np.roll(cells, 1) for cells in own]
    assert read(drawn, states, beside).best.value < 0.5
    assert read(drawn, states, [np.ones(6, bool)] * len(drawn)).best.n == 6 * len(drawn)


def test_every_slot_is_read_at_patches_and_in_speech(model, monkeypatch):
    monkeypatch.setattr(patches, "INDEXED", 40)
    tone = np.sin(np.arange(16_000, dtype=np.float32) / 9)
    monkeypatch.setattr(patches, "speech", lambda drawn, _language, _seed: [tone] * len(drawn))
    found = {reading["name"]: reading for reading in reading_figures(model, "en", 3, 5)}
    assert list(found) == [f"{s} at its patches" for s in SLOTS] + [f"{s} in speech" for s in SLOTS]
    for reading in found.values():
        assert len(reading["neighbours"]) == len(reading["logit"]) == model.n_layers + 1
        best = reading["neighbours"][reading["layer"]]
        assert reading["best"]["value"] == pytest.approx(best, abs=1e-4)
    assert found["place at its patches"]["best"]["value"] > 0.6
    assert found["place at its patches"]["best"]["n"] == 3 * 5
    assert found["place in speech"]["best"]["n"] == 3
