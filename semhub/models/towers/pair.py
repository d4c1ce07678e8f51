"""Two towers with a layer axis each, and the space in which both end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, NoReturn

import numpy as np

from semhub.errors import InputError
from semhub.inputs import Input
from semhub.models.towers.tower import Tower, joint


@dataclass(frozen=True)
class Towers:
    """A tower for text and another for pictures or sounds, which were trained to meet.

    Each is a model by itself for `extract` and `compare`; the pair has no layer axis, no width and
    no head.
    """

    name: str
    revision: str
    text: Tower
    other: Tower
    has_head: ClassVar[bool] = False
    width: ClassVar[int] = 0

    @property
    def modalities(self) -> tuple[str, str]:
        return self.text.modality, self.other.modality

    def tower(self, modality: str) -> Tower:
        """Return the tower that reads items of a modality. Raises `InputError` where none does."""
        for tower in (self.text, self.other):
            if tower.modality == modality:
                return tower
        raise InputError(
            f"{self.name} has a tower for {' and one for '.join(self.modalities)}, but none for "
            f"{modality}; choose another model."
        )

    @property
    def image(self) -> Tower:
        return self.tower("image")

    @property
    def audio(self) -> Tower:
        return self.tower("audio")

    def joint(
        self, items: Sequence[Input], progress: Callable[[int, int], None] | None = None
    ) -> np.ndarray:
        """Project items of one modality to where the towers meet: (items, d), of unit length.

        progress: called with (done, total) items. Raises `InputError` on an item that its tower
        cannot take.
        """
        return joint(self.tower(items[0].modality), items, progress)

    def require_head(self) -> NoReturn:
        """Raises `InputError`: there is none."""
        self.text.require_head()

    @property
    def n_layers(self) -> NoReturn:
        """Raises `InputError`: each tower has layers of its own."""
        raise InputError(
            f"{self.name} has two towers with layers of their own, so that no one curve can be "
            "drawn; choose another model, or compare a side for each tower on the command line."
        )

    def encode(self, items: Sequence[Input]) -> NoReturn:
        """Raises `InputError`: items go to one of the towers."""
        return self.n_layers

    def notes(self, items: Sequence[Input]) -> list[str]:
        """What a person should know of how items of one modality are read."""
        longest = self.tower(items[0].modality).longest_seconds
        cut = 0 if longest is None else sum(item.seconds > longest for item in items)
        if not cut:
            return []
        return [f"Of {cut} of {len(items)} sounds only the first {longest:g} seconds are heard."]
