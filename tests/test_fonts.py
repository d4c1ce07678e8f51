"""Pages and files have letters for every language that is named, on any machine."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

import pytest
import streamlit
from fontTools.ttLib import TTFont
from wordfreq import available_languages, top_n_list

from semhub import datasets, resources
from semhub.charts.style import SCRIPTS, WIDE

ROOT = Path(__file__).parents[1]
THEME = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
FACES = THEME["fontFaces"]
MEDIA = Path(streamlit.__file__).parent / "static" / "static" / "media"
UNSEEN = "[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f]"
"""What no font draws: joiners, directions, variants."""
SIGNS = "[\U0001f000-\U0001faff\u2600-\u27bf]"
"""Pictograms, of which wordfreq counts some as words."""


@cache
def letters(file: Path) -> frozenset[int]:
    with TTFont(file) as font:
        return frozenset(font.getBestCmap())


def file_of(face: dict) -> Path:
    return ROOT / face["url"].removeprefix("app/")


def named(face: dict) -> set[int]:
    """The code points for which a browser fetches it."""
    spans = re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", face["unicodeRange"])
    return {code for a, b in spans for code in range(int(a, 16), int(b or a, 16) + 1)}


@cache
def drawn() -> frozenset[int]:
    """The code points that a page draws on a machine without fonts: of the faces of a family that
    name a letter, the last one is asked."""
    last = {code: file_of(face) for face in FACES for code in named(face)}
    own = [letters(file) for file in MEDIA.glob("SourceSansVF-Upright*.woff2")]
    assert own
    return frozenset(code for code, file in last.items() if code in letters(file)).union(*own)


def of_two_bytes(encoding: str, leads: range) -> set[str]:
    pairs = (bytes((lead, trail)) for lead in leads for trail in range(0x40, 0xFF))
    written = {letter for pair in pairs for letter in pair.decode(encoding, errors="ignore")}
    return {letter for letter in written if not letter.isascii()}


STANDARDS = {
    "GB 2312": of_two_bytes("gb2312", range(0xB0, 0xF8)),
    "JIS X 0208, level 1 and 2": of_two_bytes("euc_jp", range(0xB0, 0xF5)),
    "Big5, level 1": of_two_bytes("big5", range(0xA4, 0xC7)),
    "Hangul": set(map(chr, range(0xAC00, 0xD7A4))),
    "hiragana": {chr(code) for code in range(0x3041, 0x30A0) if unicodedata.name(chr(code), "")},
    "katakana": set(map(chr, [*range(0x30A0, 0x3100), *range(0x31F0, 0x3200)])),
    "bopomofo": set(map(chr, range(0x3105, 0x312A))),
    "letters of Hangul": set(map(chr, range(0x3131, 0x318F))),
    "letters of Hangul as macOS names files": set(unicodedata.normalize("NFD", "각낳닻돬썸뚧윀")),
}
SIZES = {"GB 2312": 6763, "JIS X 0208, level 1 and 2": 6355, "Hangul": 11_172}
BLOCKS = {
    "Hebrew": (0x5D0, 0x5EB), "Arabic": (0x620, 0x700), "Devanagari": (0x900, 0x980),
    "Bengali": (0x980, 0x9FC), "Tamil": (0xB80, 0xC00), "Thai": (0xE00, 0xE5C),
    "Greek": (0x386, 0x3CF), "Cyrillic": (0x400, 0x530), "Vietnamese": (0x1EA0, 0x1EFA),
    "Latin": (0xC0, 0x250),
}  # fmt: skip


@pytest.mark.parametrize("face", FACES, ids=lambda face: Path(face["url"]).stem)
def test_a_face_of_the_theme_is_a_font_of_the_project_that_pages_ask_for(face):
    for asked in ("font", "codeFont"):
        assert face["family"] in THEME[asked].split(", ")
    there, asked = letters(file_of(face)), named(face)
    rare = "rare" in face["url"]
    assert asked >= there if rare else asked <= there
    assert len(asked & there) > 0


def test_every_file_for_browsers_has_a_face():
    assert {file_of(face) for face in FACES} == {*(resources.FONTS / "web").iterdir()}


def test_every_letter_of_the_embedded_data_is_drawn():
    texts = [t for name in datasets.DATASETS for c in datasets.table(name).values() for t in c]
    seen = {letter for text in texts for letter in text if not re.match(UNSEEN, letter)}
    assert len(seen) > 500
    assert sorted(letter for letter in seen if ord(letter) not in drawn()) == []


@pytest.mark.parametrize("standard", STANDARDS)
def test_every_character_of_a_standard_is_drawn_on_pages_and_in_files(standard):
    characters = {ord(letter) for letter in STANDARDS[standard]}
    assert len(characters) >= SIZES.get(standard, 1)
    assert sorted(map(chr, characters - drawn())) == []
    assert characters <= letters(resources.FONTS / "NotoSansCJKsc-Regular.otf")
    assert all(re.match(f"[{SCRIPTS[WIDE]}]", chr(code)) for code in characters)


@pytest.mark.parametrize("block", BLOCKS)
def test_every_letter_of_a_script_is_drawn(block):
    assigned = [chr(code) for code in range(*BLOCKS[block])]
    wanted = [letter for letter in assigned if unicodedata.category(letter)[0] in "LMN"]
    assert wanted and [letter for letter in wanted if ord(letter) not in drawn()] == []


@pytest.mark.parametrize("language", sorted({*available_languages("best"), *datasets.NAMES}))
def test_the_frequent_words_of_a_language_are_drawn(language):
    if language not in available_languages("best"):
        pytest.skip("wordfreq has no list")
    words = "".join(top_n_list(language, 5_000))
    wanted = {letter for letter in words if not re.match(f"{UNSEEN}|{SIGNS}", letter)}
    assert sorted(letter for letter in wanted if ord(letter) not in drawn()) == []


def test_files_have_every_letter_that_pages_have():
    files = [file for file in resources.FONTS.iterdir() if file.suffix in (".ttf", ".otf")]
    there = frozenset().union(*map(letters, files))
    ours = frozenset().union(*(letters(file_of(face)) for face in FACES))
    assert ours <= there
