"""Words of captions, and of plain colours, looked for at the patches."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import streamlit as st

from semhub.charts.media.patch_words import colour_grid, noun_curve
from semhub.datasets import pack
from semhub.datasets.nouns import nouns as nouns_of
from semhub.datasets.nouns import stranger
from semhub.lenses.kinds import KINDS, Kind
from semhub.quoting import listed
from semhub.ui.media import reading
from semhub.ui.media.picture import PICTURES
from semhub.ui.media.source import gallery
from semhub.ui.shared import cached, frame, messages, results
from semhub.ui.shared.controls import segments
from semhub.ui.shared.drawn import drawn
from semhub.ui.shared.export import footer
from semhub.ui.shared.figure import figure
from semhub.ui.shared.frame import faults

if TYPE_CHECKING:
    from semhub.experiments.patch_words import ColourReading, NounContrast
    from semhub.models.protocol import Model
    from semhub.states.positions import PositionStates
    from semhub.ui.media.sense import Selection

PICTURES_READ = 40
OVER = {"one": "This picture", "many": f"{PICTURES_READ} of the gallery"}


@frame.fragment
def nouns(model: Model, selection: Selection, positions: PositionStates) -> None:
    """Compare words of a picture's caption with words of another's, over all its patches."""
    left, right = st.columns([0.3, 0.7])
    with left:
        over = segments("Over", "image_over", OVER)
    with right:
        kind = reading.choose(PICTURES, model, "said_by")
    with faults():
        if over == "one":
            _one(model, selection, positions, kind)
        else:
            _many(model, selection, kind)


def _one(model: Model, selection: Selection, positions: PositionStates, kind: Kind) -> None:
    texts = [
        place.text_input(label, value=usual, key=f"{key}/{selection.item.digest}/{usual}")
        for place, label, key, usual in zip(
            st.columns(2), ("Words of this caption", "Words of another caption"),
            ("image_own", "image_other"), map(", ".join, _usual(selection)), strict=True,
        )
    ]  # fmt: skip
    mine, theirs = (_listed(text) for text in texts)
    theirs = [word for word in theirs if word not in mine]
    knows = reading.reader(model, kind, selection.chosen).knows
    unknown = [word for word in mine + theirs if not knows(word)]
    mine, theirs = ([word for word in words if knows(word)] for words in (mine, theirs))
    if unknown:
        messages.caption(f"Left out, not known to this lens: {listed(unknown, ', ')}.")
    if not mine or not theirs:
        st.info("Write at least one known word on each side, with commas between them.")
        return
    result = _contrast(model, kind, selection.chosen, [selection.item], [mine], [theirs])
    _draw(result, ", ".join(mine), ", ".join(theirs))


def _many(model: Model, selection: Selection, kind: Kind) -> None:
    """Compare the rows with nouns that the lens knows and another row lacks."""
    knows = reading.reader(model, kind, selection.chosen).knows
    words = [
        [word for word in row if knows(word)]
        for row in nouns_of(selection.chosen.partition(":")[0])
    ]
    items = gallery(selection.chosen)
    rows = [row for row in range(len(items)) if words[row]][:PICTURES_READ]
    pairs = [(row, stranger(words, row)) for row in rows]
    pairs = [(row, other) for row, other in pairs if other]
    if not pairs:
        st.info("This lens knows none of the gallery's nouns; choose the other one above.")
        return
    rows = [row for row, _ in pairs]
    result = _contrast(
        model, kind, selection.chosen, [items[row] for row in rows], [words[row] for row in rows],
        [other for _, other in pairs],
    )  # fmt: skip
    _draw(result, "nouns of its own caption", "nouns of another picture's caption")


def _usual(selection: Selection) -> tuple[list[str], list[str]]:
    """List nouns of the row and of another; of a person's captions, words that only one has."""
    if selection.row is not None:
        known = nouns_of(selection.chosen.partition(":")[0])
        return known[selection.row], stranger(known, selection.row)
    first, second = [_words(caption.text) for caption in (selection.captions * 2)[:2]]
    return [w for w in first if w not in second], [w for w in second if w not in first]


def _words(text: str) -> list[str]:
    return [word for word in re.findall(r"[^\W\d_]+", text.casefold()) if len(word) > 2]


def _listed(text: str) -> list[str]:
    return list(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))


def _contrast(
    model: Model, kind: Kind, chosen: str, pictures: list, own: list, other: list
) -> NounContrast:
    return _contrasted(model, kind, chosen, pack.written(), pictures, own, other)


@cached.resource
def _contrasted(
    model: Model, kind: Kind, chosen: str, written: int, pictures: list, own: list, other: list
) -> NounContrast:
    """written: the time of the pack, so that a new pack is read again."""
    from semhub.experiments.patch_words import noun_contrast

    reader = reading.reader(model, kind, chosen)
    with results.progress(f"Reading {len(pictures)} pictures with {model.name}") as report:
        return noun_contrast(model, reader, pictures, own, other, report)


def _draw(result: NounContrast, own: str, other: str) -> None:
    chart = drawn(noun_curve, result, own, other)
    figure(chart, "image_nouns", "Words of captions at the patches by layer")
    score = (
        "the logarithm of its probability (of its first token, where it is several)"
        if KINDS[result.kind].score == "probability"
        else "the nearest cosine"
    )
    footer(
        f"For each word, {score} at every patch, averaged over patches and words, as the paper "
        "compares a picture's own caption with another's.",
        "semhub-caption-words", chart, result.to_dict(),
    )  # fmt: skip


@frame.fragment
def colours(model: Model, selection: Selection) -> None:
    """Draw which colour word the patches of plain colours are nearest to."""
    kind = reading.choose(PICTURES, model, "plain_by")
    with faults():
        result = _coloured(model, kind, selection.chosen, pack.written())
        chart = colour_grid(result)
        figure(chart, "image_colours", "The preferred colour word by layer", wide=True)
        footer(
            "Eight pictures of one plain colour each. A cell shows which of the eight English "
            "colour words the patches are nearest to on average; green: the right one.",
            "semhub-colours", chart, result.to_dict(),
        )  # fmt: skip


@cached.resource
def _coloured(model: Model, kind: Kind, chosen: str, written: int) -> ColourReading:
    from semhub.experiments.patch_words import colour_reading

    return colour_reading(model, reading.reader(model, kind, chosen))
