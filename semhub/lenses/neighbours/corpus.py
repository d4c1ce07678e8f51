"""The texts that an index is made of unless others are named."""

from __future__ import annotations

import json
import os
from pathlib import Path
from random import Random

from semhub import datasets
from semhub.errors import InputError
from semhub.inputs import Text
from semhub.models.catalogue import CHECKPOINTS
from semhub.models.protocol import Model
from semhub.world.renderings import GRAMMARS
from semhub.world.scenes import draw_scene

SENTENCES = 400
"""Of the world: enough for every word of it to stand in several of them."""


def default_texts(model: Model) -> list[Text]:
    """Choose sentences that suit the model, in one language.

    For one that was raised in the embedded world, training-side sentences of it, in its dominant
    language: no held-out row is among them, so that an index gives nothing away. For any other,
    the same in English, the names of the embedded concepts and the embedded sentences.

    One language, so that a person can read it; a reading in it is no evidence of the language
    that the model uses there. `index` also takes texts of several languages.
    """
    raised = recipe(model.name)
    if raised:
        return world_sentences(raised["dominant"], SENTENCES)
    english = [
        *world_sentences("en", SENTENCES),
        *(Text(f"This is a picture of {name}.") for name in datasets.table("concepts")["en"]),
        *(Text(text) for text in datasets.table("sentences")["en"]),
    ]
    return [text for text in english if reads(model, text)]


def reads(model: Model, text: Text) -> bool:
    """Tell whether the model takes the text; some read no more than a hundred tokens."""
    try:
        model.encode([text])
    except InputError:
        return False
    return True


def world_sentences(language: str, number: int) -> list[Text]:
    """Draw sentences of the training side of the world's split, each with all six slots."""
    rng, grammar = Random(f"neighbours/{language}"), GRAMMARS[language]
    return [Text(grammar.sentence(draw_scene(rng, held=False, full=True))) for _ in range(number)]


def recipe(name: str) -> dict | None:
    """Read the recipe by which a model was trained on the world, from its folder; None for any
    other."""
    folder = Path(name) if os.path.isdir(name) else CHECKPOINTS / name
    try:
        training = json.loads((folder / "training.json").read_text(encoding="utf-8"))
        return training["recipe"] if "dominant" in training["recipe"] else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
