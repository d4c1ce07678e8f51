"""Pushes to begin with: those of the paper, as questions that a model at hand can be asked.

What each is called, asks and says stands in `semhub.presets`; what comes of it is measured when it
is run. All but `sentiment` are questions to the embedded model, on held-out items of its world.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from semhub.extraction import Memory, Progress
from semhub.inputs import Input
from semhub.models.protocol import Model
from semhub.presets import ABOUT, About
from semhub.steering.direction import Direction, direction
from semhub.steering.preset_parts import Asked, films, half, sound, sums, world


@dataclass(frozen=True, kw_only=True)
class Preset(About):
    """What `About` says, to be run.

    sides: gives the texts of both. put: the questions of a spoke, with the words of each.
    """

    sides: Callable[[], tuple[Sequence[Input], Sequence[Input]]]
    put: Callable[[Model, str], Asked]

    def direction(
        self, model: Model, progress: Progress | None = None, memory: Memory | None = None
    ) -> Direction:
        minus, plus = self.sides()
        names = (self.minus, self.plus)
        return direction(
            model, minus, plus, pool=self.pool, names=names, progress=progress, memory=memory
        )

    def questions(self, model: Model, spoke: str) -> Asked:
        """A few questions of a spoke, and the words of each."""
        return self.put(model, spoke)

    def layer_of(self, model: Model) -> int:
        return self.layer or max(1, round(model.n_layers * 2 / 3))


_PARTS = {
    "mood": world("mood", "happy", "sad"),
    "sum": sums(5, 6),
    "argument": world("count", 2, 3),
    "half": half("red", "green"),
    "sound": sound("dog", "cat"),
    "animal": world("thing", "duck", "frog"),
    "colour": world("colour", "red", "green"),
    "sentiment": films(),
}
"""Name -> what makes its sides and its questions."""

PRESETS: dict[str, Preset] = {
    name: Preset(**vars(about), sides=_PARTS[name][0], put=_PARTS[name][1])
    for name, about in ABOUT.items()
}
"""By name, in the order in which they are offered."""
