"""What lets one server bear many visitors is in place: the gate, charts that are trusted, and
results that go with their model."""

from __future__ import annotations

from contextlib import contextmanager

import altair as alt
import pytest
from altair.utils import schemapi
from streamlit.testing.v1 import AppTest

from semhub.charts import style
from semhub.ui.shared import cached, frame, gate, heap, in_memory, results
from tests.app.conftest import APP, ROOT, healthy


def _fragment() -> None:
    from semhub.ui.shared import frame

    frame.fragment(lambda: None)()


def test_a_page_and_a_fragment_that_runs_by_itself_pass_the_gate(monkeypatch):
    passed = []

    @contextmanager
    def noted():
        passed.append(1)
        yield

    monkeypatch.setattr(gate.PAGES, "passed", noted)
    page = AppTest.from_file(str(ROOT / APP), default_timeout=300)
    page.switch_page("pages/9_Results.py")
    healthy(page.run())
    assert len(passed) == 1
    healthy(AppTest.from_function(_fragment).run())
    assert len(passed) == 2


def test_a_server_trusts_its_charts_and_whoever_is_none_checks_them():
    wrong = alt.Chart().mark_point().properties(title="a")
    wrong._kwds["height"] = "as high as it is wide"
    with pytest.raises(schemapi.SchemaValidationError):
        style.spec_of(wrong)
    frame.begin()
    assert style.spec_of(wrong)["height"] == "as high as it is wide"


def test_a_server_keeps_its_memory_together_before_it_serves_anybody(monkeypatch):
    begun = []
    monkeypatch.setattr(heap, "keep_together", lambda: begun.append(1))
    frame.begin()
    assert begun == [1]


def test_results_of_a_model_that_nobody_uses_go_with_it():
    assert results.cached is cached
    assert cached.forget in in_memory._forgets
