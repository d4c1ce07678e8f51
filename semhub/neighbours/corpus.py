"""The texts that an index is made of where none are given."""

from __future__ import annotations

import json
import os
from pathlib import Path
from random import Random

from semhub import datasets
from semhub.inputs import Text
from semhub.models.catalogue import CHECKPOINTS
from semhub.models.protocol import Model
from semhub.nano.renderings import GRAMMARS, LANGUAGES
from semhub.nano.world import draw_scene

DOMINANT_SENTENCES = 320
OTHER_SENTENCES = 40
"""Of the world in a model's dominant language, and in each other language: enough for every word
of it to stand in several sentences."""


def default_texts(model: Model) -> list[Text]:
    """Sentences that suit the model.

    For one that was raised in the embedded world, its training-side sentences, most of them in
    its dominant language: no held-out row is among them, so that an index gives nothing away. For
    any other, the same in English, the embedded concepts' names and the embedded sentences, those
    in English first.
    """
    dominant = _dominant(model.name)
    if dominant:
        others = (code for code in LANGUAGES if code != dominant)
        return [
            *world_sentences(dominant, DOMINANT_SENTENCES),
            *(text for code in others for text in world_sentences(code, OTHER_SENTENCES)),
        ]
    concepts, sentences = datasets.table("concepts"), datasets.table("sentences")
    return [
        *world_sentences("en", DOMINANT_SENTENCES),
        *(Text(f"This is a picture of {name}.") for name in concepts["en"]),
        *(Text(text) for column in sentences.values() for text in column),
    ]


def world_sentences(language: str, number: int) -> list[Text]:
    """Sentences of the training side of the world's split, each of which says all six slots."""
    rng, grammar = Random(f"neighbours/{language}"), GRAMMARS[language]
    return [Text(grammar.sentence(draw_scene(rng, held=False, full=True))) for _ in range(number)]


def _dominant(name: str) -> str | None:
    """The dominant language of a model that was trained on the world; its folder tells."""
    folder = Path(name) if os.path.isdir(name) else CHECKPOINTS / name
    try:
        training = json.loads((folder / "training.json").read_text(encoding="utf-8"))
        return training["recipe"]["dominant"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
