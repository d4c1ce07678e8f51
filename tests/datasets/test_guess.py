"""The language of a column is guessed from its texts."""

from __future__ import annotations

import pytest

from semhub import datasets
from semhub.datasets.guess import language_of

LANGUAGES = [code for code in datasets.NAMES if code not in datasets.NOTATIONS]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_column_of_every_named_language_is_known(language):
    assert language_of(datasets.table("concepts")[language]) == language


@pytest.mark.parametrize("language", datasets.COUNTED)
def test_a_sentence_or_two_are_enough(language):
    sentences = datasets.table("everyday")[language]
    two = [sentences[k : k + 2] for k in range(0, 100, 2)]
    assert sum(language_of(pair) == language for pair in two) >= 49


def test_nothing_is_guessed_where_there_is_no_letter():
    assert language_of(["5 + 3 = 8", "2 + 2 = 4"]) is None
    assert language_of([]) is None


def test_one_endless_text_does_not_outweigh_the_others():
    others = ["The dog sleeps in the garden.", "Two cats drink water.", "A red bird sings."]
    assert language_of(others) == language_of([*others, "字" * 100_000]) == "en"
