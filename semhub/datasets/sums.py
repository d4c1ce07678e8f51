"""Sums in digits, in code and in the words of several languages, and which of them come out equal.

The rows are sums that the embedded model never saw, so that it can be asked about them too.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from semhub.world import held_out as dataset
from semhub.world.renderings.arithmetic import (
    RENDERINGS,
    sum_segments,
    sum_text,
    sum_word,
    write_sum,
)
from semhub.world.scenes import Sum


@cache
def columns() -> Mapping[str, list[str]]:
    """Return `digits`, `code` and languages, aligned by row, each with its result: "5 + 3 = 8"."""
    return dataset.sum_columns()


@cache
def questions() -> Mapping[str, list[str]]:
    """Return the same rows up to their result: "5 + 3 =", "Five plus three is".

    Whatever makes two of them alike because their results are equal, the model has worked out: the
    result is not there to be read.
    """
    return {name: [question(item, name) for item in rows()] for name in RENDERINGS}


@cache
def terms() -> Mapping[str, list[str]]:
    """The same rows as an expression alone, as the paper has them: "5 + 3", "Five plus three"."""
    return {name: [upto(item, name, "right") for item in rows()] for name in RENDERINGS}


def rows() -> list[Sum]:
    """Return what each row says."""
    return dataset.sums()


def question(item: Sum, rendering: str) -> str:
    """Return the sum in one rendering, broken off where its result would begin."""
    text = sum_text(item, rendering)
    return text[: text.rindex(sum_word(item.result, rendering))].rstrip()


def upto(item: Sum, rendering: str, slot: str) -> str:
    """The sum up to the piece that says `slot` ("left", "right"), and with it."""
    pieces = sum_segments(item, rendering)
    end = [piece.slot for piece in pieces].index(slot) + 1
    return write_sum(pieces[:end], rendering).rstrip(".。")
