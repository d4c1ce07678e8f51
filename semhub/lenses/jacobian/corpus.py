"""The texts that a lens is fitted on unless others are named."""

from __future__ import annotations

from itertools import islice
from random import Random

from semhub import datasets
from semhub.inputs import Text, texts
from semhub.lenses.neighbours.corpus import reads, recipe
from semhub.models.protocol import Model
from semhub.world.documents import documents
from semhub.world.recipes import RECIPES

DOCUMENTS = 500
"""Of the embedded world; they are short."""
ARTICLES = 100
"""Of the Universal Declaration of Human Rights, in nine languages."""


def default_texts(model: Model) -> list[Text]:
    """Choose texts that suit the model.

    For one that was raised in the embedded world, documents as it was trained on: all of its
    languages, and no held-out row; with a space for a line break, since a text is one line. For
    any other, articles of the Universal Declaration in nine languages: good text, though most
    models know it by heart, so that text of one's own is better.
    """
    raised = recipe(model.name)
    if raised:
        rng = Random(f"jacobian/{raised['name']}")
        written = islice(documents(RECIPES[raised["name"]], rng), DOCUMENTS)
        return [Text(document.text.replace("\n", " ")) for document in written]
    articles = [text for column in datasets.articles().values() for text in column]
    drawn = texts(Random("jacobian").sample(articles, ARTICLES))
    return [text for text in drawn if reads(model, text)]
