"""Hard negatives and controls: what stands beside a column's rows to test whether meaning counts.

`changed`: the same template with one meaning changed. `swapped`: two people in each other's place.
`shuffled`: the same meaning with its parts in another order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from random import Random

from semhub.world.held_out import scenes
from semhub.world.renderings import GRAMMARS, NOTATIONS
from semhub.world.renderings.segment import Style
from semhub.world.scenes import CLASSES, Scene

NAMES = {
    "changed": "one meaning changed",
    "swapped": "two people swapped",
    "shuffled": "same meaning, reordered",
}
"""Kind -> what a person calls it."""

KEPT = ("shuffled",)
"""The kinds that keep the meaning; all others change it."""


def variants(dataset: str, column: str) -> Mapping[str, list[str]]:
    """Return kind -> texts, aligned with the rows of `dataset:column`; empty where there are
    none."""
    from semhub import datasets

    if dataset == "world" and column in GRAMMARS:
        return _world(column)
    if (dataset, column) in (("programs", "code"), ("logic", "form")):
        table = datasets.table(dataset)
        return {kind: table[kind] for kind in NAMES if kind in table}
    return {}


def one_changed(scene: Scene, rng: Random) -> Scene:
    """Return the scene with another value in one of the slots that it says."""
    slot = rng.choice(list(scene.meanings()))
    values = [value for value in CLASSES[slot] if value != getattr(scene, slot)]
    return replace(scene, **{slot: rng.choice(values)})


def _world(column: str) -> dict[str, list[str]]:
    grammar, drawn = GRAMMARS[column], scenes()
    found = {
        "changed": [
            grammar.sentence(one_changed(scene, Random(f"changed/{row}")))
            for row, scene in enumerate(drawn)
        ]
    }
    if column in NOTATIONS:  # where the definite style is another order of the same parts
        found["shuffled"] = [grammar.sentence(scene, Style(definite=True)) for scene in drawn]
    return found
