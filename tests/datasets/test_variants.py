"""Hard negatives and controls of the embedded model's own world."""

from __future__ import annotations

from random import Random

import pytest

from semhub import datasets
from semhub.datasets.variants import NAMES, one_changed, variants
from semhub.world.held_out import scenes
from semhub.world.renderings import GRAMMARS, NOTATIONS


def test_a_hard_negative_of_a_scene_says_one_thing_differently():
    for row, scene in enumerate(scenes(100)):
        other = one_changed(scene, Random(row))
        before, after = scene.meanings(), other.meanings()
        assert before.keys() == after.keys()
        assert sum(before[slot] != after[slot] for slot in before) == 1


def test_every_slot_is_changed_at_some_time():
    changed = {
        slot
        for row, scene in enumerate(scenes(100))
        for slot, value in one_changed(scene, Random(row)).meanings().items()
        if value != scene.meanings()[slot]
    }
    assert changed == set(scenes(1)[0].meanings())


@pytest.mark.parametrize("notation", NOTATIONS)
def test_a_reordered_notation_is_made_of_the_same_parts(notation):
    own = datasets.table("world")[notation]
    shuffled = variants("world", notation)["shuffled"]
    assert all(a != b and sorted(a) == sorted(b) for a, b in zip(own, shuffled, strict=True))


@pytest.mark.parametrize(
    ("reference", "kinds"),
    [
        (("programs", "code"), {"changed"}),
        (("logic", "form"), {"swapped", "shuffled"}),
        (("world", "code"), {"changed", "shuffled"}),
        (("world", "zh"), {"changed"}),
        (("programs", "en"), set()),
        (("sentences", "en"), set()),
    ],
)
def test_which_columns_have_which_controls(reference, kinds):
    found = variants(*reference)
    assert set(found) == kinds <= set(NAMES)
    assert all(len(texts) == len(datasets.table(reference[0])[reference[1]])
               for texts in found.values())  # fmt: skip


def test_a_hard_negative_is_none_of_its_own_row():
    for name in GRAMMARS:
        own = datasets.table("world")[name]
        changed = variants("world", name)["changed"]
        assert all(a != b for a, b in zip(own, changed, strict=True))
