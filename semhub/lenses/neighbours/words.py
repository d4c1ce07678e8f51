"""The words of a text, and the positions of the pieces that a tokenizer cuts each into."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Thai, Lao, Burmese, Khmer, kana and Han: scripts that put no space between words.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
)
_PART = re.compile(r" (\d+)/\d+$")
_UNKNOWN = "⟨unknown⟩"
_INSIDE = "'’"
"""Characters that join the letters on both sides of them into one word."""


@dataclass(frozen=True)
class Word:
    """A word of a text, from `start` to `end` in characters; its pieces are at `positions`."""

    text: str
    start: int
    end: int
    positions: list[int]


@dataclass
class _Run:
    """Characters that one token covers, or several tokens that share a character."""

    start: int
    end: int
    positions: list[int]


def words(text: str, labels: Sequence[str], content: Sequence[bool]) -> list[Word]:
    """Find each word that is made of whole tokens, in order; in scripts without spaces, each token.

    labels: the readable text of each position, as a model's `tokens` gives it. content: whether
    a position is the text's own. A word is left out where a token covers more than it, or where
    the model reads a part of it as unknown: no state there is the word's.
    """
    runs = _runs(text, labels, content)
    found = []
    for run in runs:
        piece = text[run.start : run.end]
        if _UNSPACED.fullmatch(piece):
            found.append(Word(piece, run.start, run.end, run.positions))
    for start, end in _spaced(text):
        pieces = [run for run in runs if run.start < end and run.end > start]
        edges = [start, *(edge for run in pieces for edge in (run.start, run.end)), end]
        if edges[::2] == edges[1::2]:  # each piece begins where the one before ended
            positions = [position for run in pieces for position in run.positions]
            found.append(Word(text[start:end], start, end, positions))
    return sorted(found, key=lambda word: word.start)


def _runs(text: str, labels: Sequence[str], content: Sequence[bool]) -> list[_Run]:
    runs: list[_Run] = []
    covered = 0
    for position, (label, own) in enumerate(zip(labels, content, strict=True)):
        part = _PART.search(label)
        piece = (label[: part.start()] if part else label).strip()
        if own and label.endswith(_UNKNOWN):  # what it stood for is passed over, not read again
            gone = label.removesuffix(_UNKNOWN).strip()
            at = text.find(gone, covered) if gone else -1
            covered = at + len(gone) if at >= 0 else covered
            continue
        if not own or not piece:
            continue
        continues = part and part[1] != "1" and runs
        start = text.find(piece, runs[-1].start if continues else covered)
        if start < 0:  # a tokenizer that does not say where its tokens stand in the text
            continue
        if runs and start < runs[-1].end:
            runs[-1].end = max(runs[-1].end, start + len(piece))
            runs[-1].positions.append(position)
        else:
            runs.append(_Run(start, start + len(piece), [position]))
        covered = runs[-1].end
    return runs


def _spaced(text: str) -> Iterator[tuple[int, int]]:
    """Find the (start, end) of each run of letters, marks and digits, where words are parted."""
    start = None
    for at, character in enumerate(f"{text} "):
        if start is None:
            if _joins(character):
                start = at
        elif not (_joins(character) or (character in _INSIDE and _joins(text[at + 1 : at + 2]))):
            yield start, at
            start = None


def _joins(character: str) -> bool:
    return (
        character != ""
        and unicodedata.category(character)[0] in "LMN"
        and not _UNSPACED.match(character)
    )
