"""One plane for all layers: what moves when the layer changes is the items."""

from __future__ import annotations

import numpy as np
import pytest

from semhub.errors import InputError
from semhub.experiments.hub import Spokes, States, pca, take
from tests.experiments.hub.planted import PlantedBand, spokes, words

LETTERS = "abc"


@pytest.fixture(scope="module")
def states():
    return take(PlantedBand(LETTERS), spokes(LETTERS))


def made(x, names=None):
    """States (layers, spokes, n, width) as if a model had given them."""
    x = np.asarray(x, np.float32)
    names = names or LETTERS[: x.shape[1]]
    sets = {"words": {name: x[:, k] for k, name in enumerate(names)}}
    return States("toy", "mean", Spokes(tuple(names), {"words": words(names, x.shape[2])}), sets)


def directions(states, own_means):
    """The slow version: state by state, divided by its length."""
    x = np.stack([states.sets["words"][letter] for letter in states.spokes.names], axis=1)
    x = x.astype(float)
    if not own_means:
        x = x - x.mean(axis=2, keepdims=True)
    for place in np.ndindex(x.shape[:3]):
        x[place] /= np.sqrt(x[place] @ x[place])
    return x - x.mean(axis=(1, 2), keepdims=True)


@pytest.mark.parametrize("own_means", [False, True])
def test_points_are_the_directions_seen_along_the_same_two_axes_at_every_layer(states, own_means):
    found = pca(states, "words", own_means=own_means)
    x = directions(states, own_means)
    assert found.points.shape == (7, 3, 24, 2) and found.spokes == list(LETTERS)
    np.testing.assert_allclose(found.axes @ found.axes.T, np.eye(2), atol=1e-12)
    np.testing.assert_allclose(found.points, x @ found.axes.T, atol=1e-6)


def test_the_axes_are_the_first_two_principal_components_of_all_layers_together(states):
    found = pca(states, "words")
    x = directions(states, own_means=False).reshape(-1, 32)
    principal = np.linalg.svd(x, full_matrices=False)[2][:2]
    np.testing.assert_allclose(np.abs(principal @ found.axes.T), np.eye(2), atol=1e-6)
    # An axis and its reverse are as good; the one shown is always the same.
    assert (np.abs(found.axes).max(axis=1) == found.axes.max(axis=1)).all()


def test_shares_are_those_of_the_definition(states):
    found = pca(states, "words")
    x = directions(states, own_means=False)
    points = x @ found.axes.T
    centre = points.mean(axis=1, keepdims=True)
    for k in range(7):
        plane = (points[k] ** 2).sum()
        assert found.explained[k] == pytest.approx(plane / (x[k] ** 2).sum())
        assert found.within[k] == pytest.approx(((points[k] - centre[k]) ** 2).sum() / plane)


def test_items_that_mean_the_same_coincide_at_the_layers_where_the_spokes_meet(states):
    found = pca(states, "words")
    np.testing.assert_allclose(found.within[2:5], 0, atol=1e-9)
    assert found.within[[0, 1, 5, 6]].min() > 0.4
    np.testing.assert_allclose(found.points[3, 0], found.points[3, 2], atol=1e-6)


def test_limits_hold_every_point_of_every_layer_and_no_more(states):
    found = pca(states, "words")
    for axis, (low, high) in enumerate(found.limits):
        assert found.points[..., axis].min() == pytest.approx(low)
        assert found.points[..., axis].max() == pytest.approx(high)


def test_a_norm_that_grows_over_depth_or_is_a_data_types_own_moves_no_point(states):
    x = np.stack([states.sets["words"][letter] for letter in LETTERS], axis=1)
    scale = np.exp(np.arange(7))[:, None, None, None] * np.array([1, 50, 3])[:, None, None]
    plain, scaled = pca(made(x), "words"), pca(made(x * scale), "words")
    np.testing.assert_allclose(scaled.points, plain.points, atol=1e-4)


def test_an_offset_of_one_data_type_is_seen_only_where_means_are_kept(states):
    x = np.stack([states.sets["words"][letter] for letter in LETTERS], axis=1)
    offset = np.zeros((3, 1, 32))
    offset[0] = 20
    plain, moved = pca(made(x), "words"), pca(made(x + offset), "words")
    np.testing.assert_allclose(moved.points, plain.points, atol=1e-4)
    kept = pca(made(x + offset), "words", own_means=True).points.mean(axis=2)
    apart = np.linalg.norm(kept[:, 0] - kept[:, 1], axis=-1)
    assert (apart > 5 * np.linalg.norm(kept[:, 1] - kept[:, 2], axis=-1)).all()


def test_states_that_are_all_alike_are_one_point_and_no_error():
    found = pca(made(np.ones((2, 2, 5, 4))), "words")
    assert not found.points.any() and not found.explained.any() and not found.within.any()


def test_rows_that_are_not_there_are_told_which_are(states):
    with pytest.raises(InputError, match="no rows “sums”; choose one of words"):
        pca(states, "sums")
