"""Which letters the fonts in this folder have, and which of them a browser fetches together.

Of Chinese characters those of GB 2312, JIS X 0208 (level 1 and 2) and the first level of Big5 are
kept, with all kana, all syllables of Hangul, and the signs of these standards. They lie in parts:
in the first ones what the embedded sets have, then the others as they are frequent in wordfreq, in
the last ones what is rare, by code point.
"""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import msgpack

from semhub import datasets

BETWEEN = [*range(0x20, 0x40), *range(0x2000, 0x2070)]  # spaces, digits, joiners, isolates
LETTERS = [*range(0x20, 0x250), *range(0x2B0, 0x530), *range(0x1E00, 0x2000)]
SIGNS = [*range(0x2000, 0x2070), *range(0x2190, 0x2200), *range(0x2200, 0x2400), 0x2423, 0x23CE,
         *range(0x27E6, 0x27F0)]  # fmt: skip

KANA = {*range(0x3040, 0x3100), *range(0x31F0, 0x3200), *range(0xFF61, 0xFFA0)}
SYLLABLES = set(range(0xAC00, 0xD7A4))
IDEOGRAPHS = range(0x3400, 0xA000)
WIDE = {*range(0x3000, 0x3040), *range(0xFE30, 0xFE50), *range(0xFF00, 0xFF61),
        *range(0xFFE0, 0xFFF0)}  # fmt: skip
"""Punctuation and full-width forms."""
SPELT = {*range(0x3100, 0x3190), *range(0x31A0, 0x31C0), *range(0xFFA0, 0xFFE0)}
"""Bopomofo, and letters of Hangul that stand alone."""
JOINED = {*range(0x1100, 0x1113), *range(0x1161, 0x1176), *range(0x11A8, 0x11C3)}
"""Letters of Hangul of which syllables are put together, as macOS names files."""
ENCLOSED = {*range(0x3190, 0x31A0), *range(0x3200, 0x3400)}
"""In circles and squares."""

SHOWN_FIRST, POINTS = ("world", "calls"), "　、。，．・：；？！ー「」『』（）《》〈〉【】〜～"
"""The sets that pages open with, and punctuation, which every sentence has."""

PART, FREQUENT, FREQUENT_SYLLABLES = 256, 3072, 768
"""Letters of a part, and how many ideographs and syllables lie in parts by frequency."""

RARE_PART = {"han": 512, "hangul": 1024}
"""Letters of a part of rare ones: few of them are ever met, but each then costs a whole part."""

TRADITIONAL = 0.5
"""How often a traditional character is met for once that its simplified form is: wordfreq counts
both as one."""


def chinese() -> set[int]:
    """Return what the one font of Chinese, Japanese and Korean for files has: with it, what stands
    beside these in a title."""
    wide = marks() | KANA | SPELT | JOINED | ENCLOSED
    return {*range(0x20, 0x100), *SIGNS, *wide, *ideographs(), *SYLLABLES}


@dataclass(frozen=True)
class Part:
    """The letters of a file. whole: it is fetched for anything between its first and its last
    letter, which takes less room in the settings than a list of them."""

    name: str
    letters: frozenset[int]
    whole: bool = False


def parts() -> list[Part]:
    """Return the parts of the Chinese, Japanese and Korean letters, rare ones first: where the
    ranges of two faces overlap, a browser takes the later one."""
    first = _embedded(SHOWN_FIRST) | set(map(ord, POINTS))
    found = _of_a_script("han", ideographs() - first, FREQUENT)
    found += _of_a_script("hangul", SYLLABLES - first, FREQUENT_SYLLABLES)
    others = {"kana": KANA, "spelt": SPELT, "joined": JOINED, "marks": marks()}
    others["enclosed"] = ENCLOSED
    found += [Part(name, frozenset(letters - first)) for name, letters in others.items()]
    return [*found, Part("first", frozenset(first))]


def _of_a_script(script: str, letters: set[int], count: int) -> list[Part]:
    """Return the parts of a script's letters, of which `count` lie by frequency."""
    ranked = _ranked(letters)
    often, seldom = ranked[:count], sorted(ranked[count:])
    rare = [
        Part(f"{script}-rare-{k:02}", letters, whole=True)
        for k, letters in enumerate(_cut(seldom, RARE_PART[script]))
    ]
    return rare + [Part(f"{script}-{k:02}", part) for k, part in enumerate(_cut(often, PART))]


def ideographs() -> set[int]:
    """Return the Chinese characters of the standards and of the embedded sets."""
    high, low = range(0xA1, 0xFF), [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    written = _encoded("gb2312", range(0xB0, 0xF8), high)
    written |= _encoded("euc_jp", range(0xB0, 0xF5), high)
    written |= _encoded("big5", range(0xA4, 0xC7), low)
    return {code for code in written | _embedded(datasets.DATASETS) if code in IDEOGRAPHS}


def marks() -> set[int]:
    """Return the signs of the standards, and `WIDE`."""
    high, low = range(0xA1, 0xFF), [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    written = _encoded("gb2312", range(0xA1, 0xAA), high)
    written |= _encoded("euc_jp", range(0xA1, 0xA9), high)
    written |= _encoded("euc_kr", range(0xA1, 0xAD), high)
    written |= _encoded("big5", range(0xA1, 0xA4), low)
    return {code for code in written if 0x2000 <= code < 0x3000} | WIDE


def _encoded(encoding: str, leads: Iterable[int], trails: Iterable[int]) -> set[int]:
    """Return the code points of an encoding's characters of two bytes."""
    pairs = (bytes((lead, trail)) for lead in leads for trail in trails)
    return {ord(letter) for pair in pairs for letter in pair.decode(encoding, errors="ignore")}


def _embedded(names: Iterable[str]) -> set[int]:
    """Return the code points of the embedded sets' Chinese, Japanese and Korean, without those
    that the pages' own font has."""
    tables = [datasets.table(name) for name in names]
    texts = (
        text for table in tables for code in ("zh", "ja", "ko") for text in table.get(code, [])
    )
    return {ord(letter) for text in texts for letter in text if ord(letter) >= 0x2E80}


def _ranked(letters: set[int]) -> list[int]:
    """Return letters, those of the embedded sets first, and then by how often they are met."""
    from wordfreq import get_frequency_dict
    from wordfreq.util import data_path

    simplified = msgpack.loads(
        gzip.decompress(Path(data_path("_chinese_mapping.msgpack.gz")).read_bytes()),
        strict_map_key=False,
    )
    often: Counter[int] = Counter()
    for language in ("zh", "ja", "ko"):
        for word, frequency in get_frequency_dict(language, "best").items():
            for letter in word:
                often[ord(letter)] += frequency
    for code in letters - often.keys():
        often[code] = TRADITIONAL * often[ord(chr(code).translate(simplified)[0])]
    ours = _embedded(datasets.DATASETS)
    return sorted(letters, key=lambda code: (code not in ours, -often[code], code))


def _cut(letters: list[int], size: int) -> list[frozenset[int]]:
    return [frozenset(letters[k : k + size]) for k in range(0, len(letters), size)]
