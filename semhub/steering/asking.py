"""Ask a model for one more word: behind a text, a picture or a sound.

The text behind the item belongs to the question, not to the item: it is no part of its span.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import torch

from semhub.datasets.arguments import item_of
from semhub.errors import InputError
from semhub.inputs import Input
from semhub.inputs.door import one_of, whole_numbers
from semhub.inputs.text import fault_of
from semhub.models.batch import Batch, Encoded
from semhub.models.protocol import LanguageModel
from semhub.models.spelling import legible

Places = Literal["last", "content", "all"] | tuple[int, ...]
"""Positions of a question that a push is added at: the last one, at which the next word is asked;
the item's span; all; or their numbers from 0."""


NAMED = ("last", "content", "all")


@dataclass(frozen=True)
class Question:
    """What comes after `item` and the text `suffix` behind it? A push goes to `places`.

    A string is taken as a text, the path of a file as the item in it. Raises `InputError` on what
    is no item, text or place.
    """

    item: Input
    suffix: str = ""
    places: Places = "last"

    def __post_init__(self) -> None:
        object.__setattr__(self, "item", item_of(self.item))
        suffix = "a" + self.suffix if isinstance(self.suffix, str) else self.suffix  # may be empty
        fault = fault_of(suffix, "text behind the item")
        if fault:
            raise InputError(fault)
        if isinstance(self.places, str):
            one_of(self.places, NAMED, "place of a push")
        else:
            places = tuple(whole_numbers(self.places, "A position that a push goes to"))
            object.__setattr__(self, "places", places)


def label(question: Question) -> str:
    """Return what a question is called: its text, or what its item is called."""
    item = question.item
    return (item.text if item.modality == "text" else item.label) + question.suffix


def question_of(value: object) -> Question:
    """Return a question; of a text, a picture or a sound alone, what comes after it. Raises
    `InputError` on anything else."""
    return value if isinstance(value, Question) else Question(value)


def encoded(model: LanguageModel, questions: Sequence[Question], more: int = 0) -> list[Encoded]:
    """Return each question's token ids; the span is the item's.

    more: tokens that are to come behind. Raises `InputError` on a bad item, on a place
    that it has not, and where all of it is longer than the model reads.
    """
    found = []
    items = model.encode([question.item for question in questions])
    for question, item in zip(questions, items, strict=True):
        suffix = legible(question.suffix)
        one = item.followed_by(list(model.content_ids([suffix] if suffix else [])))
        if len(one) + more > model.max_positions:
            raise InputError(
                f"The prompt has {len(one):,} tokens, {more:,} are to come, and the model reads at "
                f"most {model.max_positions:,}; shorten it, or leave it out."
            )
        if not isinstance(question.places, str):
            outside = [place for place in question.places if not 0 <= place < len(one)]
            if outside or not question.places:
                raise InputError(
                    f"The push has no position {outside[0] if outside else 'to go to'}; the item "
                    f"has {len(one)}, counted from 0."
                )
        found.append(one)
    return found


def mask(batch: Batch, places: Sequence[Places]) -> torch.Tensor:
    """Return (items, positions) true where a push goes, on the batch's device."""
    attention = batch.attention.bool()
    last = batch.attention.sum(dim=1) - 1
    found = torch.zeros_like(attention)
    for row, place in enumerate(places):
        if place == "last":
            found[row, last[row]] = True
        elif place == "content":
            found[row] = batch.content[row]
        elif place == "all":
            found[row] = attention[row]
        else:
            found[row, list(place)] = True
    return found
