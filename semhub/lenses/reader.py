"""What every kind of lens can do: read states, whatever item they are of."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import torch

from semhub.lenses.kinds import Kind
from semhub.lenses.languages import LanguageTable
from semhub.lenses.result import Reading
from semhub.states.positions import PositionStates

if TYPE_CHECKING:
    from semhub.lenses.floor import Empty


class Reader(ABC):
    """One kind of lens, ready to read the states of one model."""

    kind: Kind

    @abstractmethod
    def knows(self, word: str) -> bool:
        """Tell whether the word can be tracked."""

    @abstractmethod
    def entries(self, word: str) -> Sequence[int]:
        """Find the entries of the vocabulary whose scores add up to a tracked word's. Raises
        `InputError` where the word cannot be tracked."""

    @abstractmethod
    def require(self, top: int, track: Sequence[str]) -> None:
        """Raise `InputError` on what `read` would refuse, before any model is run."""

    @abstractmethod
    def scores(self, states: torch.Tensor) -> Iterable[np.ndarray | torch.Tensor]:
        """Give, layer by layer, the scores of all words, (positions, vocabulary), of states
        (n_layers + 1, positions, width)."""

    @abstractmethod
    def read(
        self,
        found: PositionStates,
        *,
        top: int = 5,
        track: Sequence[str] = (),
        languages: LanguageTable | None = None,
        logs: bool = True,
    ) -> Reading:
        """Read every layer and position of one item.

        top: how many of the best words are kept. track: words whose scores are kept everywhere.
        languages: by which the probability is added up; of no use to cosines. logs: whether
        probabilities are computed by their logarithms, which also hold the smallest, and those of
        tracked words kept.

        Raises `InputError` where `top` is not from 1 to the number of words that can be read, or
        a tracked word is not among them.
        """

    def centred_on(self, found: Sequence[PositionStates]) -> Reader:
        """Take these items' mean off the states, where the kind takes a mean off."""
        return self

    def with_floor(self, reading: Reading, empty: Empty) -> Reading:
        """Add the floor of its words to what this reader read. empty: inputs like its item."""
        track = {word: self.entries(word) for word in reading.tracked}
        return replace(reading, floor=empty.floor(self.scores, reading.tokens, track))
