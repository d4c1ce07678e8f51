"""A direction from one meaning to another, found in states at every layer. It is not applied here.

The mean over contrast pairs of h(plus) - h(minus) ("activation addition", Turner et al. 2023;
"contrastive activation addition", Rimsky et al. 2024). "The Semantic Hub Hypothesis" (Wu et al.,
ICLR 2025) pushes along such a difference, of one pair, in languages and sums; in code, pictures and
sounds it takes the difference of two words' output embeddings, as its released code shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from semhub.datasets.arguments import items_of
from semhub.errors import InputError
from semhub.inputs import Input
from semhub.inputs.door import strings
from semhub.models.protocol import Model, require_model
from semhub.pools import Pool
from semhub.quoting import quoted
from semhub.states.extraction import Memory, Progress
from semhub.steering.hooks import outside
from semhub.steering.spans import pooled, typical_norm
from semhub.steering.vector import require_in_reach

if TYPE_CHECKING:
    from semhub.steering.family import Family


@dataclass(frozen=True)
class Direction:
    """From `minus` to `plus`, at layers 0 to the last.

    vectors: (layers + 1, width) unit vectors; zero where the two sides do not differ.
    lengths: (layers + 1,) length of the mean difference, in typical norms of the states there: one
        natural difference is this many norms long.
    norms: (layers + 1,) typical norm: the median over the tokens that the direction was found at.
        A mean would be that of an attention sink, where there is one.
    model, revision: of the model that it was found in; empty where it was made by hand.

    A push of strength 1 at a layer is the mean difference that was found there: one natural
    difference. It leads from the mean of one side to that of the other, so a larger strength takes
    states farther than the model takes them itself. At early layers the sides may hardly differ at
    the position that is read; a push of strength 1 is then next to nothing, and so are the random
    ones beside it.
    """

    minus: str
    plus: str
    vectors: np.ndarray
    lengths: np.ndarray
    norms: np.ndarray
    model: str = ""
    revision: str = ""

    def push(self, layer: int, strength: float, at: int | None = None) -> np.ndarray:
        """Return (width,) `strength` times the mean difference found at `layer`.

        at: the layer that it is put into, by default the same. At another one it is as many norms
            of the states there as it is of those at `layer`. The natural difference found at `at`
            would be no fair length for a control: at an early layer it can be nearly zero, and the
            push would do nothing only because nothing was added.

        Raises `InputError` on a layer that no block's output is, and on a push too long for
        float32.
        """
        last = len(self.vectors) - 1
        at = layer if at is None else at
        for one in (layer, at):
            if not 1 <= one <= last:
                raise InputError(outside(one, last))
        require_in_reach(float(strength) * float(self.lengths[layer]) * float(self.norms[at]))
        length = strength * self.lengths[layer] * self.norms[at]
        return (length * self.vectors[layer]).astype(np.float32)

    def require_of(self, model: Model) -> None:
        """Raise `InputError` if it was found in another model, or has other layers or another width
        than `model`."""
        what = f"The direction from “{self.minus}” to “{self.plus}”"
        require_found_in(model, self, what)
        if np.shape(self.vectors) != (shape := (model.n_layers + 1, model.width)):
            raise InputError(
                f"{what} has vectors of the shape {np.shape(self.vectors)}; for {model.name} give "
                f"{shape}."
            )

    def reversed(self) -> Direction:
        """Return the direction from `plus` to `minus`."""
        return replace(self, minus=self.plus, plus=self.minus, vectors=-self.vectors)

    def in_norms(self) -> Direction:
        """The same, of which a push of strength 1 is as long as a typical state at its layer."""
        return replace(self, lengths=np.ones_like(self.lengths))

    def along(self, difference: np.ndarray, names: tuple[str, str]) -> Direction:
        """Return another direction whose pushes are as long as this one's, layer by layer.

        difference: (layers + 1, width), of any length; where it is zero, nothing is pushed.
        """
        minus, plus = names
        return replace(self, minus=minus, plus=plus, vectors=_units(difference))

    def random(self, seed: int, layers: Sequence[int] = ()) -> Direction:
        """Return a direction drawn evenly from all, at every layer, whose pushes are as long.

        layers: those that are pushed at once. Their directions are drawn with the angles between
            them that this direction has. At neighbouring layers a direction is much the same, so
            that its pushes add up; random ones drawn apart would not, and be too easy to outdo.
        """
        drawn = np.random.default_rng(seed).standard_normal(self.vectors.shape)
        vectors = _units(drawn) * np.linalg.norm(self.vectors, axis=1, keepdims=True)
        if len(layers) > 1:
            rows = list(layers)
            vectors[rows] = _turned(self.vectors[rows], drawn[rows])
        return replace(self, minus="anything", plus="anything", vectors=vectors.astype(np.float32))


def direction(
    model: Model,
    minus: Input | str | Sequence[Input | str],
    plus: Input | str | Sequence[Input | str],
    *,
    pool: Pool = "last",
    names: tuple[str, str] | None = None,
    progress: Progress | None = None,
    memory: Memory | None = None,
) -> Direction:
    """Return the direction from what `minus` says to what `plus` says: one item or several, of any
    kind.

    The mean over contrast pairs is the difference of the two means, so that pairs need no order
    and the sides no equal number; what pairs share still falls out, and what they do not share is
    averaged away only if there are several.
    pool: one of `semhub.pools.POOLS`; "last" is the very last position, where the next word is
        prepared, and "mean" leaves attention sinks out (see `semhub.steering.spans`).
    names: of the two sides; by default what their first items are called.

    Raises `InputError` when a side is empty, an item cannot be encoded, or the sides do not differ.
    """
    require_model(model)
    sides = [
        items_of(side, f"Of both sides of the direction, the {way}")
        for side, way in ((minus, "first"), (plus, "second"))
    ]
    if names is not None and len(names := strings(names, "The name of a side")) != 2:
        raise InputError(f"A direction has two sides, and {len(names)} names are given.")
    states, norms = pooled(
        model, [*sides[0], *sides[1]], pool=pool, progress=progress, memory=memory
    )
    found = between(
        states[:, : len(sides[0])],
        states[:, len(sides[0]) :],
        names or tuple(_called(side) for side in sides),
        norms,
    )
    return replace(found, model=model.name, revision=model.revision)


def between(
    minus: np.ndarray, plus: np.ndarray, names: tuple[str, str], norms: np.ndarray | None = None
) -> Direction:
    """Return the direction between states (layers + 1, items, width) of two sides.

    norms: (layers + 1,) typical norm of the states that are pushed; by default the median norm of
        these states, as suits those at one position.

    Raises `InputError` if the sides are the same at every layer.
    """
    if norms is None:
        norms = typical_norm(np.concatenate([minus, plus], axis=1))
    difference = plus.mean(axis=1) - minus.mean(axis=1)
    long = np.linalg.norm(difference, axis=1)
    if not long.any():
        raise InputError(
            f"{quoted(names[0])} and {quoted(names[1])} give the same states, so no "
            "direction leads from the one to the other; give texts that differ, or compare their "
            "means over all positions."
        )
    lengths = np.divide(long, norms, out=np.zeros_like(long), where=norms > 0)
    return Direction(*names, _units(difference), lengths, norms)


def require_found_in(model: Model, found: Direction | Family, what: str) -> None:
    """Raise `InputError`, beginning with `what` it is, where states of another model were taken for
    it; one that was made by hand names no model."""
    if found.model and found.revision != model.revision:
        raise InputError(
            f"{what} was found in {found.model} and means nothing in {model.name}; find it there "
            "anew."
        )


def _units(vectors: np.ndarray) -> np.ndarray:
    """Return (layers, width) each at length 1; zero stays zero."""
    long = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.divide(vectors, long, out=np.zeros_like(vectors), where=long > 0)


def _turned(vectors: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    """Return (layers, width) `vectors` after a turn that keeps their lengths and the angles between
    them: the first comes to point where the first of `drawn` (layers, width) does, and so on, as
    far as the angles allow. All turns are as likely if `drawn` is normal."""
    _, parts = _axes(vectors)
    axes, _ = _axes(drawn)
    return (axes @ parts).T


def _axes(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return orthonormal axes (width, axes), each towards what the vector of its number has beyond
    those before it, and the vectors in them (axes, layers)."""
    axes, parts = np.linalg.qr(vectors.T)
    signs = np.where(np.diag(parts) < 0, -1.0, 1.0)  # which QR leaves open
    return axes * signs, parts * signs[:, None]


def _called(side: Sequence[Input]) -> str:
    name = side[0].label
    return f"{name} and {len(side) - 1} more" if len(side) > 1 else name
