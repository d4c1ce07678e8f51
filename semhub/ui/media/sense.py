"""What differs between the pages of pictures and of sounds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from semhub import datasets
from semhub.datasets import pack
from semhub.inputs import Audio, Image
from semhub.models import catalogue

GALLERY, UPLOAD, RECORD = "gallery", "upload", "record"
LANGUAGES = ("en", "zh", "es", "ru", "ar")
"""Languages of the captions of a gallery item, as far as its set has them."""

STRANGERS = ((1, "en"), (1, "zh"), (2, "en"))
"""Captions of other rows: how many rows further on, and in which language."""


@dataclass(frozen=True)
class Sense:
    """Pictures or sounds, as the pages use them.

    key: prefix of the keys and link parameters of this page. noun: the name of one item. sources:
    `GALLERY`, `UPLOAD`, `RECORD` -> name on the page. shipped: `dataset:column` -> the same.
    columns: all of this sense, by which those of packs are found. usual: the set for the embedded
    model, and the one for any other. suffixes: returns those of files. read: a file's bytes and
    label -> the item. record: the widget that records, from a label and `key=`. reach: a sentence
    on how much of what is recorded the embedded model takes, if not all. show: shows one item as it
    is.
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
    reach: str
    show: Callable[[Image | Audio], None]

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
    """A caption. language: its code if it comes from the gallery, else None. own: whether it
    belongs to the item."""

    text: str
    language: str | None = None
    own: bool = True


@dataclass(frozen=True)
class Selection:
    """The chosen item and its captions. row: in the gallery's set, None for a person's own item.

    chosen: the set, `dataset:column`, that gives the mean to subtract and captions to compare.
    """

    item: Image | Audio
    chosen: str
    row: int | None
    captions: list[Caption]
    link: dict[str, str] = field(default_factory=dict)


def usual_captions(chosen: str, row: int) -> list[Caption]:
    """Gather captions for one row: its own in several languages, and some of later rows."""
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
