"""Published data sets of texts: tiny ones of each format, whole and damaged, made on the spot."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from semhub.datasets.published import published
from semhub.errors import InputError
from tests.sentences import assert_one_sentence, said

FIELDS = "file;unicode\tchannel;int\tstart;float\tend;float\ttranscript;unicode\tsegment;int"


def columns(typed: str) -> dict[str, list]:
    return {name: list(rows) for name, rows in published(typed).columns().items()}


def texts(rows: list) -> list[str]:
    return [row.item.text for row in rows if row.item is not None]


def whys(rows: list) -> list[str]:
    """The sentences of the rows that cannot be read, each of which is one."""
    found = [row.why for row in rows if row.item is None]
    for why in found:
        assert_one_sentence(why)
    return found


def test_what_is_no_published_data_set_is_left_to_others(tmp_path):
    assert published("world:en") is None and published("coco:") is None
    assert published("cogs:here.tsv").column is None
    (tmp_path / "f").mkdir()
    assert published(f"coco:{tmp_path}/f:image").column == "image"


def test_a_column_that_is_not_there_is_refused(tmp_path):
    file = cogs(tmp_path, "Emma ran .\trun . agent ( x _ 1 , Emma )\tbase\n")
    assert "name one of en, form" in said(published(f"cogs:{file}:zh").columns)


# GALE


def gale(folder: Path, chinese: list[str], english: list[str], name: str = "PHX_CMN_1") -> str:
    """A document and its translation; a line may hold a whole record."""
    for place, side, lines in (
        ("source", f"{name}.tdf", chinese),
        ("translation", f"{name}.eng.tdf", english),
    ):
        (folder / "data" / place).mkdir(parents=True, exist_ok=True)
        records = [
            line if "\t" in line else f"{name}\t0\t{k}.0\t{k}.5\t{line}\t{k}"
            for k, line in enumerate(lines)
        ]
        head = [FIELDS, ";;MM sectionTypes\t[u'report', None]"]
        (folder / "data" / place / side).write_text("\n".join([*head, *records]) + "\n", "utf-8")
    return f"gale:{folder}"


def test_gale_pairs_segments_of_a_document_with_those_of_its_translation(tmp_path):
    typed = gale(tmp_path, ["你好。", "", "再见。"], ["Hello.", "", "Bye."])
    found = columns(typed)
    assert list(found) == ["en", "zh"]
    assert [texts(rows) for rows in found.values()] == [["Hello.", "Bye."], ["你好。", "再见。"]]


def test_gale_knows_arabic_by_its_script(tmp_path):
    assert list(columns(gale(tmp_path, ["مرحبا."], ["Hello."]))) == ["en", "ar"]


@pytest.mark.parametrize(
    "chinese, english, says",
    [
        (["二", "三"], ["Two."], "2 segments and its translation 1"),
        (["x\t0\t7.0\t7.5\t二\t0"], ["Two."], "of another time"),
        (["x\t0\t二"], ["Two."], "3 fields and the first line declares 6"),
        (["二"], [""], "PHX_CMN_2.eng.tdf, line 3: The text is empty"),
    ],
)
def test_gale_leaves_out_what_cannot_be_paired(tmp_path, chinese, english, says):
    gale(tmp_path, ["你好。"], ["Hello."])
    found = columns(gale(tmp_path, chinese, english, "PHX_CMN_2"))
    assert texts(found["en"]) == ["Hello."]
    (why,) = whys(found["en"])
    assert says in why
    assert len(found["en"]) == len(found["zh"])


def test_gale_names_a_document_without_a_translation(tmp_path):
    typed = gale(tmp_path, ["你好。"], ["Hello."])
    (tmp_path / "data" / "source" / "alone.tdf").write_text(FIELDS + "\n", "utf-8")
    assert whys(columns(typed)["zh"]) == ["alone.tdf has no translation beside it."]


def test_gale_is_refused_where_there_is_none_or_in_another_language(tmp_path):
    assert "no folder" in said(published(f"gale:{tmp_path}/x").columns)
    assert "no document with its translation" in said(published(f"gale:{tmp_path}").columns)
    typed = gale(tmp_path, ["Bonjour."], ["Hello."])
    assert "neither in Chinese nor" in said(published(typed).columns)


# COCO


def cogs(folder: Path, content: str) -> Path:
    file = folder / "train.tsv"
    file.write_text(content, encoding="utf-8")
    return file


LINES = (
    "A cat saw Emma .\tcat ( x _ 1 ) AND see . agent ( x _ 2 , x _ 1 ) AND see . theme"
    " ( x _ 2 , Emma )\tin_distribution\n"
    "cat\tLAMBDA a . cat ( a )\tprimitive\n"
    "Liam ran .\trun . agent ( x _ 1 , Liam )\tin_distribution\n"
)


def test_cogs_pairs_sentences_with_their_forms_and_passes_over_single_words(tmp_path):
    found = columns(f"cogs:{cogs(tmp_path, LINES)}")
    assert texts(found["en"]) == ["A cat saw Emma .", "Liam ran ."]
    assert texts(found["form"])[1] == "run . agent ( x _ 1 , Liam )"


def test_cogs_asks_for_a_role_before_every_name_but_one_at_the_beginning(tmp_path):
    (row,) = published(f"cogs:{cogs(tmp_path, LINES)}").prompts("semantics-roles")
    asked = row.prompt
    assert (asked.text, asked.meaning, asked.surface) == ("A cat saw", "theme", "Emma")
    assert set(asked.others) == {"agent", "recipient"}


def test_cogs_hands_on_damaged_lines_with_a_sentence(tmp_path):
    file = cogs(tmp_path, LINES + "only\ttwo\n" + "\tx\tbase\n")
    found = columns(f"cogs:{file}")
    cells, empty = whys(found["en"])
    assert "line 4 has 2 cells" in cells and "line 5: The text is empty" in empty
    assert len(found["en"]) == len(found["form"])
    assert "no file" in said(published(f"cogs:{tmp_path}/x.tsv").columns)
    assert "holds no sentence" in said(published(f"cogs:{cogs(tmp_path, '')}").columns)


# MBPP


def mbpp(folder: Path, *rows: object) -> Path:
    file = folder / "mbpp.jsonl"
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


TASK = {"text": "Sum.", "code": "def f(a):\r\n    return sum([a, 2])", "test_list": []}


def test_mbpp_pairs_a_task_with_its_program(tmp_path):
    sanitized = {"prompt": "Other.", "code": "x = 1"}
    found = columns(f"mbpp:{mbpp(tmp_path, TASK, sanitized)}")
    assert texts(found["text"]) == ["Sum.", "Other."]
    assert texts(found["code"]) == ["def f(a):\n    return sum([a, 2])", "x = 1"]


def test_mbpp_makes_the_prompts_that_an_experiment_asks_for(tmp_path):
    of = published(f"mbpp:{mbpp(tmp_path, TASK)}")
    (comma,) = [row.prompt for row in of.prompts("code-commas")]
    (at,) = [row.prompt for row in of.prompts("code-commas", as_paper=True)]
    (role,) = [row.prompt for row in of.prompts("code-roles")]
    assert comma.text.endswith("sum([a") and (comma.meaning, comma.surface) == ("and", ",")
    assert at.text.endswith("sum([a,") and at.surface == "2"
    assert role.text.endswith("sum(") and (role.meaning, role.surface) == ("iterable", "[")


@pytest.mark.parametrize(
    "line, says", [("{", "no JSON"), ([1], "no object"), ({"text": "x"}, "needs texts")]
)
def test_mbpp_hands_on_damaged_lines_with_a_sentence(tmp_path, line, says):
    of = published(f"mbpp:{mbpp(tmp_path, line, TASK)}")
    spoilt, _ = of.prompts("code-commas")
    assert says in spoilt.why
    assert whys(columns(of.typed)["code"]) == [spoilt.why]


def test_mbpp_names_a_program_that_is_no_python(tmp_path):
    rows = list(
        published(f"mbpp:{mbpp(tmp_path, TASK | {'code': 'print x'})}").prompts("code-roles")
    )
    assert [row.why for row in rows] == ["mbpp.jsonl, line 1: the program is no Python of today."]
    with pytest.raises(InputError, match="no file"):
        published(f"mbpp:{tmp_path}/x").columns()
