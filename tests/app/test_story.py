"""A story's file is read or refused in a sentence; each step shows its record, without a model."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from semhub.errors import InputError
from semhub.ui.shared import models
from semhub.ui.shared.frame import PAGES
from semhub.ui.story import steps, told
from tests.app.conftest import APP, ROOT, curve, healthy, said

PAGE = "pages/2_Story.py"
STEP = '[[step]]\ntitle = "They meet"\nsays = "See."\n'
RECORD = f"{steps.RECORDED / 'world-zh-es.zip'}"
WITH_RECORD = f'{STEP}record = "{RECORD}"\n'


def written(folder: Path, text: str | bytes) -> Path:
    file = folder / "talk.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def tell(folder: Path, text: str | bytes) -> list[told.Told]:
    file = written(folder, text)
    return [told.told(step, folder) for step in steps.read(file)]


def opened(path: str = PAGE, **link: str | list[str]) -> AppTest:
    page = AppTest.from_file(str(ROOT / APP), default_timeout=120)
    page.switch_page(path)
    for key, value in link.items():
        page.query_params[key] = value
    return healthy(page.run())


@pytest.fixture
def no_model(monkeypatch):
    def refused(*_asked):
        raise AssertionError("a model is loaded")

    monkeypatch.setattr(models, "_load", refused)


def test_the_story_that_ships_has_ten_steps_each_with_a_chart_and_a_page_that_shows_it_live():
    story = told.story()
    assert len(story) == 10
    for step in story:
        assert step.spec and step.link.page in PAGES and step.models


def test_no_number_of_the_story_that_ships_is_written_by_hand():
    found = tomllib.loads(steps.PAPER.read_text(encoding="utf-8"))["step"]
    for step in found:
        assert not re.search(r"\d", re.sub(r"of 100|SmolLM2|\{[^}]*\}", "", step["says"])), step[
            "says"
        ]


def test_the_last_step_shows_that_nothing_meets_in_the_control():
    last = told.story()[-1]
    assert "1.2 of 100 at best" in last.says
    assert last.models == "semhub-nano and semhub-nano-control"


def test_a_step_is_shown_live_by_its_link():
    step = told.story()[2]
    page = opened(step.link.page, **step.link.parameters)
    live, recorded = curve(page), step.spec["title"]["subtitle"]
    assert live.split(";")[0] == recorded.split(";")[0]  # the controls stand behind it


@pytest.mark.parametrize(
    "text, says",
    [
        ("title = 1", "“title”, which means nothing here; there can be step"),
        ("", "has no steps; begin each with a line [[step]]"),
        ("step = 3", "has no steps"),
        ("step = [", "is not TOML"),
        (b'[[step]]\ntitle = "\xff"', "is not UTF-8"),
        ('[[step]]\ntitle = "A"', "Step 1 of talk.toml lacks says"),
        (STEP + "lnik = 1", "“lnik”, which means nothing here; there can be title, says"),
        (STEP + "[[step]]\n", "Step 2 of talk.toml lacks title"),
        (STEP + "link = 3", "link is a text"),
        (STEP + 'link = "Txet?a=b"', "“Txet”, and there is none; the pages are Home, Story, Text"),
        (STEP + "record = 3", "record is a text, or a list of them"),
        (STEP + 'record = "none.zip"', "There is no record “none.zip”"),
        (STEP + "numbers = { a = {} }", "no record to take them from"),
        (WITH_RECORD + 'chart = "Map"', "its record has no chart “Map”; it has “comparison-acc1”"),
        (WITH_RECORD + "layer = 3", "its chart has no layer 3"),
        (WITH_RECORD + 'layer = "3"', "layer is a whole number"),
        (WITH_RECORD + 'numbers = { a = { metric = "cka" } }', "number a is not in the record"),
        (WITH_RECORD + 'numbers = { a = { layer = "top" } }', "number a is not in the record"),
        (WITH_RECORD + 'numbers = { a = { metric = ["acc1"] } }', "metric is a text or a number"),
        (WITH_RECORD + 'numbers = { a = { of = "acc1" } }', "“of”, which means nothing here"),
        (WITH_RECORD + 'numbers = { a = { record = "b" } }', "a record that the step does not"),
        ("a = " + "9" * 5000, "has a number too long to read"),
        ("a = " + "[" * 5000, "nests too deep"),
        (STEP * 201, "has 201 steps; leave at most 200"),
        (STEP.replace("They meet", " "), "Step 1 of talk.toml lacks title"),
        (STEP.replace("See.", "\\n"), "Step 1 of talk.toml lacks says"),
        (STEP + 'link = "http://[::1/Text"', "“http://[::1/Text” is no link; copy one"),
        (STEP + "record = []", "record names none; name one, or leave it out"),
        (STEP + 'record = ""', "record names none"),
        (STEP + f'record = "{"a" * 5000}"', "…”; put it beside the story's file, or make it with"),
        (STEP + 'record = "a\\u0000"', "No path holds the character U+0000"),
        (WITH_RECORD + f"layer = {10**400}", "its chart has no layer 1"),
        (WITH_RECORD + f"numbers = {{ a = {{ layer = {10**400} }} }}", "not in the record"),
        (WITH_RECORD.replace("See", "{a.layer}") + 'numbers = { a = { metric = "acc1" } }',
         "says {a.layer}, and this number has none; give it a layer"),
        (WITH_RECORD.replace("See", "{a.low}") + 'numbers = { a = { metric = "acc1/chance" } }',
         "says {a.low}, and this number has none; leave that out"),
        (STEP.replace("See", "{found} of 100"), "says {found}, which is no number"),
        (STEP.replace("See", "{found!r}"), "says {found!r}, which is no number"),
        (STEP.replace("See", "{answer}"), "says {answer}, which is no number"),
    ],
)  # fmt: skip
def test_a_story_that_cannot_be_told_is_refused_in_one_sentence(tmp_path, text, says):
    with pytest.raises(InputError) as refused:
        tell(tmp_path, text)
    assert says in str(refused.value) and "\n" not in str(refused.value)


def test_a_pipe_is_no_story(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="The story pipe is no file"):
        steps.read(tmp_path / "pipe")


def test_a_story_that_begins_with_the_mark_of_utf_8_is_read(tmp_path):
    assert tell(tmp_path, STEP.encode("utf-8-sig"))[0].title == "They meet"


def test_a_damaged_record_is_named_with_its_step(tmp_path):
    (tmp_path / "bad.zip").write_bytes(b"nothing")
    with pytest.raises(InputError, match=r"Step 1 of talk.toml: .*bad\.zip is no record"):
        tell(tmp_path, f'{STEP}record = "bad.zip"')


def test_numbers_are_written_as_the_sentence_asks(tmp_path):
    says = "{a} {a.layer} {a.low:.2f} {a:.1%} {b} {answer}"
    numbers = (
        'numbers = { a = { metric = "acc1", layer = "best" }, b = { metric = "acc1/chance" } }'
    )
    (found,) = tell(tmp_path, WITH_RECORD.replace("See.", says) + numbers)
    assert found.says.startswith("74 6 0.68 74.0% 0.5 74 of 100 find their partner at layer 6")


def test_several_records_lie_over_each_other(tmp_path):
    other = steps.RECORDED / "control-en-zh.zip"
    (found,) = tell(tmp_path, f'{STEP}record = ["{RECORD}", "{other}"]')
    (rows,) = found.spec["datasets"].values()
    assert {row["series"].split(" · ")[0] for row in rows} == {"semhub-nano", "semhub-nano-control"}


def test_a_speakers_own_story_is_told_in_place_of_the_one_that_ships(tmp_path, monkeypatch):
    file = written(tmp_path, STEP + 'link = "http://localhost:8501/Text?a=French&b=Russian"')
    monkeypatch.setattr(sys, "argv", ["app.py", "--story", str(file)])
    page = opened()
    assert page.title[0].value == "They meet" and "1 of 1" in said(page)
    (live,) = (link.proto for link in page.page_link if "See" in link.proto.label)
    assert live.page == "Text" and live.query_string == "a=French&b=Russian"


@pytest.mark.parametrize(
    "arguments, says",
    [(["--story"], "--story takes a file"), (["--story", "none.toml"], "no story none.toml")],
)
def test_a_story_that_is_not_there_is_a_sentence_on_the_page(monkeypatch, arguments, says):
    monkeypatch.setattr(sys, "argv", ["app.py", *arguments])
    (error,) = opened().error
    assert says in error.value


def test_a_step_shows_its_sentence_its_recorded_chart_and_where_one_is(no_model):
    page = opened(step="3")
    assert page.title[0].value == "They never met in training"
    assert "Still 74 of 100" in said(page)
    assert "**Recorded** · semhub-nano" in said(page) and "3 of 10" in said(page)
    assert len(page.get("vega_lite_chart")) == 1
    ways = {link.proto.label: link.proto.query_string for link in page.page_link}
    assert ways["‹ Previous"] == "step=2" and ways["Next ›"] == "step=4"


@pytest.mark.parametrize("step, shown", [("0", 1), ("11", 10), ("x", 1), ("", 1)])
def test_a_step_that_is_none_is_the_nearest_that_is(no_model, step, shown):
    page = opened(step=step)
    assert f"{shown} of 10" in said(page) and page.query_params["step"] == str(shown)


def test_the_first_step_has_none_before_it_and_the_last_none_behind(no_model):
    ends = [{link.proto.label for link in opened(step=k).page_link} for k in ("1", "10")]
    assert ["‹ Previous" in one for one in ends] == [False, True]
    assert ["Next ›" in one for one in ends] == [True, False]


def test_a_step_whose_model_is_not_here_says_how_to_bring_it(no_model, monkeypatch):
    entry = next(one for one in models.catalogue.ENTRIES if one.name == "smollm2")
    monkeypatch.setattr(type(entry), "on_disk", property(lambda one: one.name != "smollm2"))
    page = opened(step="8")
    assert "fetch smollm2` first" in said(page)
    assert not [link for link in page.page_link if "See" in link.proto.label]


def test_talk_mode_is_in_the_link_and_the_button_and_leaving_change_it(no_model):
    page = opened(step="3")
    page.button(key="talk_enter").click()
    assert healthy(page.run()).query_params["talk"] == "1"
    ways = {link.proto.label: link.proto.query_string for link in page.page_link}
    assert ways["Next ›"] == "step=4&talk=1"
    page.button(key="talk_leave").click()
    assert "talk" not in healthy(page.run()).query_params


def test_a_page_that_shows_a_step_live_leads_back_into_the_story(no_model):
    page = opened("pages/9_Results.py", talk="1", story="2")
    ways = {link.proto.label: link.proto.query_string for link in page.page_link}
    assert ways["‹ The recorded one"] == "step=2&talk=1" and ways["Next ›"] == "step=3&talk=1"
    assert "**Live**" in said(page) and "2 of 10" in said(page)


def test_a_chart_is_lower_in_talk_mode_where_it_is_magnified(no_model):
    heights = [
        opened(step="3", **link).get("vega_lite_chart")[0].proto.spec
        for link in ({}, {"talk": "1"})
    ]
    usual, large = (int(re.search(r'"height": ?(\d+)', spec)[1]) for spec in heights)
    assert large < usual - 100


def test_the_story_takes_no_torch():
    line = (
        "import sys; from semhub.ui.story import told; told.story(); "
        "sys.exit('torch' in sys.modules or 'transformers' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", line], cwd=ROOT, check=False).returncode == 0
