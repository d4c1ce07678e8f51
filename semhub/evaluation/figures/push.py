"""Does a push that was found in English change the answer in another language?

The direction from one thing (or colour) to another is the mean difference of English states at
the arrow that opens a keyword list. Added at the arrow behind a text in another language, a
picture or a sound, at one layer, it should make the model prefer the other word of the class; a
random push of twice the norm should not. Flips are counted among the words of one class:
log-odds also rise under random pushes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

import torch

from semhub.evaluation.figures.readout import Share, first_piece
from semhub.evaluation.figures.retrieval import inner_layers
from semhub.inputs import Input, Text
from semhub.models.protocol import Model
from semhub.states.extraction import extract
from semhub.steering import Push as Added
from semhub.steering import Question, answers
from semhub.world.held_out import scenes
from semhub.world.recipes import ARROW
from semhub.world.renderings import GRAMMARS
from semhub.world.scenes import CLASSES, Scene

CONTRASTS = 12
STRENGTH = 2.0
"""In natural differences: times the mean difference."""
RANDOM_NORM = 2.0
LANGUAGES = ("zh", "es", "ru")
Items = Sequence[tuple[Scene, Input]]
"""Scenes and what is given of each to the model: a text, a picture or a sound."""


@dataclass(frozen=True)
class Push:
    """At `layer`, the share of answers that became the wished-for word.

    random: the same for random pushes of `RANDOM_NORM` times the norm. curve: the share by
    inner layer, from the first of them.
    """

    name: str
    layer: int
    flipped: Share
    random: Share
    curve: list[float]


def pivot_means(model: Model, slot: str, pivot: str, seed: int) -> torch.Tensor:
    """Return (layers + 1, values, width): mean state at the arrow, for each value of `slot`."""
    drawn = scenes(CONTRASTS, seed + 1)
    values = CLASSES[slot]
    prompts = [
        Text(GRAMMARS[pivot].sentence(replace(scene, **{slot: value})) + ARROW)
        for value in values
        for scene in drawn
    ]
    states = torch.tensor(extract(model, prompts, pool="last", suffix=""))
    return states.unflatten(1, (len(values), CONTRASTS)).mean(2)


def push_figure(
    model: Model, name: str, items: Items, language: str, slot: str, pivot: str, seed: int
) -> Push:
    """Push from the word that was said or shown to another of its class, at every inner layer."""
    rng = Random(seed)
    torch.manual_seed(seed)
    values = list(CLASSES[slot])
    pieces = [first_piece(model, language, slot, value) for value in values]
    clear = [k for k, piece in enumerate(pieces) if pieces.count(piece) == 1]
    means = pivot_means(model, slot, pivot, seed)
    asked = [(s, item) for s, item in items if values.index(getattr(s, slot)) in clear]
    questions = [Question(item, ARROW) for _, item in asked]
    said = [values.index(getattr(scene, slot)) for scene, _ in asked]
    wished = [rng.choice([k for k in clear if k != one]) for one in said]
    layers = inner_layers(model.n_layers)
    added: list[Added] = []
    for layer in layers:
        pushes = STRENGTH * (means[layer, wished] - means[layer, said])
        noise = torch.randn_like(pushes)
        noise *= RANDOM_NORM * pushes.norm(dim=1, keepdim=True) / noise.norm(dim=1, keepdim=True)
        added += [Added(layer, pushes.numpy()), Added(layer, noise.numpy())]
    words = [[[(piece,)] for piece in pieces]] * len(questions)
    hits = answers(model, questions, words, added)[1:].argmax(axis=2) == wished
    shares = {k: Share.of(row) for k, row in zip(layers, hits[::2].tolist(), strict=True)}
    random = dict(zip(layers, hits[1::2].tolist(), strict=True))
    best = max(shares, key=lambda layer: shares[layer].value)
    return Push(
        name=name,
        layer=best,
        flipped=shares[best],
        random=Share.of(random[best]),
        curve=[round(share.value, 4) for share in shares.values()],
    )


def push_figures(model: Model, pivot: str, rows: int, seed: int) -> list[Push]:
    """Push along directions found in the pivot language, in other languages, and return what
    changed."""
    others = [name for name in (*LANGUAGES, "en") if name != pivot][: len(LANGUAGES)]
    drawn = scenes(rows, seed)
    figures = []
    for language in others:
        items = [(scene, Text(GRAMMARS[language].sentence(scene))) for scene in drawn]
        figures += [
            push_figure(model, f"{slot} in {language}", items, language, slot, pivot, seed)
            for slot in ("thing", "colour")
        ]
    return figures
