"""The experiments by name: what each asks, what it needs, and where it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Literal

from semhub.errors import InputError
from semhub.quoting import quoted

if TYPE_CHECKING:
    from collections.abc import Callable

    from semhub.paper.run import Outcome, Run

Need = Literal["head", "image", "audio"]

ALL = "all"


@dataclass(frozen=True)
class Experiment:
    """One experiment of the paper.

    section: of the paper. asks: what it measures, in one sentence. paper: how the paper does it,
    and so what `--as-paper` does. here: what the default setting does in its place.
    needs: what a model must have: a head, or the modality.
    data: the embedded columns that it reads where no other data are named.
    home: the file of `semhub.paper` that holds its function, called after it.
    """

    name: str
    section: str
    asks: str
    paper: str
    here: str
    home: str
    data: Sequence[str]
    needs: frozenset[Need] = frozenset()

    @property
    def run(self) -> Callable[[Run], Outcome]:
        function = self.name.replace("-", "_")
        return getattr(import_module(f"semhub.paper.{self.home}"), function)


_LAST = "the last token's state"
_CALIBRATED = (
    "the model's usual pooling, each side's own centre taken off, retrieval and the centred gap "
    "with their nulls"
)

_LISTED = (
    Experiment(
        "multilingual-similarity",
        "3",
        "Are translations nearer to each other than other sentences are, layer by layer?",
        f"the gap between the cosines of matched and of mismatched pairs (Eq. 1), of {_LAST}.",
        f"Here: {_CALIBRATED}.",
        "multilingual",
        ("everyday:en", "everyday:zh"),
    ),
)

EXPERIMENTS = {one.name: one for one in _LISTED}
"""Name -> experiment, in the order of the paper."""


def named(names: Iterable[str]) -> list[Experiment]:
    """Find experiments; `all` stands for every one. Raises `InputError` for an unknown name."""
    found: dict[str, Experiment] = {}
    for name in names:
        if name == ALL:
            found |= EXPERIMENTS
        elif name in EXPERIMENTS:
            found[name] = EXPERIMENTS[name]
        else:
            raise InputError(
                f"There is no experiment {quoted(name)}; `semhub experiments` lists them, and "
                "`all` stands for every one."
            )
    return [*found.values()]
