"""What a call says is its animal, in every language, row by row."""

from __future__ import annotations

from semhub import datasets
from semhub.datasets.calls import animals


def test_each_call_is_named_by_its_own_animal():
    labels = [call.label for call in datasets.column("calls:sound")]
    assert labels == [f"call of a {name}" for name in animals()["en"]]


def test_the_animal_is_in_the_sentence_of_its_row_in_languages_that_do_not_inflect_it():
    for code in ("zh", "ja"):
        sentences = datasets.table("calls")[code]
        assert all(name in said for name, said in zip(animals()[code], sentences, strict=True)), (
            code
        )


def test_every_language_names_ten_different_animals():
    assert {len(set(names)) for names in animals().values()} == {10}
