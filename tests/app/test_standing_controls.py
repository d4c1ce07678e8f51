"""Controls beside a page's curve: on by default, worked out once, and gone with their switch."""

from __future__ import annotations

import json

import pytest
import streamlit as st

from semhub.experiments import controls as library
from semhub.experiments.controls import standing
from semhub.ui.shared import results
from semhub.ui.text import meeting
from tests.app.conftest import charts, curve, healthy, said

SIX = "\n".join(
    f"the cat sees {word} in the garden\t猫在花园里看见{word}"
    for word in ("dogs", "birds", "water", "bread", "trees", "houses", "horses")
)


@pytest.fixture
def worked_out(monkeypatch) -> list[str]:
    """The metrics of which controls were worked out."""
    asked, real = [], standing.controls

    def counted(*arguments, metric, **options):
        asked.append(metric)
        return real(*arguments, metric=metric, **options)

    monkeypatch.setattr(library, "controls", counted)
    results.controls.clear()
    return asked


def lines(page) -> list[str] | None:
    """The names in the curve's legend of controls that are drawn; None without a legend."""
    specs = [json.loads(chart.proto.spec) for chart in page.get("vega_lite_chart")]
    spec = next(s for s in specs if s.get("usermeta", {}).get("title", "").startswith("Where do"))
    found = [part for part in spec["layer"] if "strokeDash" in part["encoding"]]
    if not found:
        return None
    return found[0]["encoding"]["color"]["scale"]["domain"]


def test_the_curve_has_its_controls_and_the_second_run_works_out_none(text_page, worked_out):
    page = text_page(set="Your own", rows=SIX, metric="Retrieval", pairs="true")
    assert "wrong partners" in lines(page) and "words alone" in lines(page)
    assert worked_out == ["acc1"]
    page.slider(key="layer").set_value(1)
    healthy(page.run())
    assert "untrained twin" in lines(page)
    assert worked_out == ["acc1"]


def test_a_second_session_works_out_none(text_page, worked_out):
    first = lines(text_page(set="Your own", rows=SIX))
    assert lines(text_page(set="Your own", rows=SIX)) == first
    assert len(worked_out) == 1


def test_the_switch_hides_them_and_a_link_keeps_it(text_page, worked_out):
    page = text_page(set="Your own", rows=SIX, controls="false")
    assert lines(page) is None and not worked_out
    page.toggle(key="controls").set_value(True)
    assert lines(healthy(page.run())) and len(worked_out) == 1
    page.toggle(key="controls").set_value(False)
    assert lines(healthy(page.run())) is None


def test_an_edit_is_another_question(text_page, worked_out):
    page = text_page(set="Your own", rows=SIX)
    page.selectbox(key="metric").set_value("centred_gap")
    healthy(page.run())
    assert worked_out == ["acc1", "centred_gap"]


def test_too_few_pairs_have_no_controls_and_no_switch(text_page, worked_out):
    page = text_page(set="Your own", rows="the cat sleeps\t猫在睡觉")
    assert curve(page).startswith("Plain cosine")
    assert not worked_out and "controls" not in [toggle.key for toggle in page.toggle]


def test_length_taken_off_takes_the_controls_off(text_page, worked_out):
    page = text_page(partial="true")
    assert lines(page) is None and not worked_out


def test_content_or_frame_is_asked_of_own_rows_when_it_is_opened(text_page):
    title = "Is it the content, or the frame?"
    assert title not in charts(text_page(set="Your own", rows=SIX))
    page = text_page(set="Your own", rows=SIX, frame="true")
    assert title in charts(page)
    assert "replaced by one of similar frequency" in said(page)


def test_single_words_say_why_there_is_no_frame(text_page):
    page = text_page(set="Concepts", controls="false", frame="true")
    page.session_state["contrast/open"] = True
    assert "rows of several words" in said(healthy(page.run()))


def test_the_page_does_not_begin_again_for_its_controls(text_page, worked_out, monkeypatch):
    def again(**_options):
        raise AssertionError("the page begins again, and a click meanwhile would be lost")

    monkeypatch.setattr(st, "rerun", again)
    page = text_page(set="Your own", rows=SIX)
    assert "words alone" in lines(page)
    page.toggle(key="controls").set_value(False)
    healthy(page.run())
    page.toggle(key="controls").set_value(True)
    assert "words alone" in lines(healthy(page.run()))
    page = text_page(set="Your own", rows=SIX, controls="false")
    page.toggle(key="controls").set_value(True)
    assert "words alone" in lines(healthy(page.run()))


def test_a_click_while_controls_are_awaited_is_followed(text_page, worked_out):
    page = text_page(set="Your own", rows=SIX, pairs="true")
    page.session_state[meeting.WAITING] = {"selection": {"pick": [{"layer": 2}]}}
    assert healthy(page.run()).slider(key="layer").value == 2
