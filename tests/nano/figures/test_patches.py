"""Patches are read where the slot is drawn, by the words whose states are nearest."""

import numpy as np

from semhub.nano.figures.patches import WordIndex, centred, shown_cells
from semhub.nano.world import Scene

SCENE = Scene(2, "dog", "run", "big", "red", "river")


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
    index = WordIndex.__new__(WordIndex)
    index.values = {"place": values}
    noisy = directions[values] + 0.1 * rng.normal(size=(60, 16))
    index.states = {"place": centred(noisy[None])}
    asked = directions[[2, 0, 1]] - directions.mean(0)
    assert index.read("place", 0, asked).tolist() == [2, 0, 1]
