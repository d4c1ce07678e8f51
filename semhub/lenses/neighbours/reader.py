"""Read a state by its neighbours, as a kind of lens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import torch

from semhub.errors import InputError
from semhub.lenses.kinds import Kind
from semhub.lenses.languages import LanguageTable
from semhub.lenses.neighbours.search import Index
from semhub.lenses.reader import Reader
from semhub.lenses.result import Reading
from semhub.states.positions import PositionStates


@dataclass(frozen=True, eq=False)
class NeighbourReader(Reader):
    """Read words of the index, by their cosines.

    reference: (layers, width) mean that is taken off the unit states; by default that of the index.
    """

    index: Index
    reference: np.ndarray | None = None
    kind: Kind = field(default="neighbours", init=False)

    def knows(self, word: str) -> bool:
        """Tell whether a sentence of the index has the word."""
        try:
            self.index.number(word)
        except InputError:
            return False
        return True

    def entries(self, word: str) -> Sequence[int]:
        """Find the word's number in the index."""
        return [self.index.number(word)]

    def require(self, top: int, track: Sequence[str]) -> None:
        """Raise `InputError` on a number of words that the index lacks, and on a word that is in
        none of its sentences."""
        self.index.require(top)
        for word in track:
            self.index.number(word)

    def scores(self, states: torch.Tensor) -> Iterator[np.ndarray]:
        """Give, layer by layer, the cosine of every word's nearest state, (positions, words)."""
        return self.index.by_word(states.float().cpu(), self.reference)

    def read(
        self,
        found: PositionStates,
        *,
        top: int = 5,
        track: Sequence[str] = (),
        languages: LanguageTable | None = None,
        logs: bool = True,
    ) -> Reading:
        """Read an item, as `Reader.read`. Cosines have no logarithms and no languages."""
        near = self.index.read(
            found.states.float().cpu(), top, reference=self.reference, track=track
        )
        return Reading(
            model=found.model,
            kind=self.kind,
            texts=found.places,
            content=found.content,
            tokens=near.numbers,
            scores=near.similarities,
            words=near.words,
            tracked=near.tracked,
            neighbours=near,
        )

    def centred_on(self, found: Sequence[PositionStates]) -> Reader:
        """Take the mean of these items off the states, in place of the index's."""
        return replace(self, reference=mean_unit_state(found))


def mean_unit_state(found: Sequence[PositionStates]) -> np.ndarray:
    """Average the states at all positions of several items, each scaled to length one: (layers,
    width)."""
    states = torch.cat([item.states for item in found], dim=1)
    return torch.nn.functional.normalize(states, dim=-1).mean(dim=1).numpy()
