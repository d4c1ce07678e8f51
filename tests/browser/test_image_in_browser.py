"""The image page as a person meets it: a picture dropped in, a patch clicked."""

from __future__ import annotations

import numpy as np
from playwright.sync_api import Page

from tests.browser.conftest import needs_chromium, opened
from tests.media import saved

pytestmark = needs_chromium


def drawn(tab: Page, title: str) -> None:
    """Wait until a chart with this title is there."""
    tab.locator("svg text", has_text=title).first.wait_for()


def test_a_picture_is_dropped_in_and_a_clicked_patch_shows_its_words(address, tab):
    tab.goto(f"{address}/Image?image_from=Upload")
    pixels = np.full((60, 120, 3), 255, dtype=np.uint8)
    pixels[:, 60:] = (200, 30, 30)
    file = {"name": "half.png", "mimeType": "image/png", "buffer": saved(pixels)}
    drop = tab.locator("[data-testid=stFileUploader] input[type=file]")
    drop.wait_for(state="attached")
    drop.set_input_files(file)
    drawn(tab, "Which caption does the picture come near?")
    drawn(tab, "What do its patches read as at layer")

    picture = tab.locator(".st-key-image_chart svg image").first
    picture.scroll_into_view_if_needed()
    tab.wait_for_timeout(1000)
    box = picture.bounding_box()
    assert abs(box["width"] / box["height"] - 2) < 0.02  # the chart keeps the picture's form
    tab.mouse.click(box["x"] + 0.97 * box["width"], box["y"] + 0.03 * box["height"])
    drawn(tab, "What does it read as at row 1, column ")


def test_a_link_leads_to_a_picture_and_a_thumbnail_to_another(address, tab):
    opened(tab, f"{address}/Image?image_set=Concepts&image_track=red")
    drawn(tab, "Where does “red” light up?")
    thumbs = tab.locator(".st-key-image_row-sheet svg image")
    thumbs.first.wait_for()
    thumbs.nth(3).click()
    tab.wait_for_url("**image_row=4*")
