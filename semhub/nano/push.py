"""Does a push that was found in English change the answer in another language?

The direction from one thing (or colour) to another is the mean difference of English states at
the arrow that opens a keyword list. Added at the arrow of a text in another language, at one
layer, it should make the model prefer the other word of the class in that language; a random push
of twice the norm should not. Flips are counted among the words of one class: log-odds also rise
under random pushes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

import torch

from semhub.extraction import extract
from semhub.inputs import Text
from semhub.models.hooks import hidden_state, visited
from semhub.models.protocol import Model
from semhub.models.running import running
from semhub.nano.dataset import scenes
from semhub.nano.documents import ARROW
from semhub.nano.figures import inner_layers
from semhub.nano.readout import Share, first_piece
from semhub.nano.renderings import GRAMMARS
from semhub.nano.world import CLASSES

CONTRASTS = 12
STRENGTH = 2.0
RANDOM_NORM = 2.0
LANGUAGES = ("zh", "es", "ru")


@dataclass(frozen=True)
class Push:
    """At ``layer``, the share of answers that became the wished-for word.

    random: the same for random pushes of ``RANDOM_NORM`` times the norm. curve: the share by
    inner layer, from the first of them.
    """

    name: str
    layer: int
    flipped: Share
    random: Share
    curve: list[float]


def pivot_means(model: Model, slot: str, pivot: str, seed: int) -> torch.Tensor:
    """(layers + 1, values, width): mean state at the arrow, for each value of ``slot``."""
    drawn = scenes(CONTRASTS, seed + 1)
    values = CLASSES[slot]
    prompts = [
        Text(GRAMMARS[pivot].sentence(replace(scene, **{slot: value})) + ARROW)
        for value in values
        for scene in drawn
    ]
    states = torch.tensor(extract(model, prompts, pool="last"))
    return states.unflatten(1, (len(values), CONTRASTS)).mean(2)


def answers(model: Model, prompts: Sequence[str], layer: int, pushes: torch.Tensor) -> torch.Tensor:
    """Next-word logits (prompts, vocabulary) with ``pushes`` added at ``layer``.

    pushes (prompts, width) are added to what leaves block ``layer`` at the last position.
    """
    batch = model.padded(model.encode([Text(prompt) for prompt in prompts]))
    last = batch.attention.sum(1) - 1
    rows = torch.arange(len(last))

    def push(_module, _arguments, output):
        hidden_state(output)[rows, last] += pushes

    final: list[torch.Tensor] = []

    def keep(number: int, state: torch.Tensor) -> None:
        if number == model.n_layers:
            final.append(state[rows, last])

    handle = model.blocks[layer - 1].register_forward_hook(push)
    try:
        with running(), visited(model.blocks, keep):
            model.forward(batch)
    finally:
        handle.remove()
    return model.unembed(final[0])


def push_figure(model: Model, language: str, slot: str, pivot: str, rows: int, seed: int) -> Push:
    """Push from the word that was said to another of its class, at every inner layer."""
    rng = Random(seed)
    torch.manual_seed(seed)
    values = list(CLASSES[slot])
    pieces = [first_piece(model, language, slot, value) for value in values]
    clear = [k for k, piece in enumerate(pieces) if pieces.count(piece) == 1]
    means = pivot_means(model, slot, pivot, seed)
    drawn = [s for s in scenes(rows, seed) if values.index(getattr(s, slot)) in clear]
    prompts = [GRAMMARS[language].sentence(scene) + ARROW for scene in drawn]
    said = [values.index(getattr(scene, slot)) for scene in drawn]
    wished = [rng.choice([k for k in clear if k != one]) for one in said]
    hits: dict[int, tuple[list[bool], list[bool]]] = {}
    for layer in inner_layers(model.n_layers):
        pushes = STRENGTH * (means[layer, wished] - means[layer, said])
        noise = torch.randn_like(pushes)
        noise *= RANDOM_NORM * pushes.norm(dim=1, keepdim=True) / noise.norm(dim=1, keepdim=True)
        hits[layer] = tuple(
            [best == wish for best, wish in zip(chosen, wished, strict=True)]
            for chosen in (
                answers(model, prompts, layer, added)[:, pieces].argmax(-1).tolist()
                for added in (pushes, noise)
            )
        )
    shares = {layer: Share.of(flipped) for layer, (flipped, _) in hits.items()}
    best = max(shares, key=lambda layer: shares[layer].value)
    return Push(
        name=f"{slot} in {language}",
        layer=best,
        flipped=shares[best],
        random=Share.of(hits[best][1]),
        curve=[round(share.value, 4) for share in shares.values()],
    )


def push_figures(model: Model, pivot: str, rows: int, seed: int) -> list[Push]:
    """Pushes found in the pivot language, tried in other languages."""
    others = [name for name in (*LANGUAGES, "en") if name != pivot][: len(LANGUAGES)]
    return [
        push_figure(model, language, slot, pivot, rows, seed)
        for language in others
        for slot in ("thing", "colour")
    ]
