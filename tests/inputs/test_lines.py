"""Files of texts in other forms than a line each, and in other encodings than UTF-8."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

from semhub.errors import InputError
from semhub.inputs import read_lines
from semhub.inputs.text import Text
from tests.sentences import assert_one_sentence

PROGRAM = "def f(x):\n\treturn x\n\nprint(f(2))\n"


def texts(path: Path, content: str | bytes, column: str | None = None) -> list[str]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return [item.text for item in read_lines(path, column)]


def refusal(path: Path, content: str | bytes, column: str | None = None) -> str:
    with pytest.raises(InputError) as caught:
        texts(path, content, column)
    assert str(path) in str(caught.value)
    assert_one_sentence(str(caught.value))
    return str(caught.value)


def test_white_space_at_the_ends_of_a_line_is_no_part_of_its_text(tmp_path):
    lines = ["one  ", "\tone", "\u3000one\u00a0", "\ufeffone\u200b", "one \ufeff "]
    assert texts(tmp_path / "a.txt", "\r\n".join(lines)) == ["one"] * 5


def test_jsonl_of_strings_gives_them_as_they_stand(tmp_path):
    written = "".join(json.dumps(text) + "\n" for text in (PROGRAM, " a b ", "猫"))
    assert texts(tmp_path / "a.jsonl", written) == [PROGRAM, " a b ", "猫"]


def test_objects_have_one_column_of_texts_or_one_is_named(tmp_path):
    rows = [{"id": 1, "en": "a\nb"}, {"id": 2, "en": "c"}]
    assert texts(tmp_path / "a.jsonl", "\n".join(map(json.dumps, rows))) == ["a\nb", "c"]
    both = "\n".join(json.dumps(row | {"de": "x"}) for row in rows)
    assert texts(tmp_path / "b.ndjson", both, "de") == ["x", "x"]
    assert "name one of en, de" in refusal(tmp_path / "b.ndjson", both)
    assert "no column “fr”; name one of en, de" in refusal(tmp_path / "b.ndjson", both, "fr")


@pytest.mark.parametrize(("suffix", "between"), [("csv", ","), ("tsv", "\t")])
def test_a_table_has_named_columns_and_cells_of_several_lines(tmp_path, suffix, between):
    content = f'en{between}de\r\n"a\r\nb"{between} x \r\n"say ""hi"""{between}y\r\n'
    assert texts(tmp_path / f"a.{suffix}", content, "en") == ["a\nb", 'say "hi"']
    assert texts(tmp_path / f"a.{suffix}", content, "de") == ["x", "y"]


def test_a_table_of_one_column_needs_no_name(tmp_path):
    assert texts(tmp_path / "a.csv", "\ufefftext\none\ntwo\n") == ["one", "two"]


@pytest.mark.parametrize(
    ("name", "content", "named"),
    [
        ("a.jsonl", '"one"\nnot json\n', "line 2 is no JSON"),
        ("a.jsonl", '"one"\n3\n', "line 2 holds an int"),
        ("a.jsonl", '"one"\n{"a": "b"}\n', "strings and objects"),
        ("a.jsonl", '{"a": 1}\n', "no column that holds a text"),
        ("a.jsonl", '"one"\n""\n', "line 2: The text is empty"),
        ("a.jsonl", '"a\\u0000b"', "U+0000"),
        ("a.jsonl", "[" * 100_000, "no JSON"),
        ("a.jsonl", "", "is empty"),
        ("a.jsonl", "\n \n", "is empty"),
        ("a.jsonl", '"one"\n\nnot json\n', "line 3 is no JSON"),
        ("a.jsonl", '"one"\n\n""\n', "line 3: The text is empty"),
        ("a.csv", "en,de\n\none\n", "row 3 has 1 cells"),
        ("a.csv", "en,de,\none,two,three\n", "row 2 has 3 cells and the first row names 2"),
        ("a.csv", "en;de\none;two;three\n", "hold a semicolon in double quotes"),
        ("a.csv", f"en,de\n{'a' * 131_073},two\n", "which is too long"),
        ("a.csv", "\n\n", "is empty"),
        ("a.csv", "en,de\none\n", "row 2 has 1 cells"),
        ("a.csv", "en,de\none,two,three\n", "row 2 has 3 cells"),
        ("a.csv", "en,en\none,two\n", "names every column once"),
        ("a.csv", "en,de\n", "rows below it"),
        ("a.csv", 'en\n"one\n', "cannot be read near line"),
        ("a.csv", "", "names every column once"),
        ("a.csv", "en,de\none,two\n", "several columns; name one of en, de"),
    ],
)
def test_a_table_that_cannot_be_used_is_one_sentence(tmp_path, name, content, named):
    assert named in refusal(tmp_path / name, content)


