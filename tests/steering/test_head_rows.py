"""Directions of the head's rows: those of its weights, as long as is asked for."""

from __future__ import annotations

import numpy as np
import pytest

import semhub
from semhub.errors import InputError
from semhub.models.spelling import tracked
from semhub.states.extraction import extract
from semhub.steering import Choice, Question, head_direction, steer
from semhub.steering.head_rows import head_row
from tests.toy_hub import SteerableHub

ITEMS = semhub.texts(["A dog runs. →", "Two cats sleep. →", "A red pig swims. →"])


@pytest.fixture(scope="module")
def nano():
    return semhub.load("semhub-nano")


def weights(model, word: str) -> np.ndarray:
    tokens = list(tracked(model, [word])[word].tokens)
    return model.module.get_output_embeddings().weight[tokens].detach().mean(dim=0).numpy()


def test_a_words_row_is_that_of_the_output_embedding(nano):
    for word in ("dog", "狗"):
        np.testing.assert_allclose(head_row(nano, word), weights(nano, word), atol=1e-6)


def test_strength_1_is_the_very_difference_of_the_rows_at_every_layer(nano):
    found = head_direction(nano, "dog", ["cat", "pig"], ITEMS)
    mean = (weights(nano, "cat") + weights(nano, "pig")) / 2
    for layer in (1, nano.n_layers):
        np.testing.assert_allclose(
            found.push(layer, 1), mean - weights(nano, "dog"), rtol=1e-4, atol=1e-6
        )
    assert (found.minus, found.plus) == ("dog", "cat pig")
    found.require_of(nano)


def test_in_norms_strength_1_is_as_long_as_a_typical_state(nano):
    found = head_direction(nano, "dog", "cat", ITEMS)
    states = extract(nano, ITEMS, pool="last", suffix="")
    typical = np.median(np.linalg.norm(states, axis=2), axis=1)
    for layer in (1, 5, nano.n_layers):
        push = found.in_norms().push(layer, 1)
        assert np.linalg.norm(push) == pytest.approx(typical[layer], rel=1e-4)
        assert push @ found.push(layer, 1) > 0


def test_where_the_head_reads_meanings_the_difference_of_two_rows_moves_their_words():
    """The head's row of a word is its meaning, orthonormal to all others: as in `toy_hub`, the
    log-odds rise by 2 * strength."""
    toy = SteerableHub(width=64)
    found = head_direction(toy, "a3", "a5", ["b1", "b2"])
    result = steer(toy, found, Question("b3"), Choice("a3", "a5"), layer=3, strength=10.0)
    assert result.point.push.change == pytest.approx([2.0], abs=1e-4)  # without norm, a tenth


def test_sides_that_the_head_cannot_tell_apart_are_refused(nano):
    with pytest.raises(InputError, match="choose other words"):
        head_direction(nano, "dog", "dog", ITEMS)
    with pytest.raises(InputError, match="at least one"):
        head_direction(nano, [], "dog", ITEMS)
    with pytest.raises(InputError, match="What is to be pushed"):
        head_direction(nano, "dog", "cat", [])
