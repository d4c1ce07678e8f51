"""The audio page in a real browser: a link, a click, and a microphone that beeps."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ARGUMENTS, CHROMIUM, PATIENCE, needs_chromium, opened, wait_for

pytestmark = needs_chromium

PAGE = "Audio?audio_by=Logit+lens"


@pytest.fixture
def microphone(browser):
    """A tab whose microphone beeps once a second, and may be used."""
    fake = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    beeping = browser.browser_type.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *fake])
    page = beeping.new_page(viewport={"width": 1280, "height": 1000}, permissions=["microphone"])
    page.set_default_timeout(PATIENCE)
    yield page
    beeping.close()


def test_what_the_microphone_hears_is_drawn_as_a_spectrogram_and_read(address, microphone):
    tab = microphone
    tab.goto(f"{address}/{PAGE}&audio_from=Microphone")
    tab.get_by_role("button", name="Record").click()
    stop = tab.get_by_role("button", name="Stop recording")
    stop.wait_for()
    tab.wait_for_timeout(3000)
    stop.click()
    tab.get_by_text("Can I trust this?").wait_for()
    tab.get_by_role("heading", name="What does semhub-nano hear at layer").wait_for()
    chart = tab.locator(".st-key-audio_chart svg.marks")
    for part in ("waveform", "1 kHz", "reads as"):
        wait_for(tab, part)
    expect(chart.locator("image")).to_have_attribute("href", re.compile("^data:image/"))


def test_a_link_leads_to_a_call_and_a_click_reads_another_moment(address, tab):
    opened(tab, f"{address}/{PAGE}&audio_set=Animal+calls&audio_row=7%3A+call+of+a+dog")
    drawn = tab.locator(".st-key-audio_chart svg.marks image")
    drawn.scroll_into_view_if_needed()
    drawn = drawn.bounding_box()
    tab.mouse.click(drawn["x"] + 2, drawn["y"] + drawn["height"] / 2)
    tab.get_by_role("heading", name="What does it read as at 0.00 to 0.04 s?").wait_for()
