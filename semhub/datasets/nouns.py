"""Which nouns an English caption has: known where it was written by a grammar, or is a name."""

from __future__ import annotations

from semhub import datasets

SLOTS = ("thing", "place")


def nouns(dataset: str) -> list[list[str]]:
    """English nouns of each row of `world` or `concepts`, as its caption spells them."""
    if dataset == "world":
        from semhub.nano.dataset import scenes
        from semhub.nano.renderings import GRAMMARS
        from semhub.nano.renderings.segment import PLAIN

        return [
            [
                segment.text.split()[-1]
                for segment in GRAMMARS["en"].segments(scene, PLAIN)
                if segment.slot in SLOTS
            ]
            for scene in scenes()
        ]
    return [name.split() for name in datasets.table(dataset)["en"]]
