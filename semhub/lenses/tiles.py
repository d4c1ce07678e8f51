"""A vocabulary read some words at a time, so that no matrix of positions by words is kept.

The best words, the sum of all exponentials and each language's share of it are taken of a tile of
logits while it is in a core's cache; the largest logit so far is taken off, and what was added up
before is scaled where a larger one comes (Milakov & Gimelshein, "Online normalizer calculation for
softmax", 2018).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
import torch

from semhub.lenses.languages import LanguageTable
from semhub.models.linear import fits, product
from semhub.models.protocol import LanguageModel

ENTRIES = 2**21
"""Logits of one tile: 8 MB."""

FEWEST = 1024
"""Words of a tile at least, however many positions there are."""

BLOCK = 64
"""Words of which first the largest logit is found: the best are in the blocks of the largest."""

LEAST = -115.0
"""Powers of 2 below this count as this: beside 1 they are nothing, and smaller ones are slow."""


class Shares:
    """What each language owns of each word, cut into the tiles that are asked for."""

    def __init__(self, table: LanguageTable, device: torch.device) -> None:
        self._whole = torch.from_numpy(table.probabilities).to(device)
        self._cut: dict[tuple[int, int], torch.Tensor] = {}

    def product(self, powers: torch.Tensor, start: int) -> torch.Tensor:
        """(positions, languages): the sums over words, from number `start`, of what each language
        owns of them (positions, words); by oneDNN where that is possible."""
        place = start, start + powers.shape[1]
        if place not in self._cut:
            self._cut[place] = self._whole[slice(*place)].T.contiguous()
        own = self._cut[place]
        return product(powers, own) if fits(powers, own) else powers @ own.T


@dataclass(frozen=True)
class TileReading:
    """What is read of states at some positions, from logits of all words.

    tokens: (positions, top) int64, the best words; logs: the logarithms of their probabilities.
    asked: (positions, words) those of the words that were asked for. mass: (positions, languages)
    the probability by language; None where it was not asked for.
    """

    tokens: np.ndarray
    logs: np.ndarray
    asked: np.ndarray
    mass: np.ndarray | None


def read_tiles(
    model: LanguageModel,
    state: torch.Tensor,
    *,
    norm: bool = True,
    top: int = 0,
    asked: Sequence[int] = (),
    shares: Shares | None = None,
) -> TileReading:
    """Read states (positions, width), which are on the model's device.

    norm: as of `LanguageModel.unembed`. top: how many best words. asked: words by their numbers.
    shares: by which the probability is added up by language.
    """
    words = max(FEWEST, ENTRIES // max(len(state), 1) // FEWEST * FEWEST)
    best = state.new_empty((len(state), 0), dtype=torch.float32)
    tokens = best.long()
    found = state.new_empty((len(state), len(asked)), dtype=torch.float32)
    largest = state.new_full((len(state), 1), float("-inf"), dtype=torch.float32)
    total, mass = torch.zeros_like(largest), None
    with torch.inference_mode():
        for start, logits in _tiles(model, state, words, norm):
            here = [k for k, word in enumerate(asked) if 0 <= word - start < logits.shape[1]]
            found[:, here] = logits[:, [asked[k] - start for k in here]]
            values, at = _best(logits, max(top, 1))
            before, largest = largest, torch.maximum(largest, values[:, :1])
            tokens, values = torch.cat([tokens, at + start], 1), torch.cat([best, values], 1)
            best, order = values.topk(min(top, values.shape[1]))
            tokens = tokens.gather(1, order)
            powers = logits.sub_(largest).mul_(1 / log(2)).clamp_(min=LEAST).exp2_()
            scale = (before - largest).exp()
            total = total * scale + powers.sum(1, keepdim=True)
            if shares is not None:
                own = shares.product(powers, start)
                mass = own if mass is None else mass * scale + own
    whole = (largest.cpu().double() + total.cpu().double().log()).numpy()
    return TileReading(
        tokens.cpu().numpy(),
        best.cpu().numpy() - whole,
        found.cpu().numpy() - whole,
        None if mass is None else (mass / total).cpu().numpy(),
    )


def _tiles(
    model: LanguageModel, state: torch.Tensor, words: int, norm: bool
) -> Iterator[tuple[int, torch.Tensor]]:
    """The logits in tiles, or all at once of a model that does not give them so."""
    tiles = getattr(model, "unembed_in_tiles", None)
    if tiles:
        yield from tiles(state, words, norm=norm)
    else:
        yield 0, model.unembed(state, norm=norm).clone()


def _best(logits: torch.Tensor, top: int) -> tuple[torch.Tensor, torch.Tensor]:
    """The `top` largest of each row, or all of a smaller one, and where they are."""
    positions, words = logits.shape
    if words % BLOCK or words // BLOCK < top:
        return logits.topk(min(top, words))
    blocks = logits.view(positions, -1, BLOCK)
    nearest = blocks.amax(-1).topk(top).indices
    some = blocks.gather(1, nearest[..., None].expand(-1, -1, BLOCK)).flatten(1)
    values, at = some.topk(top)
    return values, nearest.gather(1, at // BLOCK) * BLOCK + at % BLOCK
