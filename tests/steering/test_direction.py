"""Directions: the slow obvious mean difference, and what is as long as it."""

from __future__ import annotations

import numpy as np
import pytest

import semhub
from semhub.errors import InputError
from semhub.inputs import Text
from semhub.states.extraction import positions
from semhub.steering import direction
from tests.tiny import SENTENCES, llama_folder

MINUS = [Text(text) for text in SENTENCES[:3]]
PLUS = [Text(text) for text in SENTENCES[3:5]]


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return semhub.load(str(llama_folder(tmp_path_factory.mktemp("llama"))))


def tokens(model, item: Text) -> np.ndarray:
    """(layers + 1, positions, width) states of the item's span."""
    batch, states = positions(model, item)
    return states[:, batch.content[0]].numpy()


@pytest.mark.parametrize("pool", ["last", "mean", "unit"])
def test_a_push_of_strength_1_is_the_mean_difference(model, pool):
    """Of "unit" it is that of the tokens' directions, as long as a typical token is."""
    taken = {"last": lambda span: span[:, -1:]}.get(pool, lambda span: span)
    minus, plus = ([taken(tokens(model, item)) for item in side] for side in (MINUS, PLUS))
    norms = np.median(np.linalg.norm(np.concatenate([*minus, *plus], axis=1), axis=2), axis=1)
    if pool == "unit":
        minus, plus = (
            [
                one / np.linalg.norm(one, axis=2, keepdims=True) * norms[:, None, None]
                for one in side
            ]
            for side in (minus, plus)
        )
    means = [sum(one.mean(axis=1) for one in side) / len(side) for side in (minus, plus)]
    difference = means[1] - means[0]
    found = direction(model, MINUS, PLUS, pool=pool)
    np.testing.assert_allclose(found.norms, norms, rtol=1e-4)
    for layer in range(1, model.n_layers + 1):
        length = np.linalg.norm(difference[layer])
        np.testing.assert_allclose(found.lengths[layer], length / norms[layer], rtol=1e-4)
        np.testing.assert_allclose(found.push(layer, 1.0), difference[layer], rtol=1e-3, atol=1e-4)
        assert np.linalg.norm(found.push(layer, -2.0)) == pytest.approx(2 * length, rel=1e-4)


def test_at_a_wrong_layer_a_push_is_as_many_norms_of_the_states_there(model):
    found = direction(model, MINUS, PLUS)
    moved = found.push(3, 1.0, at=1)
    np.testing.assert_allclose(
        moved / found.norms[1], found.push(3, 1.0) / found.norms[3], rtol=1e-4
    )


def test_along_another_difference_a_push_is_as_long_and_where_there_is_none_it_is_nothing(model):
    found = direction(model, MINUS, PLUS)
    difference = np.random.default_rng(0).standard_normal(found.vectors.shape)
    difference[2] = 0
    other = found.along(difference, ("one", "two"))
    assert (other.minus, other.plus) == ("one", "two")
    for layer in (1, 3):
        push = other.push(layer, 1.5)
        assert np.linalg.norm(push) == pytest.approx(np.linalg.norm(found.push(layer, 1.5)))
        np.testing.assert_allclose(
            push / np.linalg.norm(push), difference[layer] / np.linalg.norm(difference[layer]),
            atol=1e-6,
        )  # fmt: skip
    assert not other.push(2, 1.0).any()


def test_reversed_leads_from_plus_to_minus(model):
    there, back = direction(model, MINUS, PLUS), direction(model, PLUS, MINUS)
    turned = there.reversed()
    assert (turned.minus, turned.plus) == (back.minus, back.plus)
    np.testing.assert_allclose(turned.vectors, back.vectors, atol=1e-5)
    np.testing.assert_allclose(turned.push(2, 0.5), -there.push(2, 0.5), atol=1e-6)


def test_a_random_direction_is_as_long_and_another_one_each_time(model):
    found = direction(model, MINUS, PLUS)
    one, other = found.random(1), found.random(2)
    for layer in range(1, model.n_layers + 1):
        length = np.linalg.norm(found.push(layer, 1.0))
        assert np.linalg.norm(one.push(layer, 1.0)) == pytest.approx(length, rel=1e-4)
    assert not np.allclose(one.vectors, other.vectors)
    np.testing.assert_array_equal(one.vectors, found.random(1).vectors)


def test_random_directions_for_several_layers_keep_the_angles_between_these(model):
    found = direction(model, MINUS, PLUS)
    alone, together = found.random(1), found.random(1, (1, 3))
    angle = found.vectors[1] @ found.vectors[3]
    assert together.vectors[1] @ together.vectors[3] == pytest.approx(angle, abs=1e-5)
    assert abs(alone.vectors[1] @ alone.vectors[3] - angle) > 0.05
    np.testing.assert_allclose(together.vectors[:3], alone.vectors[:3], atol=1e-6)
    assert np.linalg.norm(together.vectors[3]) == pytest.approx(1, abs=1e-5)


def test_random_directions_for_several_layers_point_anywhere(model):
    found = direction(model, MINUS, PLUS)
    drawn = np.array([found.random(seed, (1, 2, 3)).vectors[3] for seed in range(400)])
    spread = 1 / np.sqrt(model.width * len(drawn))
    assert np.abs(drawn.mean(axis=0)).max() < 5 * spread
    assert (drawn**2).mean(axis=0) == pytest.approx(1 / model.width, rel=0.4)


def test_where_the_sides_do_not_differ_nothing_is_made_longer_random_or_not():
    """The last position of both texts is the same word, which at layer 0 is all there is."""
    model = semhub.load("semhub-nano")
    found = direction(model, Text("A dog runs. →"), Text("A cat runs. →"))
    assert not found.vectors[0].any() and not found.random(0).vectors[0].any()
    assert found.vectors[8].any()


def test_names_are_the_first_items(model):
    assert direction(model, MINUS[0], PLUS[0]).minus == MINUS[0].text
    assert direction(model, MINUS, PLUS).minus == f"{MINUS[0].text} and 2 more"
    assert direction(model, MINUS, PLUS, names=("one", "two")).plus == "two"


def test_an_empty_side_is_refused(model):
    with pytest.raises(InputError, match="both sides"):
        direction(model, [], PLUS)


def test_two_sides_that_are_the_same_are_refused(model):
    with pytest.raises(InputError, match="same states"):
        direction(model, MINUS, MINUS)
