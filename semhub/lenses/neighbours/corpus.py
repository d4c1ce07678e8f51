"""The texts that an index is made of unless others are named."""

from __future__ import annotations

import json
import os
from pathlib import Path
from random import Random

from semhub import datasets
from semhub.errors import InputError
from semhub.inputs import Text
from semhub.inputs.door import one_of
from semhub.models.catalogue import CHECKPOINTS
from semhub.models.protocol import Model
from semhub.world.renderings import GRAMMARS
from semhub.world.scenes import draw_scene

SENTENCES = 400
"""Of the world: enough for every word of it to stand in several of them."""


PICTURE = {
    "en": "This is a picture of {}.", "es": "Esta es una imagen: {}.",
    "fr": "Voici une image : {}.", "de": "Das ist ein Bild: {}.",
    "zh": "这是一张图片：{}。", "ja": "これは絵です：{}。",
    "ru": "Это картинка: {}.", "ar": "هذه صورة: {}.", "hi": "यह एक चित्र है: {}।",
}  # fmt: skip
"""Language -> a sentence around the name of a concept: a word at the very beginning is not kept."""


def languages(model: Model) -> tuple[str, ...]:
    """List the languages of which there are sentences that suit the model, its usual one first:
    those of the embedded world for a model that was raised in it, notations too, else all that
    have any."""
    raised = recipe(model.name)
    usual, all_of_them = (raised["dominant"], GRAMMARS) if raised else ("en", PICTURE)
    return (usual, *(code for code in all_of_them if code != usual))


def default_texts(model: Model, language: str | None = None) -> list[Text]:
    """Choose sentences that suit the model, in one language: by default the first of `languages`.

    For a model that was raised in the embedded world, training-side sentences of it: no held-out
    row is among them, so that an index gives nothing away. For any other, the same where the world
    has the language, the names of the embedded concepts and the embedded sentences.

    One language, so that a person can read it. A reading in it shows a place that two languages
    share, and is no evidence of the language that the model uses there: made of another language,
    the index reads the same place in that one. `index` also takes texts of several languages.

    Raises `InputError` on a language that has no sentences.
    """
    known = languages(model)
    language = one_of(known[0] if language is None else language, known, "language of the index")
    world = world_sentences(language, SENTENCES) if language in GRAMMARS else []
    if recipe(model.name):
        return world
    others = [
        *world,
        *(Text(PICTURE[language].format(name)) for name in datasets.table("concepts")[language]),
        *(Text(text) for text in datasets.table("sentences")[language]),
    ]
    return [text for text in others if reads(model, text)]


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
