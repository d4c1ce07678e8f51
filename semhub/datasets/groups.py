"""What the rows of an embedded set share with each other: the words of a slot.

An interval over these groups is for rows of other words, not only for other rows of these words.
"""

from __future__ import annotations

from collections.abc import Mapping


def groups(name: str) -> Mapping[str, list[str]]:
    """Return slot -> each row's value, for a dataset that was drawn from slots; empty for any
    other."""
    if name == "world":
        from semhub.world.held_out import scenes

        said = [scene.meanings() for scene in scenes()]
    elif name == "sums":
        from semhub.datasets.sums import rows

        said = [row.meanings() for row in rows()]
    else:
        return {}
    return {slot: [str(row[slot]) for row in said] for slot in said[0]}
