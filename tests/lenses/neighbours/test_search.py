"""The exact search: parity with two loops, and closed forms."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from semhub.errors import InputError
from semhub.lenses.neighbours import Index
from semhub.lenses.neighbours.search import NEAREST, centred
from tests.sentences import assert_one_sentence

WORDS = ["cat", "dog", "Cat", "owl", "dog", "dog", "sky", "cat"] * 3
LAYERS, WIDTH = 3, 16


def unit(states: np.ndarray) -> np.ndarray:
    return states / np.linalg.norm(states, axis=-1, keepdims=True)


def made(states: np.ndarray, words: list[str]) -> Index:
    arrays = centred(unit(states).astype(np.float32))
    return Index("toy", **arrays, words=words, sentences=[f"s{i}" for i in range(len(words))])


@pytest.fixture
def states() -> np.ndarray:
    """(layers, entries, width), far from the origin, as inner states are."""
    rng = np.random.default_rng(0)
    return rng.normal(size=(LAYERS, len(WORDS), WIDTH)) + 3


@pytest.fixture
def query() -> np.ndarray:
    return np.random.default_rng(1).normal(size=(LAYERS, 5, WIDTH)) - 2


def slowly(states, query, reference=None):
    """Per layer and position: word -> (best cosine, count among the nearest, sentence)."""
    found = []
    for layer in range(LAYERS):
        entries, items = unit(states[layer]), unit(query[layer])
        ours = entries.mean(axis=0) if reference is None else reference[layer]
        row = []
        for item in items:
            cosines = []
            for entry in entries:
                a, b = item - ours, entry - entries.mean(axis=0)
                cosines.append(a @ b / np.linalg.norm(a) / np.linalg.norm(b))
            nearest = sorted(range(len(WORDS)), key=lambda i: -cosines[i])
            words: dict[str, list] = {}
            for rank, i in enumerate(nearest):
                word = words.setdefault(WORDS[i].lower(), [cosines[i], 0, f"s{i}"])
                word[1] += rank < NEAREST
            row.append(words)
        found.append(row)
    return found


@pytest.mark.parametrize("given", [None, np.full((LAYERS, WIDTH), 0.1, dtype=np.float32)])
def test_the_search_is_that_of_two_plain_loops(states, query, given):
    found = made(states, WORDS).read(query, top=4, reference=given)
    for layer, row in enumerate(slowly(states, query, given)):
        for position, expected in enumerate(row):
            assert found.words[layer][position] == list(expected)
            cosines, counts, sentences = zip(*expected.values(), strict=True)
            np.testing.assert_allclose(found.similarities[layer, position], cosines, atol=1e-5)
            assert found.counts[layer, position].tolist() == list(counts)
            assert found.sentences[layer][position] == list(sentences)


def test_a_tracked_word_has_the_cosine_of_its_nearest_state_everywhere(states, query):
    found = made(states, WORDS).read(torch.tensor(query), top=1, track=["Owl"])
    expected = [[words["owl"][0] for words in row] for row in slowly(states, query)]
    np.testing.assert_allclose(found.tracked["Owl"], expected, atol=1e-5)


def test_a_state_of_the_index_reads_as_its_own_word_with_cosine_one(states):
    words = [f"w{i}" for i in range(len(WORDS))]
    index = made(states, words)
    found = index.read(states, top=1)
    assert found.words == [[[word] for word in words]] * LAYERS
    np.testing.assert_allclose(found.similarities, 1, atol=1e-5)


def test_spellings_that_differ_in_capitals_are_one_word_shown_as_most_often_written(states):
    assert made(states, WORDS).vocabulary == ["cat", "dog", "owl", "sky"]


def test_a_reference_takes_off_what_a_modality_shares(query):
    """An offset of all positions, however large, changes no reading about their own mean."""
    rng = np.random.default_rng(2)
    pad = ((0, 0), (0, 0), (0, 1))
    index = made(np.pad(rng.normal(size=(LAYERS, len(WORDS), WIDTH)), pad), WORDS)
    plain = np.pad(unit(query), pad)
    offset = np.zeros(WIDTH + 1)
    offset[-1] = 30  # along an axis that no word uses, so that lengths stay equal
    before, after = (
        index.read(states, top=4, reference=unit(states).mean(axis=1))
        for states in (plain, plain + offset)
    )
    assert after.words == before.words
    np.testing.assert_allclose(after.similarities, before.similarities, atol=1e-3)


@pytest.mark.parametrize(
    ("shape", "options", "named"),
    [
        ((LAYERS + 1, 2, WIDTH), {}, "other states"),
        ((LAYERS, 2, WIDTH + 1), {}, "other states"),
        ((LAYERS, 2, WIDTH), {"top": 0}, "4 words"),
        ((LAYERS, 2, WIDTH), {"top": 5}, "4 words"),
        ((LAYERS, 2, WIDTH), {"track": ["zebra"]}, "zebra"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(states, shape, options, named):
    with pytest.raises(InputError, match=named) as refused:
        made(states, WORDS).read(np.ones(shape), **{"top": 1, **options})
    assert_one_sentence(str(refused.value))
