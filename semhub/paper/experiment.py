"""One experiment of the paper: what it asks, what it needs, and where its function is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from semhub.paper.run import Outcome, Run

Need = Literal["head", "image", "audio"]
Takes = Literal["two sides", "sides", "prompts", "masks", "nothing"]

TAKES: dict[Takes, str] = {
    "two sides": "two sides that belong together row by row",
    "sides": "two or more sides that belong together row by row, English first",
    "prompts": "prompts, an object a line of one file .jsonl",
    "masks": "pictures with masks, as panoptic:FOLDER has them",
    "nothing": "no data but its own",
}
"""What `--data` may name for an experiment, in words."""


@dataclass(frozen=True)
class Experiment:
    """One experiment of the paper.

    section: of the paper. asks: what it measures, in one sentence. paper: how the paper does it,
    and so what `--as-paper` does. here: what the default setting does in its place.
    needs: what a model must have: a head, or the modality.
    data: the embedded columns that it reads where no other data are named.
    home: the file of `semhub.paper` that holds its function, called after it.
    takes: which other data it can read.
    """

    name: str
    section: str
    asks: str
    paper: str
    here: str
    home: str
    data: Sequence[str]
    needs: frozenset[Need] = frozenset()
    takes: Takes = "nothing"

    @property
    def run(self) -> Callable[[Run], Outcome]:
        function = self.name.replace("-", "_")
        return getattr(import_module(f"semhub.paper.{self.home}"), function)
