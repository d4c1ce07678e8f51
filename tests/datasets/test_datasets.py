"""The embedded parallel sets: whole, aligned, and asked for by name."""

from __future__ import annotations

import pytest

from semhub import datasets
from semhub.errors import InputError
from semhub.inputs import Text
from tests.sentences import assert_one_sentence

UNNAMED = {"changed", "swapped", "shuffled"}
"""Columns that mean something else, or are another form: what others are held against."""

ALL = pytest.mark.parametrize("name", datasets.DATASETS)


@ALL
def test_columns_of_a_dataset_are_aligned_and_no_cell_is_empty(name):
    columns = datasets.table(name)
    assert len(columns) >= 2
    assert len({len(column) for column in columns.values()}) == 1
    assert all(text.strip() for column in columns.values() for text in column)


@ALL
def test_every_item_is_an_input_and_every_column_has_a_name(name):
    for code, column in datasets.table(name).items():
        assert code in UNNAMED or datasets.NAMES[code].strip()
        items = datasets.column(f"{name}:{code}")
        assert [item.text for item in items] == list(column)
        assert all(isinstance(item, Text) for item in items)


def test_concepts_have_the_languages_and_rows_that_they_promise():
    concepts = datasets.table("concepts")
    assert (len(concepts), len(concepts["en"])) == (25, 240)
    row = concepts["en"].index("gorilla")
    assert (concepts["de"][row], concepts["zh"][row], concepts["ar"][row]) == (
        "Gorilla", "大猩猩", "غوريلا",
    )  # fmt: skip


def test_sentences_have_the_languages_and_rows_that_they_promise():
    sentences = datasets.table("sentences")
    assert set(sentences) == {"en", "es", "fr", "de", "zh", "ja", "ru", "ar", "hi"}
    assert len(sentences["en"]) == 99


def test_no_article_of_the_declaration_of_human_rights_is_evidence():
    human = "All human beings are born free and equal"
    assert any(human in text for text in datasets.corpora(("en",))["en"])
    assert not any(human in text for text in datasets.table("sentences")["en"])


@pytest.mark.parametrize(
    ("reference", "named"),
    [
        ("nothing:en", "no dataset nothing; choose one of concepts"),
        ("concepts:xx", "no column “xx”; choose one of en"),
        ("concepts", "no column “”; choose one of en"),
        (":", "no dataset"),
    ],
)
def test_an_unknown_dataset_or_column_is_answered_with_those_there_are(reference, named):
    with pytest.raises(InputError, match=named) as caught:
        datasets.column(reference)
    assert_one_sentence(str(caught.value))


def test_corpora_join_all_text_of_a_language():
    corpora = datasets.corpora(("de", "sw"))
    assert set(corpora) == {"de", "sw"}
    for name in ("concepts", "sentences"):
        assert set(datasets.table(name)["de"]) <= set(corpora["de"])
    assert corpora["sw"] == list(datasets.table("concepts")["sw"])


def test_a_language_without_text_has_an_empty_corpus():
    assert datasets.corpora(("xx",)) == {"xx": []}
