"""Does one token own the plain mean? A check of a model, on some of the items that are compared.

In decoders some tokens, mostly the first, have states a hundred times as long as the others: they
are looked at where there is nothing to look at (Xiao et al., "Efficient Streaming Language Models
with Attention Sinks", ICLR 2024; Sun et al., "Massive Activations in Large Language Models", COLM
2024). The plain mean of an item's states is then that one state divided by the number of tokens, so
that items are alike if they are equally long.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from semhub.errors import InputError
from semhub.inputs import Input
from semhub.models.batch import Batch
from semhub.models.hooks import Visitor
from semhub.models.protocol import TokenModel
from semhub.quoting import quoted
from semhub.states.batches import run

SAMPLE = 24
"""Items that are looked at: enough to see what holds for most of them."""

LONG = 4.0
"""How many times the item's median length a state is, from which on it counts as a sink."""

MOST = 0.5
"""Share of the items with a sink, and of the variance in one direction, that is worth a word."""


@dataclass(frozen=True)
class Sinks:
    """What was seen at each layer; all arrays (layers,).

    longest: the median over items of how many times its median token's state the longest one is.
    share: the share of items with a token above `LONG` times.
    direction: the share of the variance of plain means that lies in one direction.
    with_length: the correlation, without its sign, of that direction with 1 / tokens.
    token: the text of the token that is the longest in most items at `layer`.
    """

    longest: np.ndarray
    share: np.ndarray
    direction: np.ndarray
    with_length: np.ndarray
    token: str

    @property
    def layer(self) -> int:
        """Where the longest token is the longest."""
        return int(np.argmax(self.longest))

    @property
    def found(self) -> bool:
        return bool(self.share[self.layer] >= MOST)

    @property
    def sentence(self) -> str:
        """What was seen, in one sentence."""
        if not self.found:
            at = self.layer
            return (
                f"No attention sink: the longest token is {self.longest[at]:.1f} times as long as "
                f"the median one (layer {at})."
            )
        widest = int(np.argmax(self.direction))
        return (
            f"An attention sink: the state at {quoted(self.token)} is "
            f"{self.longest[self.layer]:,.0f} times as long as the other tokens' states (layer "
            f"{self.layer}), so that "
            f"{self.direction[widest]:.0%} of what tells plain means apart lies in one direction "
            f"(layer {widest}), whose correlation with 1 / tokens, which is a matter of the text's "
            f"length, is {self.with_length[widest]:.2f}."
        )


def sinks(model: TokenModel, items: Sequence[Input]) -> Sinks:
    """Look for sinks in some of the items, spread evenly over them; takes one short pass.

    Raises `InputError` without items, and when one cannot be encoded.
    """
    if not items:
        raise InputError("There is nothing to look for sinks in; give at least one item.")
    spread = np.unique(np.linspace(0, len(items) - 1, SAMPLE).astype(int))
    chosen = [items[i] for i in spread]
    shape = model.n_layers + 1, len(chosen)
    ratio, where = np.empty(shape), np.empty(shape, dtype=int)
    means, counts = np.empty((*shape, model.width)), np.empty(len(chosen))

    def watch(rows: list[int], batch: Batch) -> Visitor:
        spans = [batch.content[k].nonzero()[:, 0] for k in range(len(rows))]

        def visit(layer: int, state: torch.Tensor) -> None:
            for row, own, states in zip(rows, spans, state, strict=True):
                states = states[own].float()
                lengths = torch.linalg.vector_norm(states, dim=-1)
                ratio[layer, row] = float(lengths.max() / lengths.median().clamp(min=1e-12))
                where[layer, row] = int(own[lengths.argmax()])
                means[layer, row] = states.mean(dim=0).cpu().numpy()
                counts[row] = len(own)

        return visit

    run(model, chosen, watch)
    longest = np.median(ratio, axis=1)
    at = int(np.argmax(longest))
    names = Counter(model.tokens(item)[where[at, i]] for i, item in enumerate(chosen))
    direction, with_length = np.array([_widest(layer, counts) for layer in means]).T
    return Sinks(
        longest, (ratio > LONG).mean(axis=1), direction, with_length, names.most_common(1)[0][0]
    )


def _widest(means: np.ndarray, counts: np.ndarray) -> tuple[float, float]:
    """The share of the variance of means (n, width) in their widest direction, and how far that
    goes with 1 / tokens."""
    left, values, _ = np.linalg.svd(means - means.mean(axis=0), full_matrices=False)
    if not values[0]:
        return 0.0, 0.0
    share = values[0] ** 2 / (values**2).sum()
    with_length = np.corrcoef(left[:, 0], 1 / counts)[0, 1] if np.ptp(counts) else 0.0
    return float(share), float(abs(with_length))
