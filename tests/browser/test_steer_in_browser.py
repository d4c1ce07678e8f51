"""The steer page as a person meets it: a preset by its link, another by a click, several layers at
once, and a cell clicked."""

from __future__ import annotations

from tests.browser.conftest import needs_chromium, opened, wait_for

pytestmark = needs_chromium


def test_a_preset_is_pushed_and_a_clicked_cell_is_pushed_next(address, tab):
    opened(tab, f"{address}/Steer?steer_push=An+animal+across+all+spokes&steer_while=Picture")
    tab.get_by_role("heading", name="changes the answer to pictures in").wait_for()
    wait_for(tab, "steer_map", "At which layer must one push")

    tab.get_by_text("The animal in a sound", exact=True).click()
    tab.get_by_role("heading", name="changes the answer to animals’ calls in").wait_for()
    tab.get_by_text("pushed at layer 8").wait_for()

    tab.get_by_text("Several layers", exact=True).click()
    tab.get_by_text("pushed at layers 7 to 9").wait_for()
    tab.locator(".st-key-steer_layers input").first.focus()
    tab.keyboard.press("ArrowLeft")
    tab.get_by_text("pushed at layers 6 to 9").wait_for()
    tab.wait_for_url("**steer_layers=6&steer_layers=9*")

    cell = tab.locator(".st-key-steer_map svg .mark-rect path").nth(9)  # the first row's last one
    cell.wait_for()
    cell.scroll_into_view_if_needed()
    cell.click(force=True)
    tab.get_by_text("pushed at layer 10").wait_for()
    tab.wait_for_url("**steer_layer=10*")
    tab.wait_for_url(lambda url: "steer_layers" not in url)
    assert "steer_strength=8" in tab.url
