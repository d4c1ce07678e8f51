"""What a page of one sense is about: pictures, or sounds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from semhub import datasets
from semhub.datasets import pack
from semhub.inputs import Audio, Image
from semhub.models import catalogue

GALLERY, UPLOAD, RECORD = "gallery", "upload", "record"
LANGUAGES = ("en", "zh", "es", "ru", "ar")
"""Of the captions that a gallery item comes with, those of them that its set has."""

STRANGERS = ((1, "en"), (1, "zh"), (2, "en"))
"""Captions of other rows beside them: how many rows farther on, and in which language."""


@dataclass(frozen=True)
class Sense:
    """key: stands in front of every key and link parameter of this page.

    noun: what one item is called. sources: `GALLERY`, `UPLOAD`, `RECORD` -> what a person calls it.
    shipped: `dataset:column` -> what a person calls it. columns: of this sense, so that those of
    packs are found. usual: the set for the embedded model, and the one for any other.
    suffixes: gives those of files. read: a file's bytes and label -> the item.
    record: the widget that records, from a label and `key=`. show: draws a gallery, given all its
    items, the chosen row, and the key under which a chosen row is kept.
    """

    modality: str
    key: str
    noun: str
    sources: Mapping[str, str]
    shipped: Mapping[str, str]
    columns: Collection[str]
    usual: tuple[str, str]
    suffixes: Callable[[], Sequence[str]]
    read: Callable[[bytes, str], Image | Audio]
    record: Callable
    show: Callable[[Sequence[Image | Audio], int, str], None]

    @property
    def sets(self) -> dict[str, str]:
        """`dataset:column` -> what a person calls it, with the packs that are here."""
        return {**self.shipped} | {
            f"{name}:{column}": called
            for name, called in datasets.packs().items()
            for column in pack.media(name)
            if column in self.columns
        }

    def usual_set(self, model: str) -> str:
        return self.usual[0 if catalogue.is_embedded(model) else 1]


@dataclass(frozen=True)
class Caption:
    """language: its code where the gallery wrote it, else None. own: false for a stranger's."""

    text: str
    language: str | None = None
    own: bool = True


@dataclass(frozen=True)
class Given:
    """What a person gave. row: of the gallery's set, None for an item of their own.

    chosen: the set that stands for a population, `dataset:column`.
    """

    item: Image | Audio
    chosen: str
    row: int | None
    captions: list[Caption]
    link: dict[str, str] = field(default_factory=dict)


def usual_captions(chosen: str, row: int) -> list[Caption]:
    """Gather captions of one row: its own in several languages, and strangers of later rows."""
    table = texts_of(chosen)
    own = [Caption(table[code][row], code) for code in LANGUAGES if code in table]
    strangers = [
        Caption(table[code][(row + step) % len(table[code])], code, own=False)
        for step, code in STRANGERS
        if code in table
    ]
    known = {caption.text for caption in own}
    return own + [caption for caption in strangers if caption.text not in known]


def texts_of(chosen: str) -> Mapping[str, list[str]]:
    """Look up language -> what each item of a set says."""
    return datasets.table(chosen.partition(":")[0])
