"""The home page: a recorded result at once, the live one in its place."""

from __future__ import annotations

from copy import deepcopy

from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.testing.v1 import AppTest

from semhub.charts.curve import layer_curve
from semhub.experiments.comparison import Comparison
from semhub.ui import home
from semhub.ui.shared import frame, recorded
from tests.app.conftest import HOME, ROOT, curve, healthy, said


def test_the_home_page_compares_live_and_says_what_the_idea_is():
    page = healthy(AppTest.from_file(str(ROOT / HOME), default_timeout=120).run())
    assert "200 pairs" in curve(page)
    assert "Live: 200 sentences" in said(page)
    assert "arXiv 2411.04986" in said(page)


def test_every_example_leads_to_the_text_page():
    page = healthy(AppTest.from_file(str(ROOT / HOME), default_timeout=120).run())
    assert [link.proto.page for link in page.page_link].count("Text") >= 5


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
        page = AppTest.from_file(str(ROOT / HOME), default_timeout=120).run()
        return any(part.proto.body == frame.UNFINISHED for part in page.get("html"))

    assert not unfinished()
    monkeypatch.setattr(
        home, "what_holds", lambda: get_script_run_ctx().script_requests.request_stop()
    )
    assert unfinished()
