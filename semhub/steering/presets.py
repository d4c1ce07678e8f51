"""Pushes to begin with: those of the paper, as questions that a model at hand can be asked.

What each is called, asks and says stands in `semhub.datasets.pushes`; what comes of it is measured
when it is run. All but `sentiment` are questions to the embedded model, on held-out items of its
world.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from semhub.datasets.pushes import ABOUT, About
from semhub.inputs import Input
from semhub.models.protocol import LanguageModel, Model
from semhub.states.extraction import Memory, Progress
from semhub.steering.direction import Direction, direction
from semhub.steering.preset_parts import Prompts, films, half, sound, sums, world


@dataclass(frozen=True, kw_only=True)
class Preset(About):
    """What `About` says, to be run.

    sides: gives the texts of both. put: the questions of a spoke, with the words of each.
    others: gives the texts of each other word of the class, for further controls.
    """

    sides: Callable[[], tuple[Sequence[Input], Sequence[Input]]]
    put: Callable[[LanguageModel, str], Prompts]
    others: Callable[[], dict[str, Sequence[Input]]]

    def direction(
        self, model: Model, progress: Progress | None = None, memory: Memory | None = None
    ) -> Direction:
        minus, plus = self.sides()
        names = (self.minus, self.plus)
        return direction(
            model, minus, plus, pool=self.pool, names=names, progress=progress, memory=memory
        )

    def texts(self) -> dict[str, Sequence[Input]]:
        """Return word of the class -> texts that say it: those of both sides, and of the others."""
        minus, plus = self.sides()
        return {self.minus: minus, self.plus: plus, **self.others()}

    def questions(self, model: LanguageModel, spoke: str) -> Prompts:
        """Return a few questions of a spoke, and the words of each."""
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
"""Name -> what makes its texts and its questions."""

PRESETS: dict[str, Preset] = {
    name: Preset(**vars(about), **vars(_PARTS[name])) for name, about in ABOUT.items()
}
"""By name, in the order in which they are offered."""
