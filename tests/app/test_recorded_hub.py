"""The hub page's recorded result: at once, where it is what was asked, and gone with the answer."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from semhub.errors import InputError
from semhub.experiments.hub import SETS, USUAL
from semhub.ui.hub import queries as answers
from semhub.ui.hub import recorded
from semhub.ui.shared import models
from semhub.ui.shared import recorded as shipped
from tests.app.conftest import APP, ROOT, healthy, said

MATRIX, CURVES = "Which data types meet at layer 5?", "Where do all pairs meet?"
PLANE = "Do items that mean the same lie together?"
MARK = "A recorded result"
ASKED = SimpleNamespace(
    model="semhub-nano", sets=SETS, spokes=USUAL, metric="acc1", pool="auto", beside=None
)


@pytest.fixture(autouse=True)
def nothing_answered():
    recorded._answered.clear()
    yield
    recorded._answered.clear()


def opened(**link: str) -> AppTest:
    page = AppTest.from_file(str(ROOT / APP), default_timeout=300)
    page.switch_page("pages/6_Hub.py")
    page.query_params["model"] = "semhub-nano"
    for key, value in link.items():
        page.query_params[key] = value
    return healthy(page.run())


def titles(page: AppTest) -> list[str]:
    specs = [json.loads(chart.proto.spec) for chart in page.get("vega_lite_chart")]
    return [spec["title"]["text"] for spec in specs]


@pytest.fixture
def no_answer(monkeypatch):
    def refused(_model, _asked):
        raise InputError("The items cannot be read; try again.")

    monkeypatch.setattr(answers, "hub_of", refused)


def test_until_the_answer_is_there_the_recorded_one_is_shown_and_says_so(no_answer):
    page = opened()
    assert titles(page) == [MATRIX]
    assert MARK in said(page) and "has read all 4,080 items itself" in said(page)
    assert "In semhub-nano the data types meet at layer 5, and part again" in said(page)
    assert [error.value for error in page.error] == ["The items cannot be read; try again."]


def test_it_is_drawn_at_the_layer_of_the_link(no_answer):
    assert titles(opened(hub_layer="3")) == [MATRIX.replace("5", "3")]


def test_where_another_model_stands_in_the_recorded_answer_is_still_awaited(monkeypatch):
    recorded.answered(ASKED, SimpleNamespace(name="another"))
    assert recorded.meanwhile(ASKED) is not None
    recorded.answered(ASKED, SimpleNamespace(name="semhub-nano"))
    assert recorded.meanwhile(ASKED) is None
    monkeypatch.setattr(models, "stamp", lambda _name: ("written anew",))
    assert recorded.meanwhile(ASKED) is not None


def test_another_question_has_no_recorded_answer(no_answer):
    page = opened(hub_metric="Reciprocal rank")
    assert titles(page) == [] and MARK not in said(page)


@pytest.mark.parametrize(
    "other",
    [{"model": "semhub-nano-control"}, {"sets": ("concepts",)}, {"spokes": USUAL[1:]},
     {"metric": "cka"}, {"pool": "last"}, {"pool": "mean"}],
)  # fmt: skip
def test_it_is_recorded_for_one_question_only(other):
    assert recorded.meanwhile(ASKED) is not None
    assert recorded.meanwhile(SimpleNamespace(**{**vars(ASKED), "spokes": USUAL[::-1]})) is not None
    assert recorded.meanwhile(SimpleNamespace(**{**vars(ASKED), **other})) is None


def test_the_answer_takes_its_place_agrees_with_it_and_is_not_announced_again(monkeypatch):
    """The recorded hub is what the shipped model gives today, but for what another processor
    rounds in another way."""
    seen, hub_of = [], answers.hub_of
    monkeypatch.setattr(answers, "hub_of", lambda *of: seen.append(hub_of(*of)) or seen[-1])
    page = opened()
    assert titles(page) == [MATRIX, PLANE, CURVES] and MARK not in said(page)
    live, kept = seen[0].hub, recorded._read()
    assert replace(kept.band, share=None) == replace(live.band, share=None, found=kept.band.found)
    assert [(cell.a, cell.b) for cell in kept.cells] == [(cell.a, cell.b) for cell in live.cells]
    for one, other in zip(kept.cells, live.cells, strict=True):
        for part in ("value", "low", "high"):
            curves = (getattr(cell.comparison.metrics["acc1"], part) for cell in (one, other))
            np.testing.assert_allclose(*curves, atol=0.03)

    def refused(_found):
        raise AssertionError("the recorded result is drawn though the answer is at hand")

    monkeypatch.setattr(recorded, "draw", refused)
    healthy(page.run())
    assert titles(page) == [MATRIX, PLANE, CURVES]


def test_the_recorded_file_is_read_whole():
    assert recorded.meanwhile(ASKED).to_dict() == shipped.result(recorded.RECORDED)
