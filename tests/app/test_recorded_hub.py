"""The hub page's recorded result: at once, where it is what was asked, and gone with the answer."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from semhub.errors import InputError
from semhub.experiments.hub import SETS, USUAL, Findings, Layout, layout
from semhub.ui.hub import before, recorded
from semhub.ui.hub import queries as answers
from semhub.ui.hub.screen import note
from semhub.ui.shared import models
from semhub.ui.shared import recorded as shipped
from tests.app.conftest import APP, ROOT, charts, healthy, said

PLANE = "Do items that mean the same lie together?"
MARK = "A recorded result"
ASKED = SimpleNamespace(model="semhub-nano", sets=SETS, spokes=USUAL, metric="acc1", pool="auto")


@pytest.fixture(autouse=True)
def nothing_answered():
    recorded._answered.cache_clear()
    yield
    recorded._answered.cache_clear()


def opened(**link: str) -> AppTest:
    page = AppTest.from_file(str(ROOT / APP), default_timeout=300)
    page.switch_page("pages/6_Hub.py")
    page.query_params["model"] = "semhub-nano"
    for key, value in link.items():
        page.query_params[key] = value
    return healthy(page.run())


@pytest.fixture
def no_answer(monkeypatch):
    def refused(_model, _asked):
        raise InputError("The items cannot be read; try again.")

    monkeypatch.setattr(answers, "hub_of", refused)


def test_until_the_answer_is_there_the_recorded_one_is_shown_and_says_so(no_answer):
    page = opened()
    assert list(charts(page)) == [PLANE] and "20 of 200 scenes" in charts(page)[PLANE]
    assert MARK in said(page)
    assert "At layer 5, 73 of 100 items find their partner across 70 pairs" in said(page)
    assert [error.value for error in page.error] == ["The items cannot be read; try again."]


def test_it_comes_to_rest_at_the_layer_of_the_link(no_answer):
    assert "t-SNE, layer 5:" in said(opened())
    assert "t-SNE, layer 3:" in said(opened(hub_layer="3"))


def test_where_another_model_stands_in_the_recorded_answer_is_still_awaited(monkeypatch):
    recorded.answered(ASKED, SimpleNamespace(name="another"))
    assert recorded.meanwhile(ASKED) is not None
    recorded.answered(ASKED, SimpleNamespace(name="semhub-nano"))
    assert recorded.meanwhile(ASKED) is None
    monkeypatch.setattr(models, "stamp", lambda _name: ("written anew",))
    assert recorded.meanwhile(ASKED) is not None


def test_the_note_names_the_data_types_that_are_not_drawn():
    kept = shipped.result(recorded.RECORDED)
    hub, laid = Findings.from_dict(kept), Layout.from_dict(kept["layout"])
    assert set(hub.names) - set(laid.places.spokes) == {"digits", "sound"}
    assert "Not drawn, as they have no scenes: Digits, Recorded sound." in note(hub, laid, 5)
    drawn = replace(hub, names=tuple(laid.places.spokes))
    assert "Not drawn" not in note(drawn, laid, 5)


def test_another_question_has_no_recorded_answer(no_answer):
    page = opened(hub_metric="Reciprocal rank")
    assert not charts(page) and MARK not in said(page)


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
    assert list(charts(page)) == [PLANE] and MARK not in said(page)
    live, kept = seen[0].hub, Findings.from_dict(shipped.result(recorded.RECORDED))
    assert replace(kept.band, share=None) == replace(live.band, share=None, found=kept.band.found)
    assert [(cell.a, cell.b) for cell in kept.cells] == [(cell.a, cell.b) for cell in live.cells]
    for one, other in zip(kept.cells, live.cells, strict=True):
        an_item = max(0.03, 1.1 / other.comparison.n)  # which nearly ties fell the other way
        for part in ("value", "low", "high"):
            curves = (getattr(cell.comparison.metrics["acc1"], part) for cell in (one, other))
            np.testing.assert_allclose(*curves, atol=an_item)
    laid = Layout.from_dict(shipped.result(recorded.RECORDED)["layout"])
    again = layout(live.states)
    assert (laid.texts, laid.joined) == (again.texts, again.joined)
    np.testing.assert_allclose(laid.places.partners, again.places.partners, atol=0.1)
    np.testing.assert_allclose(laid.places.partners_before, again.places.partners_before, atol=0.03)
    drawn = []
    monkeypatch.setattr(before, "_draw", lambda *of: drawn.append(of))
    healthy(page.run())
    assert list(charts(page)) == [PLANE] and not drawn


def test_in_the_recorded_plane_partners_are_as_near_as_in_the_states():
    """What the page draws at first shows as much of the hub as there is, and no more."""
    places = Layout.from_dict(shipped.result(recorded.RECORDED)["layout"]).places
    np.testing.assert_allclose(places.partners, places.partners_before, atol=0.07)
    assert places.partners[0] < 0.15 and places.partners[5] > 0.6


def test_the_recorded_file_is_read_whole():
    found = shipped.result(recorded.RECORDED)
    again = Findings.from_dict(found).to_dict()
    assert again | {"layout": Layout.from_dict(found["layout"]).to_dict()} == found
