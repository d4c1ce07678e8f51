"""Neighbours at every layer: what meets is seen where it meets, and nowhere before."""

from __future__ import annotations

import json

import numpy as np
import pytest
from scipy.linalg import orthogonal_procrustes

from semhub.errors import InputError
from semhub.experiments.hub import (
    JOINED,
    SHOWN,
    Layout,
    Spokes,
    States,
    layout,
    projection_tsne,
    room,
    take,
    tsne,
)
from semhub.experiments.hub.projection import directions, most_different, partners
from tests.experiments.hub.planted import PlantedBand, spokes, words

LETTERS = "abcd"


@pytest.fixture(scope="module")
def states():
    """The spokes meet at layers 2 to 4; at the others every word lies anywhere."""
    return take(PlantedBand(LETTERS), spokes(LETTERS))


@pytest.fixture(scope="module")
def found(states):
    return tsne(states, "words")


def made(x):
    """States (layers, spokes, n, width) as if a model had given them."""
    names = LETTERS[: x.shape[1]]
    sets = {"words": {name: x[:, k].astype(np.float32) for k, name in enumerate(names)}}
    return States("toy", "mean", Spokes(tuple(names), {"words": words(names, x.shape[2])}), sets)


def growing(layers: int = 9):
    """A residual stream, as a real one, with an item's own part throughout, and a growing part
    that says what it means: none at the first layer."""
    rng = np.random.default_rng(0)
    own = rng.normal(size=(len(LETTERS), 30, 32))
    meaning = rng.normal(size=(30, 32))
    return made(np.stack([own + 0.3 * k * meaning for k in range(layers)]))


def test_items_that_mean_the_same_are_nearest_at_the_layers_where_the_spokes_meet(found):
    shares = [partners(places) for places in found.points]
    assert min(shares[2:5]) > 0.99
    assert max(shares[:2] + shares[5:]) < 0.2
    assert found.points.shape == (7, 4, 24, 2) and found.items == tuple(range(24))


def test_nothing_meets_before_it_does_though_an_item_changes_little_from_layer_to_layer():
    states = growing()
    shares = [partners(places) for places in tsne(states, "words").points]
    true = [partners(directions(states, "words", k, own_means=False)) for k in range(9)]
    assert true[0] < 0.1 and true[-1] > 0.9
    np.testing.assert_allclose(shares, true, atol=0.2)
    assert shares[0] < 0.15


def test_a_map_is_the_same_from_run_to_run(states, found):
    np.testing.assert_array_equal(tsne(states, "words").points, found.points)


def test_where_a_layers_states_are_those_of_the_one_beside_it_no_point_goes_elsewhere():
    x = np.stack([spoke for spoke in growing().sets["words"].values()], axis=1)
    points = tsne(made(x[[6, 6, 6, 6, 6]]), "words").points
    spread = points.std(axis=(1, 2)).mean()
    moved = np.linalg.norm(np.diff(points, axis=0), axis=-1).mean(axis=(1, 2))
    assert moved.max() < 0.5 * spread


def test_kept_is_the_share_of_the_ten_nearest_that_stay_among_the_ten_nearest(states, found):
    x = directions(states, "words", 0, own_means=False).reshape(-1, 32)
    near, shown = (
        [set(np.linalg.norm(points - one, axis=1).argsort()[1:11]) for one in points]
        for points in (x, found.points[0].reshape(-1, 2))
    )
    kept = np.mean([len(a & b) / 10 for a, b in zip(near, shown, strict=True)])
    assert found.kept[0] == pytest.approx(kept)
    assert 0.3 < kept < 1


def test_rows_are_cut_to_what_there_is_room_for_and_spread_evenly(states, monkeypatch):
    monkeypatch.setattr(projection_tsne, "MOST", 7 * 4 * 5)
    assert room(states, "words") == 5
    found = tsne(states, "words")
    assert found.items == (0, 6, 12, 17, 23) and found.points.shape == (7, 4, 5, 2)
    assert tsne(states, "words", items=[3, 1]).items == (3, 1)


