"""Which data types can be set against each other, and on which rows."""

from __future__ import annotations

import pytest

from semhub import datasets
from semhub.errors import InputError
from semhub.experiments.hub import ELSEWHERE, USUAL, Spokes, from_sets, usual_elsewhere
from semhub.inputs import Text
from tests.experiments.hub.planted import words


@pytest.fixture(scope="module")
def usual():
    return from_sets(rows=5)


def test_the_usual_spokes_are_of_all_kinds_and_each_stands_somewhere(usual):
    assert usual.names == USUAL
    modalities = {
        items[0].modality for columns in usual.sets.values() for items in columns.values()
    }
    assert modalities == {"text", "image", "audio"}
    assert {name for columns in usual.sets.values() for name in columns} == set(USUAL)


def test_a_pair_is_compared_on_rows_that_both_say(usual):
    pairs = usual.pairs()
    assert pairs["en", "zh"] == pairs["image", "speech"] == pairs["code", "logic"] == "world"
    assert pairs["en", "digits"] == pairs["code", "digits"] == "sums"
    assert pairs["en", "sound"] == "calls"
    assert pairs["digits", "logic"] is pairs["digits", "image"] is pairs["image", "sound"] is None
    assert len(pairs) == 13 * 12 / 2


def test_other_models_get_everyday_sentences_in_every_language_and_spoken_if_they_hear():
    reads, hears = usual_elsewhere(("text",)), usual_elsewhere(("text", "audio"))
    assert set(reads) == set(datasets.table("everyday")) and hears == (*reads, "speech")
    spokes = from_sets(ELSEWHERE, hears, rows=3)
    assert set(spokes.pairs().values()) == {"everyday"}


def test_rows_of_a_set_are_the_datasets_own_in_every_spoke(usual):
    for name, columns in usual.sets.items():
        for spoke, items in columns.items():
            whole = datasets.column(f"{name}:{spoke}")
            assert [item.digest for item in items] == [item.digest for item in whole[:5]]


def test_the_set_with_the_most_rows_is_taken():
    made = Spokes(
        ("a", "b"), {"few": words("ab", 3), "many": words("ab", 9), "same": words("ab", 9)}
    )
    assert made.shared("a", "b") == made.shared("b", "a") == "many"


def test_a_model_that_only_reads_leaves_out_what_is_seen_or_heard_with_a_sentence(usual):
    read = usual.read_by("toy", ("text",))
    assert read.names == tuple(n for n in USUAL if n not in ("image", "speech", "sound"))
    assert read.left_out == {
        "image": "toy takes text, but no image.",
        "speech": "toy takes text, but no audio.",
        "sound": "toy takes text, but no audio.",
    }
    assert set(read.sets) == {"world", "sums"}  # no pair is left that calls were for


def test_only_spokes_that_a_pair_needs_stay_in_a_set(usual):
    read = from_sets(names=("en", "zh", "image", "digits"), rows=5).read_by("toy", ("text",))
    assert {name: list(columns) for name, columns in read.sets.items()} == {
        "world": ["en", "zh"], "sums": ["en", "zh", "digits"],
    }  # fmt: skip
    assert set(usual.read_by("toy", ("text", "image", "audio")).sets["sums"]) == {
        "en", "zh", "es", "fr", "de", "ru", "ja", "code", "digits",
    }  # fmt: skip


def test_spokes_of_unequal_length_are_refused():
    with pytest.raises(InputError, match=r"same number of items.*these have a 2, b 1"):
        Spokes(("a", "b"), {"rows": {"a": [Text("x"), Text("y")], "b": [Text("x")]}})


def test_a_name_that_is_no_column_is_refused():
    with pytest.raises(InputError, match="None of world, sums has a column “ko”; choose of en, "):
        from_sets(("world", "sums"), ("en", "ko"))
    with pytest.raises(InputError, match="no dataset nothing"):
        from_sets(("nothing",), ("en",))
