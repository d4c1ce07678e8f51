"""What a person or a model wrote stands in sentences in quotes: short, and in its own direction."""

from __future__ import annotations

from semhub.charts.text_format import token
from semhub.models.spelling import Tracked
from semhub.quoting import LONGEST, MOST, listed, quoted


def test_a_short_text_is_quoted_as_it_is_without_the_space_around_it():
    assert quoted(" Hu") == "“Hu”" and quoted("two\nlines") == "“two ⏎ lines”"
    assert quoted(" ") == "“␣”"


def test_a_long_text_is_quoted_by_its_beginning():
    assert quoted("a" * LONGEST) == f"“{'a' * LONGEST}”"
    assert quoted("a" * 3000) == f"“{'a' * (LONGEST - 1)}…”"


def test_a_text_from_right_to_left_is_isolated_from_its_quotes_once():
    assert quoted("ف") == quoted(token("ف")) == "“\u2068ف\u2069”"


def test_of_many_texts_the_first_few_are_listed():
    assert listed("ab", " + ") == "“a” + “b”"
    assert listed("x" * 900, " + ").count("“x”") == MOST


def test_the_note_of_a_long_word_is_short():
    note = Tracked("owl" * 1000, (1,), False, (" Hu", "Hu"), (" Hu", *"owl" * 1000)).note
    assert len(note) < 200 and note.endswith("what is read is the first, “Hu”.")
