"""The page Emergence, on a history of two tiny checkpoints that the test makes and measures."""

from __future__ import annotations

import json
import shutil

import pytest
from streamlit.testing.v1 import AppTest

from semhub.charts.emergence import QUESTION
from semhub.charts.text_format import of_hundred, verdict
from semhub.evaluation import emergence as measuring
from semhub.experiments.verdict import METRIC, Meeting
from semhub.ui import emergence
from tests.app.conftest import APP, ROOT, TEXT, charts, healthy, said
from tests.tiny import llama_folder

PAGE = "pages/8_Emergence.py"


@pytest.fixture(scope="module")
def checkpoints(tmp_path_factory):
    """A folder of models: `semhub-nano` with two checkpoints of 10 and 90 steps."""
    root = tmp_path_factory.mktemp("checkpoints")
    for seed, steps in enumerate((10, 90)):
        kept = root / "semhub-nano" / "history" / f"step-{steps:06d}"
        llama_folder(kept, seed=seed)
        # The world's code is long in these tokens; rotary positions need no weights.
        for file in ("config.json", "tokenizer_config.json"):
            text = (kept / file).read_text(encoding="utf-8")
            (kept / file).write_text(text.replace(": 128", ": 512"), encoding="utf-8")
        (kept / "training.json").write_text(json.dumps({"steps": steps, "tokens": 100 * steps}))
    shutil.copytree(kept, root / "semhub-nano", dirs_exist_ok=True)
    assert measuring.main(["--model", str(root / "semhub-nano"), "--rows", "12"]) == 0
    return root


def test_the_shipped_history_is_read_and_its_verdicts_told():
    emergence.history.cache_clear()
    opened = AppTest.from_file(str(ROOT / APP), default_timeout=180)
    opened.switch_page(PAGE)
    page = healthy(opened.run())
    first, *_, last = emergence.history()
    pair = last["pairs"][0]
    hub = verdict(Meeting(METRIC, pair["band"], pair["peak"], pair["verdict"]))
    sentence = charts(page)[QUESTION]
    assert sentence == page.markdown[0].value.replace("\\", "")
    assert f"{of_hundred(pair['value'])} of 100 sentences in English" in sentence
    assert f"after {first['tokens']:,}, {of_hundred(first['pairs'][0]['value'])} of" in sentence
    assert "by chance 1 in 200" in sentence and sentence.endswith(f" {hub}.")
    emergence.history.cache_clear()


@pytest.fixture
def page(checkpoints, monkeypatch):
    monkeypatch.setattr(emergence, "HISTORY", checkpoints / "semhub-nano" / "history")
    monkeypatch.setattr(emergence.catalogue, "CHECKPOINTS", checkpoints)
    emergence.history.cache_clear()
    opened = AppTest.from_file(str(ROOT / APP), default_timeout=120)
    opened.switch_page(PAGE)
    for section in ("layers", "twins"):
        opened.query_params[f"emergence_{section}"] = "true"
    yield healthy(opened.run())
    emergence.history.cache_clear()


def test_measuring_writes_every_checkpoint_in_the_order_of_training(checkpoints):
    file = checkpoints / "semhub-nano" / "history" / measuring.FILE
    written = json.loads(file.read_text(encoding="utf-8"))
    assert [row["tokens"] for row in written["checkpoints"]] == [1000, 9000]
    for row in written["checkpoints"]:
        assert len(row["pairs"]) == len(measuring.PAIRS)
        assert set(row["competence"]) == set(measuring.COMPETENCE_OF)


def test_the_page_opens_at_the_last_checkpoint_and_runs_it(page):
    shown = charts(page)
    assert shown[QUESTION].startswith("After 9,000 tokens ") and "after 1,000, " in shown[QUESTION]
    assert "sentences in English find their partner in Chinese" in shown[QUESTION]
    assert "Where do English and Chinese meet?" in shown
    assert "In which models do English and Chinese meet?" in shown
    assert not page.error


def test_the_slider_goes_back_in_time(page):
    before = charts(page)["Where do English and Chinese meet?"]
    page.select_slider(key=emergence.CHECKPOINT).set_value(0)
    after = charts(healthy(page.run()))
    assert after[QUESTION].startswith("After 1,000 tokens ") and "after 9,000, " in after[QUESTION]
    assert after["Where do English and Chinese meet?"] != before


def test_a_click_on_the_trajectory_goes_to_that_checkpoint(page):
    page.session_state[emergence.TRAJECTORY] = {"selection": {emergence.PICK: [{"index": 0}]}}
    healthy(page.run())
    assert page.select_slider(key=emergence.CHECKPOINT).value == 0


@pytest.mark.parametrize(
    ("written", "index", "kept"),
    [("0", 0, "0"), ("99", 1, "1"), ("-3", 0, "0"), ("abc", 1, None), ("²", 1, None)],
)
def test_the_checkpoint_is_in_the_link_and_a_bad_one_is_put_right(page, written, index, kept):
    page.query_params[emergence.CHECKPOINT] = written
    healthy(page.run())
    assert page.select_slider(key=emergence.CHECKPOINT).value == index
    assert page.query_params.get(emergence.CHECKPOINT) == kept


def test_the_slider_and_a_click_write_the_checkpoint_into_the_link(page):
    page.select_slider(key=emergence.CHECKPOINT).set_value(0)
    assert healthy(page.run()).query_params[emergence.CHECKPOINT] == "0"
    page.session_state[emergence.TRAJECTORY] = {"selection": {emergence.PICK: [{"index": 1}]}}
    assert healthy(page.run()).query_params[emergence.CHECKPOINT] == "1"


def test_another_pair_of_spokes_is_another_curve(page):
    page.selectbox(key="emergence_b").set_value("code")
    shown = charts(healthy(page.run()))
    assert "Where do English and Code meet?" in shown
    assert "sentences in English find their partner in Code" in shown[QUESTION]


def test_a_pair_that_was_not_recorded_leaves_the_first_ones_sentence(page):
    page.selectbox(key="emergence_b").set_value("fr")
    shown = charts(healthy(page.run()))
    assert "Where do English and French meet?" in shown
    assert "sentences in English find their partner in Chinese" in shown[QUESTION]


def test_closed_sections_run_no_checkpoint(page, monkeypatch):
    def compared(*_arguments):
        raise AssertionError("a checkpoint was run")

    monkeypatch.setattr(emergence, "compared", compared)
    for section in ("layers", "twins"):
        page.session_state[f"emergence_{section}"] = False
    assert list(charts(healthy(page.run()))) == [QUESTION]


def test_a_language_chosen_on_the_text_page_neither_comes_along_nor_is_lost(page, llama):
    page.query_params["model"], page.query_params["set"] = llama, "Concepts"
    page.query_params["a"] = "Swahili"
    page.switch_page(TEXT)
    assert "Where do Swahili and Chinese meet?" in charts(healthy(page.run()))
    page.switch_page(PAGE)
    assert "in Chinese" in charts(healthy(page.run()))[QUESTION]
    page.switch_page(TEXT)
    assert healthy(page.run()).selectbox(key="a").value == "sw"


def test_without_a_history_the_page_says_where_it_is(page, monkeypatch, tmp_path):
    monkeypatch.setattr(emergence, "HISTORY", tmp_path)
    emergence.history.cache_clear()
    assert "past (47 MB) is not in this copy" in said(healthy(page.run()))
