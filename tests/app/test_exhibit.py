"""A real decoder's recorded curves on Home and Text, without the decoder."""

from __future__ import annotations

import pytest

from semhub import datasets
from semhub.experiments.verdict import MEETS
from semhub.ui.shared import exhibit, recorded
from tests.app.conftest import charts, said
from tests.app.test_home_page import home_page

MET, READ = "Do languages meet in a real model?", "In which language does it read Chinese?"


def test_home_shows_it_and_leads_to_a_live_run():
    page = home_page(real="true")
    assert {MET, READ} <= set(charts(page))
    links = [link.proto for link in page.page_link if "Run it live" in link.proto.label]
    assert [link.query_string for link in links] == [
        f"model=smollm2&set=Everyday&a=English&b={name}" for name in ("Spanish", "Chinese")
    ]


def test_home_says_what_holds_and_what_the_embedded_model_was_taught():
    told = said(home_page(idea="true"))
    assert "relative to each language's own centre" in told
    assert "30% of what it read were translated pairs" in told


def test_text_shows_it_beside_the_embedded_model_and_no_other(text_page):
    assert MET in charts(text_page(model="semhub-nano", real="true"))
    assert MET not in charts(text_page(real="true"))


@pytest.mark.parametrize("code", exhibit.OTHERS)
def test_what_is_recorded_is_whole_and_of_all_everyday_sentences(code):
    met, read = exhibit.met()[code], exhibit.read(code)
    assert met.to_dict() == recorded.result(f"smollm2-en-{code}")
    assert met.model == read.model == exhibit.REAL
    assert met.n == read.n == len(datasets.table("everyday")["en"])
    assert met.hub.verdict == MEETS and met.hub.peak[0] > 0 and met.hub.peak[-1] < met.layers[-1]
