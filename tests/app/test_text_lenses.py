"""The text page's lenses: each answers, says what it lacks, and runs the model once a sentence."""

from __future__ import annotations

import re
from functools import partial

import pytest
from safetensors import SafetensorError

from semhub.inputs import texts
from semhub.lenses import jacobian
from semhub.lenses.neighbours import build
from semhub.models import decoder
from semhub.models.loading import load
from semhub.ui.shared.frame import PAGES
from semhub.ui.text import lenses
from tests.app.conftest import charts, healthy, said
from tests.app.test_links import opened
from tests.app.test_text_page import table
from tests.tiny import SENTENCES

GRID = "What does tiny-llama “think” at each layer?"
NEAREST = "Which English word is nearest, at each layer of {}?"
BESIDE = "Do the lenses read the same in tiny-llama?"


@pytest.fixture(autouse=True)
def cache(monkeypatch, tmp_path):
    monkeypatch.setenv("SEMHUB_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def lens_page(text_page):
    """The page with its sections on the lens and on trust open."""
    return partial(text_page, reading="true", trust="true")


@pytest.fixture
def fitted(llama):
    jacobian.fit(load(llama), texts(SENTENCES[:2]))


def leading(page) -> str:
    return next(a for title, a in charts(page).items() if title.startswith("Which words led"))


def test_a_lens_that_is_not_fitted_says_how_and_the_rest_of_the_page_stays(lens_page, llama):
    page = lens_page(lens="Jacobian lens")
    assert f"python -m semhub fit-lens --model {llama}" in said(page)
    assert len(page.error) == 1 and GRID not in charts(page)
    jacobian.fit(load(llama), texts(SENTENCES[:2]))
    page = healthy(page.run())
    assert not page.error and "Jacobian lens" in charts(page)[GRID]


def test_the_jacobian_lens_is_read_and_told_behind_the_result(lens_page, fitted):
    page = lens_page(lens="Jacobian lens")
    assert "by the Jacobian lens" in charts(page)[GRID]
    assert "Jacobian lens: norm and head" in table(page)
    assert "Which language does tiny-llama lean to?" in charts(page)


def test_neighbours_are_cosines_and_have_no_language_mass(lens_page):
    page = lens_page(lens="Neighbours")
    assert "is no probability" in charts(page)[NEAREST.format("tiny-llama")]
    assert not any(title.startswith("Which language") for title in charts(page))
    assert [c.key for c in page.segmented_control if c.key == "tint"] == []
    assert leading(page)


def test_the_words_are_said_to_be_english_only_and_are_offered_in_other_languages(lens_page):
    page = lens_page(lens="Neighbours")
    assert "all English: they show a place that languages share, and not that" in said(page)
    page.selectbox(key="words_in").set_value("zh")
    page = healthy(page.run())
    title = NEAREST.replace("English", "Chinese").format("tiny-llama")
    assert title in charts(page) and "all Chinese" in said(page)
    assert page.query_params["words_in"] == "Chinese"


def test_the_embedded_model_opens_with_neighbours_at_a_word_and_another_model_with_the_logit_lens(
    lens_page, llama
):
    page = lens_page()
    assert GRID in charts(page) and page.segmented_control(key="tint").value == "language"
    page.selectbox(key="model").set_value("semhub-nano")
    page = healthy(page.run())
    assert NEAREST.format("semhub-nano") in charts(page)
    assert charts(page)["What else?"] == "Layer 7, position 15 (“泳”)"
    page.selectbox(key="model").set_value("semhub-nano-chinese")
    assert "Which Chinese word is nearest" in str(charts(healthy(page.run())))
    page.selectbox(key="model").set_value(llama)
    assert GRID in charts(healthy(page.run()))


def test_side_by_side_says_how_often_the_lenses_agree(lens_page, fitted):
    shares = charts(lens_page(lens="Side by side"))[BESIDE]
    assert re.findall(r"(\w+)(?: lens)? and (\w+)(?: lens)? \d+%", shares) == [
        ("logit", "Jacobian"), ("logit", "neighbours"), ("Jacobian", "neighbours"),
    ]  # fmt: skip


def test_side_by_side_goes_without_a_lens_that_is_not_fitted(lens_page):
    page = lens_page(lens="Side by side")
    assert "fit-lens" in page.info[-1].value and not page.error
    assert "Jacobian" not in charts(page)[BESIDE]


def test_one_forward_pass_serves_all_lenses_of_a_sentence(lens_page, fitted, monkeypatch):
    page = lens_page(lens="Neighbours")
    page.segmented_control(key="lens").set_value("logit")
    healthy(page.run())
    passes = []
    forward = decoder.Decoder.forward
    monkeypatch.setattr(
        decoder.Decoder, "forward", lambda self, batch: (passes.append(1), forward(self, batch))
    )
    for kind in ("jacobian", "paper", "beside", "neighbours", "logit"):
        page.segmented_control(key="lens").set_value(kind)
        healthy(page.run())
    assert not passes


def test_the_words_that_led_follow_the_chosen_position(lens_page):
    page = lens_page()
    next(box for box in page.selectbox if box.label == "Position of the cell").set_value(0)
    page = healthy(page.run())
    assert any(
        title.startswith("Which words led")
        and title != "Which words led at “。 3/3”, at any layer?"
        for title in charts(page)
    )


def test_an_encoder_is_read_by_its_neighbours(lens_page, bert):
    page = lens_page(model=bert)
    assert "read by their neighbours" in said(page)
    assert "is no probability" in charts(page)[NEAREST.format("tiny-bert")]
    assert "nearest neighbours" in table(page)
    assert not page.error


def test_on_a_full_disk_the_neighbours_are_shown_with_a_sentence(lens_page, monkeypatch, tmp_path):
    def full(*_arguments, **_options):
        raise SafetensorError("I/O error: No space left on device")

    monkeypatch.setenv("SEMHUB_CACHE", str(tmp_path))
    monkeypatch.setattr(build, "save_file", full)
    for kept in (lenses._index, lenses._reading):
        kept.clear()
    page = lens_page(lens="Neighbours")
    told = next(caption.value for caption in page.caption if "No space left" in caption.value)
    assert "could not be written" in told and "SEMHUB_CACHE" in told
    assert "cosine" in str(charts(page)) and not page.error
    lenses._index.clear()


@pytest.mark.parametrize("path", PAGES)
def test_without_a_home_for_the_cache_every_page_opens(path, monkeypatch):
    monkeypatch.setenv("SEMHUB_CACHE", "~nosuch")
    assert not opened(path, "semhub-nano", {}).error
