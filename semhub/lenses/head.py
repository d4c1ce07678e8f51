"""Read a state by the model's own head: the logit lens, the paper's lens and the Jacobian lens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from semhub.errors import InputError
from semhub.lenses.jacobian import JacobianLens
from semhub.lenses.kinds import Kind
from semhub.lenses.languages import LanguageTable
from semhub.lenses.reader import Reader
from semhub.lenses.result import Reading
from semhub.lenses.tiles import Shares, read_tiles
from semhub.models import spelling
from semhub.models.protocol import LanguageModel
from semhub.models.saying import fills_in
from semhub.states.positions import PositionStates


@dataclass(frozen=True)
class HeadReader(Reader):
    """Read tokens, by their probabilities. jacobian: the model's, for the Jacobian lens."""

    model: LanguageModel
    kind: Kind = "logit"
    jacobian: JacobianLens | None = None

    def knows(self, word: str) -> bool:
        """Tell whether the model has a token that the word is or begins with."""
        return spelling.can_track(self.model, word)

    def entries(self, word: str) -> Sequence[int]:
        """Find the tokens whose probabilities are added."""
        return spelling.first_tokens(self.model, word)

    def require(self, top: int, track: Sequence[str]) -> None:
        """Raise `InputError` on a number of words that the vocabulary lacks, and on a word that is
        not in it or begins with a part of a character."""
        self.model.require_head()
        if not 1 <= top <= self.model.vocabulary_size:
            raise InputError(
                f"{self.model.name} has {self.model.vocabulary_size:,} words to choose from, so "
                f"the number of best ones must lie between 1 and that, and not be {top:,}."
            )
        spelling.tracked(self.model, track)

    def scores(self, states: torch.Tensor) -> Iterator[torch.Tensor]:
        """Give, layer by layer, the probabilities of states, as `distributions` does."""
        return distributions(self.model, states, self.kind, self.jacobian)

    def read(
        self,
        found: PositionStates,
        *,
        top: int = 5,
        track: Sequence[str] = (),
        languages: LanguageTable | None = None,
        logs: bool = True,
    ) -> Reading:
        """Read an item, as `Reader.read`."""
        model = self.model
        self.require(top, ())
        asked = spelling.tracked(model, track)
        shape = found.states.shape[:2]
        tokens, scores = np.empty((*shape, top), dtype=np.int64), np.empty((*shape, top))
        tracked = {word: np.empty(shape) for word in asked}
        mass = None if languages is None else np.empty((*shape, len(languages.languages)))
        words = [token for own in asked.values() for token in own.tokens]
        ends = np.cumsum([len(own.tokens) for own in asked.values()])
        shares = None if languages is None else Shares(languages, model.device)
        last = len(found.states) - 1
        for layer, state in enumerate(found.states):
            state = state.to(model.device)
            carried = self.jacobian.transport(state, layer) if self.jacobian else state
            norm = normed(self.kind, last=layer == last)
            cells = read_tiles(model, carried, norm=norm, top=top, asked=words, shares=shares)
            tokens[layer], scores[layer] = cells.tokens, np.exp(cells.logs)
            parts_of_all = np.split(cells.asked, ends, axis=1)[:-1]
            for word, parts in zip(asked, parts_of_all, strict=True):
                tracked[word][layer] = np.logaddexp.reduce(parts, axis=1)
            if mass is not None:
                mass[layer] = cells.mass
        return Reading(
            model=model.name,
            kind=self.kind,
            texts=found.places,
            content=found.content,
            tokens=tokens,
            scores=scores,
            words=[[[*map(model.decode_token, cell)] for cell in row] for row in tokens.tolist()],
            tracked={word: np.exp(score) for word, score in tracked.items()},
            languages=() if languages is None else languages.languages,
            mass=mass,
            covered=None if languages is None else languages.covered,
            notes=self._of_the_fit() + spelling.notes(asked),
            logs=tracked if logs else {},
            fills_in=fills_in(model),
        )

    def _of_the_fit(self) -> list[str]:
        """Say on which texts others fitted the lens."""
        return [self.jacobian.note] if self.jacobian and self.jacobian.note else []


def normed(kind: Kind, *, last: bool) -> bool:
    """Tell whether states pass the model's final norm: by the paper's lens those of the last layer
    alone."""
    return kind != "paper" or last


def distributions(
    model: LanguageModel,
    states: torch.Tensor,
    kind: Kind,
    jacobian: JacobianLens | None = None,
) -> Iterator[torch.Tensor]:
    """Give, layer by layer, the probabilities (..., vocabulary) of states (n_layers + 1, ...,
    width), float32."""
    for layer, state in enumerate(states):
        state = state.to(model.device)
        carried = jacobian.transport(state, layer) if jacobian else state
        yield distribution(model, carried, kind, last=layer == len(states) - 1)


def distribution(
    model: LanguageModel, state: torch.Tensor, kind: Kind, *, last: bool
) -> torch.Tensor:
    """Give the probabilities (..., vocabulary), float32, of states (..., width) at one layer.

    The Jacobian lens hands in the states that it carried to the last layer.
    """
    with torch.inference_mode():
        return model.unembed(state, norm=normed(kind, last=last)).softmax(dim=-1)


def log_distribution(
    model: LanguageModel, state: torch.Tensor, kind: Kind, *, last: bool
) -> torch.Tensor:
    """Give the logarithms of `distribution`, also of probabilities too small for their type."""
    with torch.inference_mode():
        return model.unembed(state, norm=normed(kind, last=last)).log_softmax(dim=-1)
