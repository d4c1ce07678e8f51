"""Section 4: English sentences and their logical forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import numpy as np

from semhub import datasets
from semhub.datasets import logic, prompts
from semhub.datasets.partners import Partners
from semhub.datasets.variants import one_changed
from semhub.models.catalogue import is_embedded
from semhub.paper.lens import matrix_part, outcome_of, unread
from semhub.paper.run import Outcome, Run
from semhub.paper.similarity import compared, contrasted
from semhub.records.parts import part_of
from semhub.world.held_out import scenes
from semhub.world.renderings import GRAMMARS
from semhub.world.renderings.segment import Style

PERSONS = 2
"""People in a sentence of the filtered variants, as in the paper: they can change places."""


def semantics_similarity(run: Run) -> Outcome:
    """Compare sentences with their logical forms: plain, filtered and shuffled.

    Filtered: the wrong form is made of the same words, so that what a pair shares on the surface
    cannot tell. Shuffled: its conjuncts stand in another order too; in the calibrated setting those
    of the right one as well.
    """
    embedded = is_embedded(run.model.name)
    sides = run.columns(*(("world:en", "world:logic") if embedded else ("logic:en", "logic:form")))
    a, b = sides.values()
    called = tuple(map(datasets.called, sides))
    found = compared(run, a, b)
    parts = [part_of(found, "plain", sides=called)]
    if run.sides:
        note = "Wrong forms are made for the embedded sentences alone: of other data, only plain."
        return Outcome(sides, parts, parts[0].sentence, [*found.notes, note])
    layer = found.peak[1] or 0
    for name, made in (_world if embedded else _people)(run.setting.as_paper).items():
        parts.append(contrasted(run, made, name, layer=layer, sides=called))
    sentences = [f"{part.name.capitalize()}: {part.sentence.rstrip('.')}." for part in parts]
    return Outcome(sides, parts, " ".join(sentences), found.notes)


def semantics_roles(run: Run) -> Outcome:
    """Read the role of a person before the name is written."""
    asked = list(run.prompts) or prompts.roles()
    mean = "probability" if run.setting.as_paper else "log-probability"
    found = outcome_of(run, asked, [matrix_part(run, asked, "roles", mean)])
    if run.prompts:
        return found
    before = {prompt.text.split()[-1] for prompt in asked}
    note = (
        f"{len(before)} different words stand before the {len(asked)} names, and a word such as "
        "“by” or “to” can tell the role by itself; the intervals are over names like these, and "
        "not over such words."
    )
    return replace(found, notes=[note, *unread(run, asked)])


def _people(as_paper: bool) -> dict[str, Partners]:
    """Name of the variant -> sentences about people, and forms in which two have changed places."""
    told = [(e, shape) for e, shape in logic.rows() if len(logic.people(e)) == PERSONS]
    items = [logic.sentence(event, shape) for event, shape in told]
    right = [logic.form(event) for event, _ in told]
    swapped = [logic.swapped(event) for event, _ in told]
    mixed, mixed_wrong = (
        [logic.shuffled(event, Random(f"{kind}/{row}")) for row, event in enumerate(events)]
        for kind, events in (("right", [event for event, _ in told]), ("wrong", swapped))
    )
    wrong = [logic.form(event) for event in swapped]
    return {
        "filtered": _beside(items, right, wrong, "two people swapped", "Who did what to whom?"),
        "shuffled": _beside(
            items, right if as_paper else mixed, mixed_wrong, "two people swapped, reordered",
            "Who did what to whom, in any order?",
        ),
    }  # fmt: skip


def _world(as_paper: bool) -> dict[str, Partners]:
    """The same of the embedded model's world, where one meaning has changed in the wrong form."""
    drawn, written = scenes(), GRAMMARS["logic"].sentence
    changed = [one_changed(scene, Random(f"changed/{row}")) for row, scene in enumerate(drawn)]
    items = [GRAMMARS["en"].sentence(scene) for scene in drawn]
    right, wrong = ([written(scene) for scene in side] for side in (drawn, changed))
    mixed, mixed_wrong = (
        [written(scene, Style(definite=True)) for scene in side] for side in (drawn, changed)
    )
    return {
        "filtered": _beside(items, right, wrong, "one meaning changed", "Is every meaning there?"),
        "shuffled": _beside(
            items, right if as_paper else mixed, mixed_wrong, "one meaning changed, reordered",
            "Is every meaning there, in any order?",
        ),
    }  # fmt: skip


def _beside(
    items: Sequence[str], right: Sequence[str], wrong: Sequence[str], called: str, asks: str
) -> Partners:
    """Each item with its right partner and its wrong one. called: what the wrong ones are."""
    n = len(items)
    own, nothing = np.eye(n, dtype=bool), np.zeros((n, n), dtype=bool)
    return Partners(
        items=list(items),
        texts=[*right, *wrong],
        owners=np.tile(np.arange(n), 2),
        kinds={"right": np.hstack([own, nothing]), "changed": np.hstack([nothing, own])},
        names={"right": "its own form", "changed": called},
        questions=[("right", "changed")],
        asks=asks,
    )
