"""Which ready-made pushes are offered: those that the chosen model can be asked, less those that
were tried on it and did not work."""

from __future__ import annotations

from collections.abc import Sequence

from semhub.datasets.pushes import ABOUT, SENSES, About
from semhub.datasets.tried import recorded
from semhub.models import catalogue

OWN, OWN_TITLE = "own", "Your own"
FIRST = ("zh", "image")
"""The spokes to open with, where they are offered: the push comes from English, so its effect
elsewhere is of interest."""


def presets(name: str, chosen: str | None = None) -> dict[str, str]:
    """List preset -> its title for a model, and a person's own. chosen: stays, if it can run."""
    worked = {one.preset for one in recorded(name) if one.worked}
    return {
        about.name: about.title
        for about in ABOUT.values()
        if suits(about, name)
        and (about.name in worked or about.name == chosen or not tried(about, name))
    } | {OWN: OWN_TITLE}


def spokes(name: str, preset: str, chosen: str | None = None) -> list[str]:
    """List what a model can read under a preset; without what did not work, unless nothing did."""
    can = [spoke for spoke in ABOUT[preset].spokes if reads(name, spoke)]
    failed = {one.spoke for one in recorded(name) if one.preset == preset and not one.worked}
    return [spoke for spoke in can if spoke not in failed or spoke == chosen] or can


def opening(offered: Sequence[str]) -> str:
    """Return the spoke that a push opens with."""
    return next((spoke for spoke in FIRST if spoke in offered), offered[0])


def suits(about: About, name: str) -> bool:
    """Tell whether a model can be asked: a preset is of the embedded models' world, or of films,
    which these have never read of."""
    return about.embedded == catalogue.is_embedded(name) and any(
        reads(name, spoke) for spoke in about.spokes
    )


def tried(about: About, name: str) -> bool:
    return any(one.preset == about.name for one in recorded(name))


def reads(name: str, spoke: str) -> bool:
    """Tell whether a model takes a spoke. Of one that is not in the catalogue, texts alone are
    certain."""
    entry = next((entry for entry in catalogue.ENTRIES if entry.name == name), None)
    return SENSES.get(spoke, "text") in (entry.modalities if entry else ("text",))
