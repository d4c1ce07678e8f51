"""Pages and files have glyphs for every script of the embedded data, on any machine."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from semhub import datasets

ROOT = Path(__file__).parents[1]
THEME = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
FACES = THEME["fontFaces"]
OWN = re.compile("[\u0000-\u058f\u1e00-\u2bff\ufe00-\ufe0f\U0001f000-\U0001faff]")
"""What the pages' own font draws, and signs and emoji."""


def ranges(face: dict) -> list[tuple[int, int]]:
    found = re.findall(r"U\+([0-9A-F]+)-([0-9A-F]+)", face["unicodeRange"])
    return [(int(low, 16), int(high, 16)) for low, high in found]


@pytest.mark.parametrize("face", FACES, ids=lambda face: face["family"])
def test_a_face_of_the_theme_is_a_font_of_the_project_that_pages_ask_for(face):
    assert (ROOT / face["url"].removeprefix("app/")).is_file()
    for asked in ("font", "codeFont"):
        assert face["family"] in THEME[asked].split(", ")


def test_every_letter_of_the_embedded_data_has_a_face():
    letters = {
        letter
        for name in datasets.DATASETS
        for texts in datasets.table(name).values()
        for text in texts
        for letter in text
        if not OWN.match(letter)
    }
    assert len(letters) > 500
    covered = [span for face in FACES for span in ranges(face)]
    assert [x for x in letters if not any(low <= ord(x) <= high for low, high in covered)] == []
