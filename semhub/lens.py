"""Read a state as words: the model's own head, put on an inner layer.

Kinds: "logit" is softmax(W_U N(h)) with N the final norm (nostalgebraist 2020), whose last row is
the model's own output. "paper" leaves N out on inner layers, as the code released with "The
Semantic Hub Hypothesis" (Wu et al., ICLR 2025) does. This file draws nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch

from semhub.errors import InputError
from semhub.extraction import positions
from semhub.inputs import Input
from semhub.languages import LanguageTable
from semhub.models.protocol import Model

Kind = Literal["logit", "paper"]
KINDS: dict[Kind, str] = {
    "logit": "logit lens: the model's final norm and head at every layer",
    "paper": "the paper's lens: the head alone, without the final norm, on inner layers",
}
"""Each kind and what it does, as shown to the user."""


@dataclass(frozen=True)
class Reading:
    """What every layer and position of one item reads as.

    texts: readable text of each position.
    content: (positions,) whether the position is the item's own.
    tokens, probabilities: (layers, positions, top) the best entries of the vocabulary, best first.
    words: the text of each of `tokens`, nested lists of the same shape.
    tracked: word -> (layers, positions) probability of its first token, all spellings together.
    languages: their codes; mass: (layers, positions, languages), or None without a table.
    """

    model: str
    kind: Kind
    texts: list[str]
    content: np.ndarray
    tokens: np.ndarray
    probabilities: np.ndarray
    words: list[list[list[str]]]
    tracked: dict[str, np.ndarray]
    languages: tuple[str, ...]
    mass: np.ndarray | None

    def language_curve(self) -> np.ndarray | None:
        """(layers, languages) mass, averaged over the item's own positions."""
        return None if self.mass is None else self.mass[:, self.content].mean(axis=1)

    def to_dict(self) -> dict:
        """The `lens --json` contract: plain lists, one entry a layer."""
        return {
            "model": self.model,
            "lens": self.kind,
            "tokens": self.texts,
            "layers": list(range(len(self.tokens))),
            "top": [
                [
                    [{"word": w, "p": float(p)} for w, p in zip(words, row, strict=True)]
                    for words, row in zip(self.words[k], self.probabilities[k], strict=True)
                ]
                for k in range(len(self.tokens))
            ],
            "tracked": {word: p.tolist() for word, p in self.tracked.items()},
            "languages": list(self.languages),
            "language_mass": [] if self.mass is None else self.language_curve().tolist(),
        }


def read(
    model: Model,
    item: Input,
    *,
    kind: Kind = "logit",
    top: int = 10,
    track: Sequence[str] = (),
    languages: LanguageTable | None = None,
) -> Reading:
    """Read `item` at every layer and position.

    Raises `InputError` if the model cannot be read out, if `top` is not from 1 to the size of its
    vocabulary, or if a tracked word is not in it.
    """
    if not model.has_head:
        model.unembed(torch.empty(0, model.width))  # its own sentence says why it cannot
    if not 1 <= top <= model.vocabulary_size:
        raise InputError(
            f"{model.name} has {model.vocabulary_size:,} words to choose from, so the number of "
            f"best ones must lie between 1 and that, and not be {top:,}."
        )
    tracked_tokens = _tracked_tokens(model, track)
    batch, states = positions(model, item)
    layers, length = states.shape[:2]
    tokens = np.empty((layers, length, top), dtype=np.int64)
    probabilities = np.empty((layers, length, top), dtype=np.float32)
    tracked = {word: np.empty((layers, length), dtype=np.float32) for word in track}
    mass = None if languages is None else np.empty((layers, length, len(languages.languages)))
    for layer, state in enumerate(states):
        p = distribution(model, state, kind, last=layer == layers - 1)
        best = p.topk(top, dim=-1)
        tokens[layer], probabilities[layer] = best.indices.cpu(), best.values.cpu()
        for word, ids in tracked_tokens.items():
            tracked[word][layer] = p[:, list(ids)].sum(dim=-1).cpu()
        if languages is not None:
            mass[layer] = languages.mass(p.cpu().numpy())
    return Reading(
        model=model.name,
        kind=kind,
        texts=model.tokens(item),
        content=batch.content[0].cpu().numpy(),
        tokens=tokens,
        probabilities=probabilities,
        words=[[[model.word(int(t)) for t in cell] for cell in row] for row in tokens],
        tracked=tracked,
        languages=() if languages is None else languages.languages,
        mass=mass,
    )


def distribution(model: Model, state: torch.Tensor, kind: Kind, *, last: bool) -> torch.Tensor:
    """Probabilities (..., vocabulary), float32, of states (..., width) at one layer."""
    with torch.inference_mode():
        return model.unembed(state, norm=kind == "logit" or last).softmax(dim=-1)


def _tracked_tokens(model: Model, words: Sequence[str]) -> Mapping[str, tuple[int, ...]]:
    found = {word: model.first_tokens(word) for word in words}
    for word, tokens in found.items():
        if not tokens:
            raise InputError(f"{model.name} has no token for “{word}”; track another word.")
    return found
