"""The embedded models' lenses are fitted on what they were trained on, and on nothing held out."""

from __future__ import annotations

import pytest

from semhub import datasets
from semhub.lenses.jacobian.corpus import default_texts
from semhub.world.renderings import LANGUAGES
from tests.lenses.neighbours.test_corpus import raised


@pytest.fixture
def given(tmp_path):
    return default_texts(raised(tmp_path, "en"))


def test_no_held_out_row_is_among_them(given):
    rows = [row for language in LANGUAGES for row in datasets.table("world")[language]]
    assert not [row for row in rows for text in given if row in text.text]


def test_they_are_in_all_languages_of_the_world(given):
    said = "".join(text.text for text in given)
    assert all(letter in said for letter in "的がыñßê")
