"""A direction from one word to another as the head has them: the difference of their rows.

"The Semantic Hub Hypothesis" (Wu et al., ICLR 2025) pushes so in code, pictures and sounds: what
its released code adds, or puts in the place of a state, is a multiple of this difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch

from semhub.datasets.arguments import items_of
from semhub.errors import InputError
from semhub.inputs import Input
from semhub.inputs.door import strings
from semhub.models.protocol import Model, require_model
from semhub.models.saying import require_next
from semhub.models.spelling import tracked
from semhub.pools import Pool
from semhub.quoting import quoted
from semhub.states.extraction import Memory, Progress
from semhub.steering.direction import Direction, between
from semhub.steering.spans import pooled


def head_direction(
    model: Model,
    minus: str | Sequence[str],
    plus: str | Sequence[str],
    items: Input | str | Sequence[Input | str],
    *,
    pool: Pool = "last",
    progress: Progress | None = None,
    memory: Memory | None = None,
) -> Direction:
    """The direction from the head's rows of `minus` to those of `plus`, the same at every layer.

    minus, plus: a word, or several of which the mean row is taken. A word's row is the mean over
        the first tokens of its spellings.
    items: whose states say how long a state is; those that are to be pushed, or others like them.
    pool: where in these. "last" is the very last position.

    A push of strength 1 is the very difference of the rows, as in the paper. It can be short or
    long beside a state; `Direction.in_norms` makes it as long as a typical one.

    Raises `InputError` if the model cannot be read out, on a word that has no token, where both
    sides have the same row, and when an item cannot be encoded.
    """
    require_model(model)
    require_next(model)
    sides = [
        strings([side] if isinstance(side, str) else side, "A word of the head") for side in
        (minus, plus)
    ]  # fmt: skip
    if not all(sides):
        raise InputError("A side of the direction has no word; give at least one.")
    rows = [np.mean([head_row(model, word) for word in side], axis=0) for side in sides]
    names = (" ".join(sides[0]), " ".join(sides[1]))
    if np.array_equal(*rows):
        raise InputError(
            f"{quoted(names[0])} and {quoted(names[1])} begin with the same tokens in "
            f"{model.name}, so no direction leads from the one to the other; choose other words."
        )
    _, norms = pooled(
        model, items_of(items, "What is to be pushed"), pool=pool, progress=progress, memory=memory
    )
    layers = model.n_layers + 1
    found = between(*(np.tile(row, (layers, 1, 1)) for row in rows), names, norms)
    return replace(found, model=model.name, revision=model.revision)


def head_row(model: Model, word: str) -> np.ndarray:
    """(width,) the row of a word in the head, float32: how its logit grows with a state, the final
    norm left out; over the first tokens of its spellings, the mean.

    Raises `InputError` if the model cannot be read out or the word has no token.
    """
    model = require_next(model)
    tokens = list(tracked(model, [word])[word].tokens)
    with torch.enable_grad():
        state = torch.zeros(model.width, device=model.device, requires_grad=True)
        logit = model.unembed(state, norm=False)[tokens].mean()
        (row,) = torch.autograd.grad(logit, state)
    return row.float().cpu().numpy()
