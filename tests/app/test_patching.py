"""The sections on patching and on texts that contradict: drawn from a link, followed by a click."""

from __future__ import annotations

import pytest

from tests.app.conftest import SECTIONS, charts
from tests.app.test_image_page import answers, image_page  # noqa: F401

CLOSED = dict.fromkeys(SECTIONS, "false")
OWN = {
    "patch": "true", "patchover": "Two texts of your own", "patchfrom": "Der Hund schläft",
    "patchinto": "The house is", "patchword": "dog", "patchkept": "house",
}  # fmt: skip
ASKS = "What goes over with the state?"
WINS = "Which wins: the picture or the text?"


def test_two_texts_of_a_link_are_patched_and_go_on_at_a_layer(text_page):
    page = text_page(**CLOSED | OWN | {"patchlayer": "2"})
    assert "one prompt: no interval" in charts(page)[ASKS] and not page.error
    assert page.slider(key="patchlayer").value == 2
    [table] = [text for one in page.table if "layer 2" in (text := one.value.to_string())]
    assert "Der Hund schläft" in table
    page.session_state["patch/chart"] = {"selection": {"layer": [{"layer": 3}]}}
    page.run()
    assert page.slider(key="patchlayer").value == 3


def test_patching_waits_for_all_fields_and_refuses_two_equal_words(text_page):
    page = text_page(**CLOSED | OWN | {"patchkept": ""})
    assert ASKS not in charts(page) and not page.error
    page = text_page(**CLOSED | OWN | {"patchkept": "dog"})
    assert "The two words are the same" in page.error[0].value


def test_an_encoder_has_no_such_section(text_page, bert):
    page = text_page(**CLOSED | OWN | {"model": bert})
    assert ASKS not in charts(page) and not page.error


@pytest.mark.parametrize(("word", "drawn"), [("cat", True), ("cow", False)])
def test_a_text_against_this_picture_is_drawn_or_refused(image_page, word, drawn):  # noqa: F811
    page = image_page(
        image_conflict="true", image_clash="This picture and a text of yours",
        image_says="A red cat sleeps.", image_shows="dog", image_told=word,
    )  # fmt: skip
    assert (WINS in answers(page)) == drawn
    assert drawn or "does not say" in page.error[0].value