def test_a_cut_changes_the_rows_and_not_the_means_that_are_taken_off(states):
    ready = made(np.stack([directions(states, "words", k, own_means=False) for k in range(7)]))
    few = tuple(range(0, 24, 2))
    kept = tsne(states, "words", items=few).kept
    np.testing.assert_allclose(tsne(ready, "words", items=few, own_means=True).kept, kept, atol=0.1)


def test_an_offset_of_one_data_type_parts_it_only_where_means_are_kept(states):
    x = np.stack([states.sets["words"][letter] for letter in LETTERS], axis=1)
    x = x + 20 * (np.arange(4) == 0)[:, None, None]
    apart = made(x)
    assert partners(tsne(apart, "words").points[3]) > 0.9
    points = tsne(apart, "words", own_means=True).points[3]
    first, others = points[0], points[1:].reshape(-1, 2)
    nearest = np.linalg.norm(first[:, None] - others, axis=-1).min(axis=1)
    assert nearest.min() > np.linalg.norm(first - first.mean(axis=0), axis=-1).mean()


def test_progress_counts_the_layers(states):
    told = []
    tsne(states, "words", items=range(4), progress=lambda share, _stage: told.append(share))
    np.testing.assert_allclose(told, np.arange(7) / 7)


def test_states_that_are_all_alike_are_one_point_and_no_error():
    found = tsne(made(np.ones((2, 2, 5, 4))), "words")
    assert np.isfinite(found.points).all() and np.ptp(found.points, axis=(1, 2)).max() < 1e-6


def test_rows_that_are_not_there_are_told_which_are(states):
    with pytest.raises(InputError, match="no rows “sums”; choose one of words"):
        tsne(states, "sums")


def test_rounding_of_the_states_leaves_the_map_where_it_was():
    """Other batches change a state's seventh digit: that must not turn the picture."""
    rng = np.random.default_rng(0)
    meaning = rng.normal(size=(30, 32)) * np.r_[4, 3, np.full(30, 0.3)]
    x = meaning + 0.5 * rng.normal(size=(1, len(LETTERS), 30, 32))
    rounded = x * (1 + 1e-6 * rng.normal(size=x.shape))
    one, other = (tsne(made(of), "words").points for of in (x, rounded))
    assert np.linalg.norm(one - other, axis=-1).mean() < 0.2 * one.std()


def test_partners_among_the_nearest_are_counted_in_the_map_and_in_the_states(states, found):
    x = directions(states, "words", 3, own_means=False)
    assert found.partners[3] == pytest.approx(partners(found.points[3]))
    assert found.partners_before[3] == pytest.approx(partners(x))
    assert found.partners[3] > 0.99 and found.partners[0] < 0.2


def test_from_layer_to_layer_a_map_keeps_its_place_its_size_and_its_turn(found):
    spread = found.points.std(axis=(1, 2, 3))
    np.testing.assert_allclose(spread, spread[0], rtol=1e-5)
    np.testing.assert_allclose(found.points.mean(axis=(1, 2)), 0, atol=1e-6)
    for one, other in zip(found.points, found.points[1:], strict=False):
        turn, _ = orthogonal_procrustes(one.reshape(-1, 2), other.reshape(-1, 2))
        np.testing.assert_allclose(turn, np.eye(2), atol=1e-3)


def test_a_layout_is_read_from_a_file_as_it_was_written(states):
    one = layout(states)
    other = Layout.from_dict(json.loads(json.dumps(one.to_dict())))
    assert (other.texts, other.count, other.joined) == (one.texts, one.count, one.joined)
    np.testing.assert_allclose(other.places.points, one.places.points, atol=1e-3)
    assert other.to_dict() == one.to_dict()
    assert len(one.texts) == SHOWN and len(one.joined) == JOINED


def test_joined_rows_are_those_that_share_the_fewest_words():
    texts = ["red cats run", "red cats sleep", "two dogs bark", "red dogs run", "we swim"]
    assert most_different(texts, 3) == [0, 2, 4]
    assert most_different(texts[:2], 3) == [0, 1]
    assert most_different(["", ""], 2) == [0, 1]
