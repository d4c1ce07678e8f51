"""The home page: a recorded result at once, the live one in its place."""

from __future__ import annotations

from copy import deepcopy

from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.testing.v1 import AppTest

from semhub.charts.curve import layer_curve
from semhub.experiments.comparison import Comparison
from semhub.ui import home
from semhub.ui.shared import frame, recorded
from tests.app.conftest import APP, ROOT, curve, healthy, said


def opened(section: str) -> AppTest:
    """The page with one of its sections open."""
    page = AppTest.from_file(str(ROOT / APP), default_timeout=120)
    page.query_params[section] = "true"
    return healthy(page.run())


def test_the_home_page_compares_live_and_says_what_the_idea_is():
    page = opened("idea")
    assert "200 pairs" in curve(page)
    assert "Live: 200 sentences" in said(page)
    assert "arXiv 2411.04986" in said(page)


def test_every_example_leads_to_the_text_page():
    page = healthy(AppTest.from_file(str(ROOT / APP), default_timeout=120).run())
    assert [link.proto.page for link in page.page_link].count("Text") == 4


def test_a_click_leads_to_sentences_of_ones_own():
    page = healthy(AppTest.from_file(str(ROOT / APP), default_timeout=120).run())
    next(button for button in page.button if button.label == "**Type your own sentences**").click()
    assert healthy(page.run()).selectbox(key="set").value == "own"


def test_home_and_text_tell_the_same_figure_of_the_same_pair(text_page):
    home_page = healthy(AppTest.from_file(str(ROOT / APP), default_timeout=120).run())
    assert curve(home_page) == curve(text_page(model="semhub-nano"))


def test_the_recorded_result_is_a_whole_comparison_of_the_same_sets():
    comparison = home.recorded()
    assert comparison.to_dict() == recorded.result(home.RECORDED)
    assert (comparison.model, comparison.n) == ("semhub-nano", 200)
    layer_curve(comparison, home.METRIC, *home.NAMES)


def test_a_comparison_that_could_not_tell_is_read_back_as_it_was():
    found = deepcopy(recorded.result(home.RECORDED))
    found["metrics"][home.METRIC] |= {"chance": None, "p": None}
    found["metrics"][home.METRIC]["low"][0] = None
    assert Comparison.from_dict(found).to_dict() == found


def test_a_page_that_is_stopped_before_any_bar_keeps_the_sign_of_it(monkeypatch):
    """The sign has content, since a browser leaves out a container that has none."""

    def unfinished() -> bool:
        page = AppTest.from_file(str(ROOT / APP), default_timeout=120).run()
        return any(part.proto.body == frame.UNFINISHED for part in page.get("html"))

    assert not unfinished()
    monkeypatch.setattr(home, "result", lambda: get_script_run_ctx().script_requests.request_stop())
    assert unfinished()
