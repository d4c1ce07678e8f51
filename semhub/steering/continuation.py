"""What a model goes on to say, with or without a push: the likeliest token, again and again.

The whole text is read anew for every token, so that any model of the protocol can go on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from semhub.inputs import Input
from semhub.inputs.door import whole_number
from semhub.models.batch import Batch
from semhub.models.finite import require_answer
from semhub.models.hooks import record_layers
from semhub.models.protocol import LanguageModel, Model, require_model
from semhub.models.saying import require_next
from semhub.steering.answers import Pushes, by_layer
from semhub.steering.asking import Question, encoded, mask, question_of
from semhub.steering.hooks import apply_push

LENGTH = 20

NUCLEUS = 0.3
"""Share of the probability that a token is drawn from ("nucleus sampling", Holtzman et al. 2020):
as Wu et al. (ICLR 2025) draw continuations that they push."""


@dataclass(frozen=True)
class Continuation:
    """Greedy: no chance is in it.

    ids: the tokens that were added, with the one that ends a text, if the model came to it.
    text: what a person reads; never a broken character.
    """

    ids: tuple[int, ...]
    text: str


def continuation(
    model: Model,
    question: Question | Input | str,
    push: Pushes | None = None,
    *,
    length: int = LENGTH,
    seed: int | None = None,
) -> Continuation:
    """Return at most `length` tokens behind the question.

    The push stays at the places of the question and moves no further, so that what comes later is
    said by the model alone; places "all" are those of the tokens that are added as well.
    seed: of draws from the likeliest tokens that together have `NUCLEUS` of the probability; by
        default the likeliest is taken.
    Raises `InputError` if the model cannot be read out, or a bad item or number is given.
    """
    require_model(model)
    question = question_of(question)
    whole_number(length, "The number of tokens of a continuation", 1)
    model = require_next(model)
    (begun,) = encoded(model, [question], more=length)
    where = mask(model.collate([begun]), [question.places])
    given = by_layer(() if push is None else push, model.width)
    pushes = {layer: torch.from_numpy(one).reshape(-1) for layer, one in given.layers.items()}
    further = question.places == "all"
    rng = None if seed is None else np.random.default_rng(whole_number(seed, "The seed", 0))
    added: list[int] = []
    while len(added) < length and not (added and added[-1] in model.eos_ids):
        item = begun.followed_by(added)
        places = torch.cat([where, where.new_full((1, len(added)), further)], dim=1)
        added.append(_next(model, model.collate([item]), pushes, places, given.replace, rng))
    return Continuation(
        tuple(added), model.decode([one for one in added if one not in model.eos_ids])
    )


def _next(
    model: LanguageModel,
    batch: Batch,
    pushes: dict[int, torch.Tensor],
    where: torch.Tensor,
    replace: bool,
    rng: np.random.Generator | None,
) -> int:
    kept: list[torch.Tensor] = []

    def keep(layer: int, state: torch.Tensor) -> None:
        if layer == model.n_layers:
            kept.append(state[:, -1])

    with (
        apply_push(model, pushes, where, replace=replace),
        record_layers(model.blocks, keep),
    ):
        model.forward(batch)
    with torch.inference_mode():
        logits = model.unembed(kept[0])[0]
    require_answer(model.name, logits)
    return int(logits.argmax()) if rng is None else _drawn(logits, rng)


def _drawn(logits: torch.Tensor, rng: np.random.Generator) -> int:
    """One of the likeliest tokens, of (vocabulary,) logits."""
    likely = logits.cpu().double().softmax(dim=-1).numpy()
    order = np.argsort(-likely, kind="stable")
    before = np.cumsum(likely[order]) - likely[order]
    kept = order[before < NUCLEUS]
    return int(rng.choice(kept, p=likely[kept] / likely[kept].sum()))
