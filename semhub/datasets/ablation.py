"""Sentences with other content in the same frame: hard negatives for sentences of one's own.

Content words are exchanged for others that are about as frequent and as long; function words,
order, capitals and punctuation stay. How frequent words are is from wordfreq (Speer, "wordfreq",
Zenodo 2022), which counts them in some forty languages.
"""

from __future__ import annotations

import math
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from semhub.datasets.frequent import function_words
from semhub.errors import InputError
from semhub.inputs.wording import is_unspaced, joined, split

ZIPF, LENGTH = 0.3, 2
"""By how much another word may differ: in log10 of how often it occurs, and in characters."""

STEM = 3
"""Letters at the beginning that another word must not share: an inflection has the same content."""

LONGEST = 6
"""Characters of the longest word that is looked for where no space stands between words."""


TRIES = 20
"""Draws of another word before one is kept as it is: most are no form of it."""

Ranked = tuple[list[float], list[str]]
"""How frequent words are, the least frequent first, and the words."""


@dataclass(frozen=True)
class Lexicon:
    """What is known of a language's words.

    zipf: word -> log10 of how often it occurs in a thousand million words. frame: function words.
    alike: (number of characters, script) -> what may stand in for a word of that kind.
    """

    zipf: Mapping[str, float]
    frame: frozenset[str]
    alike: Mapping[tuple[int, str], Ranked]

    def is_content(self, word: str) -> bool:
        """Return whether a word is exchanged: known, no function word, and of letters alone."""
        return word in self.zipf and word not in self.frame and _is_lettered(word)

    def like(self, word: str, rng: Random) -> str | None:
        """Return another word of the same script, about as frequent and as long; None where there
        is none."""
        about, runs = self.zipf[word], []
        for length in range(len(word) - LENGTH, len(word) + LENGTH + 1):
            ranked, words = self.alike.get((length, _script(word)), ([], []))
            low, high = bisect_left(ranked, about - ZIPF), bisect_right(ranked, about + ZIPF)
            runs.append((words, low, high - low))
        total = sum(size for *_, size in runs)
        for _ in range(TRIES if total else 0):
            other = _at(runs, rng.randrange(total))
            if not _is_akin(word, other):
                return other
        return None


def _at(runs: Sequence[tuple[list[str], int, int]], place: int) -> str:
    """Return the word at a place in several runs of words, each given with its start and its
    length."""
    for words, start, size in runs:
        if place < size:
            return words[start + place]
        place -= size
    raise IndexError(place)


def has_list(language: str) -> bool:
    """Return whether the frequencies of a language's words are known."""
    from wordfreq import available_languages

    return language in available_languages()


@lru_cache(maxsize=8)
def lexicon(language: str) -> Lexicon:
    """Raise `InputError` for a language without a list."""
    from wordfreq import get_frequency_dict

    if not has_list(language):
        raise InputError(
            f"How frequent words of “{language}” are is not known; choose a language of wordfreq's."
        )
    zipf = {word: math.log10(f) + 9 for word, f in get_frequency_dict(language).items()}
    frame = function_words(language)
    alike: dict[tuple[int, str], Ranked] = {}
    for word in sorted(filter(_is_lettered, zipf.keys() - frame), key=lambda w: (zipf[w], w)):
        ranked, words = alike.setdefault((len(word), _script(word)), ([], []))
        ranked.append(zipf[word])
        words.append(word)
    return Lexicon(zipf, frame, alike)


def ablated(texts: Sequence[str], language: str, seed: int = 0) -> list[str | None]:
    """Return each text with other content words; None for one of which none could be exchanged.

    Where no space stands between words (Chinese, Japanese), a text is cut into words of the list
    so that their frequencies explain it best. Words that the list lacks stay.
    Raises `InputError` for a language without a list.
    """
    known = lexicon(language)
    return [_ablated(text, known, Random(f"{seed}/{language}/{text}")) for text in texts]


def _ablated(text: str, known: Lexicon, rng: Random) -> str | None:
    gaps, words = whole_words(*split(text), known.zipf)
    others, changed = [], False
    for word in words:
        plain = word.lower().replace("’", "'")
        other = known.like(plain, rng) if known.is_content(plain) else None
        changed |= other is not None
        others.append(_cased(other, word) if other else word)
    return joined(gaps, others) if changed else None


def whole_words(
    gaps: Sequence[str], words: Sequence[str], zipf: Mapping[str, float]
) -> tuple[list[str], list[str]]:
    """Return gaps and words in which single characters of unspaced scripts are put together to
    words, such that the product of all words' frequencies is largest; a character that is not known
    counts as once in a thousand million."""
    best: list[tuple[float, int]] = [(0.0, 0)]
    """Of the first k characters: the sum of log frequencies, and where the last word begins."""
    for end in range(1, len(words) + 1):
        options = [(end - 1, words[end - 1])]
        for start in range(end - 2, max(end - LONGEST, 0) - 1, -1):
            if gaps[start + 1] or not all(is_unspaced(word[0]) for word in words[start:end]):
                break
            if (word := "".join(words[start:end])) in zipf:
                options.append((start, word))
        best.append(max((best[start][0] + zipf.get(word, 0) - 9, start) for start, word in options))
    found_gaps, found, end = [gaps[len(words)]], [], len(words)
    while end:
        start = best[end][1]
        found.insert(0, "".join(words[start:end]))
        found_gaps.insert(0, gaps[start])
        end = start
    return found_gaps, found


def _is_lettered(word: str) -> bool:
    return not any(character.isdigit() or character in "_'’-" for character in word)


def _script(word: str) -> str:
    """Return the script of a word's first letter, as its name in Unicode begins: LATIN, CYRILLIC,
    CJK."""
    return unicodedata.name(word[0], "").partition(" ")[0]


def _is_akin(word: str, other: str) -> bool:
    """Return whether two words may be forms of one."""
    stem = min(STEM, len(word) - 1) or 1
    return word == other or word[:stem] == other[:stem]


def _cased(other: str, word: str) -> str:
    """Return the other word with the capitals of the first."""
    if len(word) > 1 and word.isupper():
        return other.upper()
    return other[0].upper() + other[1:] if word[0].isupper() else other
