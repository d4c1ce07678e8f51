"""The text page as a person meets it: a link, a real browser."""

from __future__ import annotations

import re
from urllib.parse import quote

from tests.browser.conftest import READY, needs_chromium, opened, wait_for

pytestmark = needs_chromium


def test_a_sentence_edited_in_the_table_is_read_in_the_cell_that_is_clicked(address, tab):
    opened(tab, f"{address}/Text?set=World&a=Spanish&b=German&table=true&reading=true")
    wait_for(tab, "Where do Spanish and German meet?")

    place = tab.locator("[data-testid=stDataFrame]").first
    place.scroll_into_view_if_needed()
    table = place.bounding_box()
    tab.mouse.dblclick(table["x"] + 200, table["y"] + 55)
    tab.wait_for_timeout(500)
    tab.keyboard.press("Control+A")
    # At a person's pace: the table's editor drops what is typed and entered within a few frames.
    tab.keyboard.type("Elefantes", delay=40)
    tab.wait_for_timeout(500)
    tab.keyboard.press("Enter")

    # However the tokenizer cuts it, the lens has a row that is labelled with the word's beginning.
    label = tab.locator(".st-key-grid svg text", has_text=re.compile("^(E|El|Ele.*)$")).last
    label.wait_for()
    # The page runs once more for the control lines of its curve; what is clicked until these are
    # there may be drawn anew.
    tab.locator(".st-key-curve svg text", has_text="spelling alone").first.wait_for()
    tab.wait_for_selector(READY)
    tab.wait_for_timeout(1000)
    label.scroll_into_view_if_needed()
    tab.wait_for_timeout(1000)
    beginning, row = label.text_content(), label.bounding_box()
    lens = tab.locator(".st-key-grid svg.marks").bounding_box()
    tab.mouse.click(lens["x"] + 0.5 * lens["width"], row["y"] + 0.5 * row["height"])
    tab.locator("p", has_text=f"(“{beginning}”)").first.wait_for()
    tab.wait_for_selector(READY)
    bars = tab.locator(".st-key-reading svg.marks", has_text="cosine").first
    bars = bars.locator("text").evaluate_all("all => all.map(t => t.textContent)")
    assert sum(re.fullmatch(r"[01]\.\d{3}", text) is not None for text in bars) == 10


def test_a_click_on_the_curve_shows_the_pairs_at_that_layer(address, tab):
    opened(tab, f"{address}/Text")
    tab.locator(".st-key-curve svg text", has_text="spelling alone").first.wait_for()
    tab.wait_for_selector(READY)
    axis = next(
        box
        for text in tab.locator(".st-key-curve svg text").all()
        if text.text_content() == "2" and (box := text.bounding_box())
    )
    tab.mouse.click(axis["x"] + axis["width"] / 2, axis["y"] - 60)
    tab.get_by_text("Layer 2; a blue diagonal").wait_for()
    assert "layer=2" in tab.url


def test_no_page_asks_for_anything_beyond_its_own_server(address, tab):
    asked = []
    tab.on("request", lambda request: asked.append(request.url))
    for page in ("/", "/Text", "/Code"):
        tab.goto(address + page)
        tab.wait_for_selector(READY)
        tab.locator("[data-testid=stVegaLiteChart] svg").first.wait_for()
    own = (address, address.replace("http", "ws"), "data:", "blob:")
    assert [url for url in asked if not url.startswith(own)] == []


def test_a_label_that_vega_takes_for_its_own_is_drawn(address, tab):
    rows = quote("dogs\tif\ncats\tnull\nowls\telse")
    tab.goto(f"{address}/Text?set=Your+own&rows={rows}&pairs=true")
    tab.get_by_text("Which English item is near").first.wait_for()
    tab.locator(".st-key-scrolls-matrix svg text").first.wait_for()
    tab.wait_for_selector(READY)
    assert {"if", "null", "else"} <= {*tab.locator("svg text").all_text_contents()}


def test_two_columns_pasted_into_a_box_are_added_by_the_keyboard_and_their_languages_guessed(
    address, tab
):
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.goto(f"{address}/Text?set=Your+own")
    box = tab.locator(".st-key-own textarea").first
    box.wait_for()
    tab.wait_for_selector(READY)
    columns = (
        "Der Hund schläft im Garten.\tLe chien dort dans le jardin.\n"
        "Die Katze trinkt Milch.\tLe chat boit du lait."
    )
    tab.evaluate("text => navigator.clipboard.writeText(text)", columns)
    box.click()
    tab.keyboard.press("Control+V")
    tab.keyboard.press("Control+Enter")
    tab.get_by_role("heading", name="Where do German and French meet?").wait_for()
    assert box.input_value() == ""
    tab.locator(".st-key-own p", has_text="Die Katze trinkt Milch.").first.wait_for()
