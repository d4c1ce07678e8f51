"""A direction from one meaning to another, found in states at every layer. It is not applied here.

The mean over contrast pairs of h(plus) - h(minus) ("activation addition", Turner et al. 2023;
"contrastive activation addition", Rimsky et al. 2024). "The Semantic Hub Hypothesis" (Wu et al.,
ICLR 2025) pushes along such a difference, of one pair, in languages and sums; in code, pictures and
sounds it takes the difference of two words' output embeddings, as its released code shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from semhub.errors import InputError
from semhub.extraction import Memory, Pool, Progress, extract
from semhub.inputs import Input
from semhub.models.protocol import Model


@dataclass(frozen=True)
class Direction:
    """From `minus` to `plus`, at layers 0 to the last.

    vectors: (layers + 1, width) unit vectors; zero where the two sides do not differ.
    lengths: (layers + 1,) length of the mean difference, in mean norms of the states there: the
        strength at which a push is as long as the difference that it was found as.
    norms: (layers + 1,) mean norm of the states of both sides.

    A push of strength 1 is as long as a state of that layer is on average. The natural length of
    the difference is not the unit, since it depends on how alike the two sides happen to be, and
    at early layers is next to nothing: with it a layer would look inert because little was added
    there, and not because nothing comes of it. In norms of the state, layers, directions and random
    controls are told apart by where they point.
    """

    minus: str
    plus: str
    vectors: np.ndarray
    lengths: np.ndarray
    norms: np.ndarray

    def push(self, layer: int, strength: float, at: int | None = None) -> np.ndarray:
        """(width,) the direction found at `layer`, as long as suits states at layer `at`, which is
        the same by default. Raises `InputError` on a layer that no block's output is."""
        last = len(self.vectors) - 1
        at = layer if at is None else at
        for one in (layer, at):
            if not 1 <= one <= last:
                raise InputError(f"A push goes to what leaves block 1 to {last}, not {one}.")
        return (strength * self.norms[at] * self.vectors[layer]).astype(np.float32)

    def reversed(self) -> Direction:
        """From `plus` to `minus`."""
        return replace(self, minus=self.plus, plus=self.minus, vectors=-self.vectors)

    def random(self, seed: int, layers: Sequence[int] = ()) -> Direction:
        """A direction drawn evenly from all, at every layer, whose pushes are as long.

        layers: those that are pushed at once. Their directions are drawn with the angles between
            them that this direction has. At neighbouring layers a direction is much the same, so
            that its pushes add up; random ones drawn apart would not, and be too easy to outdo.
        """
        drawn = np.random.default_rng(seed).standard_normal(self.vectors.shape)
        vectors = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
        vectors *= np.linalg.norm(self.vectors, axis=1, keepdims=True)
        if len(layers) > 1:
            rows = list(layers)
            vectors[rows] = _turned(self.vectors[rows], drawn[rows])
        return replace(self, minus="anything", plus="anything", vectors=vectors.astype(np.float32))


def direction(
    model: Model,
    minus: Input | Sequence[Input],
    plus: Input | Sequence[Input],
    *,
    pool: Pool = "last",
    names: tuple[str, str] | None = None,
    progress: Progress | None = None,
    memory: Memory | None = None,
) -> Direction:
    """The direction from what `minus` says to what `plus` says: one item or several, of any kind.

    The mean over contrast pairs is the difference of the two means, so that pairs need no order
    and the sides no equal number; what pairs share still falls out, and what they do not share is
    averaged away only if there are several.
    pool: "last", where the next word is prepared, or "mean" over the item's span.
    names: of the two sides; by default what their first items are called.

    Raises `InputError` when a side is empty, an item cannot be encoded, or the sides do not differ.
    """
    sides = [list(side) if isinstance(side, Sequence) else [side] for side in (minus, plus)]
    if not all(sides):
        raise InputError("A direction needs something on both sides; give at least one text each.")
    states = extract(
        model, [*sides[0], *sides[1]], pool=pool, suffix="" if pool == "last" else None,
        progress=progress, memory=memory,
    )  # fmt: skip
    return between(
        states[:, : len(sides[0])],
        states[:, len(sides[0]) :],
        names or tuple(_called(side) for side in sides),
    )


def between(minus: np.ndarray, plus: np.ndarray, names: tuple[str, str]) -> Direction:
    """The direction between states (layers + 1, items, width) of two sides.

    Raises `InputError` if they are the same at every layer.
    """
    norms = np.linalg.norm(np.concatenate([minus, plus], axis=1), axis=2).mean(axis=1)
    difference = plus.mean(axis=1) - minus.mean(axis=1)
    long = np.linalg.norm(difference, axis=1)
    if not long.any():
        raise InputError(
            f"“{names[0]}” and “{names[1]}” give the same states, so no direction leads from the "
            "one to the other; give texts that differ, or compare their means over all positions."
        )
    vectors = np.divide(
        difference, long[:, None], out=np.zeros_like(difference), where=long[:, None] > 0
    )
    lengths = np.divide(long, norms, out=np.zeros_like(long), where=norms > 0)
    return Direction(*names, vectors, lengths, norms)


def _turned(vectors: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    """(layers, width) `vectors` after a turn that keeps their lengths and the angles between them:
    the first comes to point where the first of `drawn` (layers, width) does, and so on, as far as
    the angles allow. All turns are as likely if `drawn` is normal."""
    _, parts = _axes(vectors)
    axes, _ = _axes(drawn)
    return (axes @ parts).T


def _axes(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Orthonormal axes (width, axes), each towards what the vector of its number has beyond those
    before it, and the vectors in them (axes, layers)."""
    axes, parts = np.linalg.qr(vectors.T)
    signs = np.where(np.diag(parts) < 0, -1.0, 1.0)  # which QR leaves open
    return axes * signs, parts * signs[:, None]


def _called(side: Sequence[Input]) -> str:
    first = side[0]
    name = first.text if first.modality == "text" else first.label
    return f"{name} and {len(side) - 1} more" if len(side) > 1 else name
