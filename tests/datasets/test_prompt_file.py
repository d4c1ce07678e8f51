"""Prompts from a file: read as they stand, or refused in one sentence that names the line."""

from __future__ import annotations

import pytest

from semhub.datasets.prompt_file import FORM, read_prompts
from semhub.datasets.prompts import Prompt
from semhub.errors import InputError
from tests.sentences import assert_one_sentence


def test_a_line_is_a_prompt_and_blank_lines_are_passed_over(tmp_path):
    path = tmp_path / "p.jsonl"
    path.write_text(f"{FORM}\n\n{FORM}\n", encoding="utf-8")
    assert read_prompts(path) == [Prompt("8=5+", "three", "3", ("one", "two"))] * 2


@pytest.mark.parametrize(
    "line, says",
    [
        ("{", "line 2 is no JSON"),
        ("[1]", "line 2 holds"),
        ('{"prompt": "a"}', "needs a text as “meaning”"),
        ('{"prompt": " ", "meaning": "b", "surface": "c", "others": ["d"]}', "“prompt”"),
        ('{"prompt": "a", "meaning": "b", "surface": "c", "others": "d"}', "list of words"),
        ('{"prompt": "a", "meaning": "b", "surface": "c", "others": []}', "at least one other"),
        ('{"prompt": "a", "meaning": "b", "surface": "c", "others": ["b"]}', "every word once"),
    ],
)
def test_a_bad_line_is_one_sentence(tmp_path, line, says):
    path = tmp_path / "p.jsonl"
    path.write_text(f"{FORM}\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError, match=says) as caught:
        read_prompts(path)
    assert_one_sentence(str(caught.value).replace(FORM, ""))


def test_an_empty_file_is_one_sentence(tmp_path):
    path = tmp_path / "p.jsonl"
    path.write_text("\n", encoding="utf-8")
    with pytest.raises(InputError, match="is empty"):
        read_prompts(path)