def test_an_empty_cell_is_named_by_its_row_as_a_spreadsheet_counts(tmp_path):
    content = "en,de\n\none,eins\ntwo, \n"
    assert "row 4: The text is empty" in refusal(tmp_path / "a.csv", content, "de")


@pytest.mark.parametrize("suffix", ["csv", "tsv"])
@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_the_first_row_says_what_stands_between_cells(tmp_path, suffix, between):
    content = f'"en"{between}de\none{between}"ei, n;\ts"\n'
    assert texts(tmp_path / f"a.{suffix}", content, "de") == ["ei, n;\ts"]


def test_a_column_of_texts_with_semicolons_is_one_column(tmp_path):
    assert texts(tmp_path / "a.csv", "en\none; two\n") == ["one; two"]


@pytest.mark.parametrize("content", [",en\n0,one\n1,two\n", "en,\none,\ntwo,\n", "en,\none\ntwo\n"])
def test_columns_without_a_name_do_not_matter(tmp_path, content):
    assert texts(tmp_path / "a.csv", content, "en") == ["one", "two"]
    assert texts(tmp_path / "a.csv", content) == ["one", "two"]


def test_blank_lines_of_jsonl_are_passed_over(tmp_path):
    assert texts(tmp_path / "a.jsonl", '\n"one"\n\n  \n"two"\n\n') == ["one", "two"]


def test_a_path_with_a_nul_is_one_sentence():
    with pytest.raises(InputError, match=r"No path holds .* U\+0000"):
        read_lines("x\0y")


def test_a_column_is_found_in_either_normal_form(tmp_path):
    content = unicodedata.normalize("NFD", "français,de\nun,ein\n")
    assert texts(tmp_path / "a.csv", content, "français") == ["un"]


def test_a_file_without_columns_has_none_to_name(tmp_path):
    assert "has no columns" in refusal(tmp_path / "a.txt", "one\n", "en")


LANGUAGES = {
    "english": "The cat sleeps.\nThe dog runs.\n", "russian": "Кот спит.\nСобака бежит.\n",
    "hindi": "बिल्ली सोती है।\nकुत्ता दौड़ता है।\n", "chinese": "猫在睡觉。\n狗在跑。\n",
    "arabic": "القطة تنام.\nالكلب يجري.\n", "greek": "Η γάτα κοιμάται.\nΤο σκυλί τρέχει.\n",
}  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
@pytest.mark.parametrize("order", ["le", "be"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_utf_16_and_32_with_a_byte_order_mark_are_read(tmp_path, language, order, encoding):
    marked = f"\ufeff{LANGUAGES[language]}".encode(f"{encoding}-{order}")
    assert texts(tmp_path / "a.txt", marked) == LANGUAGES[language].splitlines()


def test_half_a_character_of_utf_16_is_told(tmp_path):
    assert "is not UTF-16 text" in refusal(tmp_path / "a.txt", "猫在".encode("utf-16")[:-1])


def test_chinese_in_utf_16_without_a_byte_order_mark_and_line_ends_is_told(tmp_path):
    assert "UTF-16" in refusal(tmp_path / "a.txt", "猫在睡觉狗在跑我们喜欢猫".encode("utf-16-le"))


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_utf_16_and_32_are_told_without_a_byte_order_mark(tmp_path, language, encoding):
    sentence = refusal(tmp_path / "a.txt", LANGUAGES[language].encode(encoding))
    assert "is not UTF-8 text" in sentence and "save it as UTF-8" in sentence


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "mac-roman", "cp850"])
def test_other_code_pages_are_told(tmp_path, encoding):
    sentence = refusal(tmp_path / "a.txt", "Ein größeres Übel\n".encode(encoding))
    assert "save it as UTF-8" in sentence and "UTF-16" not in sentence


def test_a_document_of_another_program_is_no_text(tmp_path):
    import io
    import zipfile

    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("word/document.xml", "<a/>" * 100)
    assert "save it as UTF-8" in refusal(tmp_path / "a.docx", archive.getvalue())


def test_a_label_is_one_line_and_composed_and_the_text_stays(tmp_path):
    text = unicodedata.normalize("NFD", "é\nb\tc")
    assert Text(text).label == "é ⏎ b c"
    assert Text(text).text == text
