"""What is refused at the door, what is let in, and that both are said in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from semhub.errors import InputError
from semhub.inputs import MAX_CHARACTERS, Text, pairs, read_lines, require_pairs, texts
from tests.sentences import assert_one_sentence

HONEST = {
    "arabic with marks": "اَلْقِطَّةُ تَنَامُ",
    "hebrew": "החתול ישן",
    "right-to-left mark": "‏123 قطة‏",
    "persian with a zero-width non-joiner": "می‌خواهم",
    "hindi with a zero-width joiner": "क्‍ष",
    "family of joined emoji": "👩‍👩‍👧",
    "combining accent": "cafe\u0301",
    "tab": "a\tb",
    "line separator": "one\u2028two",
    "last that fits": "a" * MAX_CHARACTERS,
}


@pytest.mark.parametrize("text", HONEST.values(), ids=HONEST)
def test_honest_text_is_let_in_as_it_is(text):
    assert Text(text).text == text


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "empty"),
        ("  \t ", "empty"),
        ("\u3000", "empty"),
        ("a" * 100_000, "100,000 characters"),
        ("a\x00b", "U+0000"),
        ("a\x1b[31mb", "U+001B"),
        ("a\rb", "U+000D"),
        ("a\x85b", "U+0085"),
        ("a\ud800b", "U+D800"),
    ],
)
def test_a_fault_is_named_in_one_sentence(text, named):
    with pytest.raises(InputError) as caught:
        Text(text)
    assert named in str(caught.value)
    assert_one_sentence(str(caught.value))


@given(st.text())
def test_any_text_is_let_in_or_refused_in_one_sentence(text):
    try:
        assert Text(text).text == text
    except InputError as error:
        assert_one_sentence(str(error))


def test_digest_is_of_the_content():
    assert Text("a cat").digest == Text("a cat").digest
    assert Text("a cat").digest != Text("a cat ").digest
    assert len(Text("a cat").digest) == 64


def test_texts_names_the_list_and_the_line_at_fault():
    with pytest.raises(InputError, match="Side A, line 2: The text is empty") as caught:
        texts(["one", " "], side="Side A")
    assert_one_sentence(str(caught.value))


def test_an_empty_list_is_refused():
    with pytest.raises(InputError, match="Side B is empty") as caught:
        texts([], side="Side B")
    assert_one_sentence(str(caught.value))


def test_pairs_leaves_out_bad_rows_by_number_and_reason_and_keeps_the_others():
    rows = [
        ("cat", "Katze"),
        ("", None),
        (None, "Hund"),
        ("house", "  "),
        ("a\x07b", "Haus"),
        ("a" * 100_000, "lang"),
        (" river ", "Fluss"),
    ]
    left, right, left_out = pairs(rows)
    assert [item.text for item in left] == ["cat", "river"]
    assert [item.text for item in right] == ["Katze", "Fluss"]
    assert [fault.row for fault in left_out] == [3, 4, 5, 6]
    reasons = ("empty", "empty", "U+0007", "100,000")
    for fault, reason in zip(left_out, reasons, strict=True):
        assert reason in fault.why
        assert_one_sentence(fault.why)


def test_sides_of_unequal_length_are_refused_with_both_numbers():
    require_pairs(texts(["a", "b"]), texts(["c", "d"]))
    with pytest.raises(InputError, match="A has 2 items and side B has 1") as caught:
        require_pairs(texts(["a", "b"]), texts(["c"]))
    assert_one_sentence(str(caught.value))


def written(folder: Path, content: bytes) -> Path:
    path = folder / "lines.txt"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "content",
    [
        b"one\ntwo",
        b"one\ntwo\n",
        b"one\r\ntwo\r\n",
        b"one\rtwo\r",
        b"\xef\xbb\xbfone\ntwo\n",
        b"one\ntwo\n\n  \n\t\n",
    ],
    ids=["bare", "unix", "windows", "old mac", "byte order mark", "blank lines at the end"],
)
def test_a_text_file_of_any_system_reads_the_same(tmp_path, content):
    assert [item.text for item in read_lines(written(tmp_path, content))] == ["one", "two"]


def test_a_separator_inside_a_sentence_does_not_cut_it(tmp_path):
    path = written(tmp_path, "one\u2028still one\ntwo\u2029still two\n".encode())
    assert [item.text for item in read_lines(path)] == ["one\u2028still one", "two\u2029still two"]


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"one\n\nthree\n", "line 2: The text is empty"),
        (b"one\ntw\x00o\n", "line 2: The text holds the control character U+0000"),
        (b"one\n" + b"a" * 100_000, "line 2: The text has 100,000 characters"),
        ("größer".encode("latin-1"), "is not UTF-8 text"),
        ("one".encode("utf-16-le"), "is not UTF-8 text"),
        (b"", "is empty"),
        (b"\n\n \n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_the_line(tmp_path, content, named):
    path = written(tmp_path, content)
    with pytest.raises(InputError) as caught:
        read_lines(path)
    assert str(path) in str(caught.value)
    assert named in str(caught.value)
    assert_one_sentence(str(caught.value))


@pytest.mark.parametrize("name", ["missing.txt", "."])
def test_a_file_that_is_not_there_or_is_a_folder_is_refused(tmp_path, name):
    with pytest.raises(InputError, match="cannot be read") as caught:
        read_lines(tmp_path / name)
    assert_one_sentence(str(caught.value))
