"""The image page as a person meets it: a picture dropped in, a patch clicked."""

from __future__ import annotations

import numpy as np
from playwright.sync_api import Page, expect

from tests.browser.conftest import PATIENCE, READY, needs_chromium, opened
from tests.media import saved

pytestmark = needs_chromium

SEES = "What does semhub-nano see at layer"


def drawn(tab: Page, title: str) -> None:
    """Wait until a chart with this title is there."""
    tab.get_by_role("heading", name=title).first.wait_for()


def test_a_picture_is_dropped_in_and_a_clicked_patch_shows_its_words(address, tab):
    tab.goto(f"{address}/Image?image_from=Upload")
    pixels = np.full((60, 120, 3), 255, dtype=np.uint8)
    pixels[:, 60:] = (200, 30, 30)
    file = {"name": "half.png", "mimeType": "image/png", "buffer": saved(pixels)}
    drop = tab.locator("[data-testid=stFileUploader] input[type=file]")
    drop.wait_for(state="attached")
    drop.set_input_files(file)
    drawn(tab, SEES)

    picture = tab.locator(".st-key-image_chart svg image").first
    picture.scroll_into_view_if_needed()
    tab.wait_for_timeout(1000)
    box = picture.bounding_box()
    assert abs(box["width"] / box["height"] - 2) < 0.02  # the chart keeps the picture's form
    tab.mouse.click(box["x"] + 0.97 * box["width"], box["y"] + 0.03 * box["height"])
    drawn(tab, "What does it read as at row 1, column ")


def test_a_link_leads_to_a_picture_and_a_thumbnail_to_another(address, tab):
    opened(tab, f"{address}/Image?image_set=Concepts&image_track=red&image_others=true")
    drawn(tab, "Where does “red” light up?")
    thumbs = tab.locator(".st-key-image_row-sheet svg image")
    thumbs.first.wait_for()
    thumbs.nth(3).click()
    tab.wait_for_url("**image_row=4*")


def test_the_layer_stays_whichever_picture_takes_the_place_of_the_last(address, tab):
    tab.goto(f"{address}/Image?image_from=Upload")
    drop = tab.locator("[data-testid=stFileUploader] input[type=file]")
    drop.wait_for(state="attached")
    layers = []
    for number in range(3):
        pixels = np.full((40, 40 + 8 * number, 3), 40 * number, dtype=np.uint8)
        name = f"{number}.png"
        drop.set_input_files({"name": name, "mimeType": "image/png", "buffer": saved(pixels)})
        tab.get_by_text(name).first.wait_for(state="attached")
        tab.wait_for_selector(READY)
        tab.wait_for_timeout(500)
        layers.append(tab.locator(".st-key-image_layer").get_by_role("slider").input_value())
    assert len(set(layers)) == 1 and layers[0] != "0"


def test_another_gallery_is_named_in_the_box_of_its_pictures(address, tab):
    opened(tab, f"{address}/Image?image_set=World")
    another = tab.get_by_role("button", name="Another picture")
    another.click()
    box = tab.locator(".st-key-image_row input")
    before = box.input_value()
    tab.keyboard.press("Escape")
    tab.locator(".st-key-image_set input").click()
    tab.get_by_role("option", name="Concepts", exact=True).click()
    tab.wait_for_url("**image_set=Concepts*")
    drawn(tab, SEES)
    assert before.startswith("1: ")
    another.click()
    expect(box).to_have_value("1: gorilla", timeout=PATIENCE)


def test_what_was_chosen_stays_whichever_file_takes_the_place_of_the_last(address, tab):
    link = "image_track=owl&image_by=Logit+lens&image_cosine=Plain&image_near=true"
    tab.goto(f"{address}/Image?image_from=Upload&{link}")
    drop = tab.locator("[data-testid=stFileUploader] input[type=file]")
    drop.wait_for(state="attached")
    for number in range(4):
        pixels = np.full((40, 40 + 8 * number, 3), 40 * number, dtype=np.uint8)
        name = f"{number}.png"
        drop.set_input_files({"name": name, "mimeType": "image/png", "buffer": saved(pixels)})
        tab.get_by_text(name).first.wait_for(state="attached")
        tab.wait_for_selector(READY)
        drawn(tab, "light up?")
        expect(tab.locator(".st-key-image_track input")).to_have_value("owl", timeout=PATIENCE)
        for key, chosen in (("by", "Logit lens"), ("cosine", "Plain")):
            assert tab.locator(f".st-key-image_{key} [aria-checked=true]").inner_text() == chosen
