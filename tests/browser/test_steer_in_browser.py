"""The steer page as a person meets it: a preset by its link, another from the list, several layers
at once, and a cell clicked."""

from __future__ import annotations

from tests.browser.conftest import needs_chromium, opened

pytestmark = needs_chromium


def test_a_preset_is_pushed_and_a_clicked_cell_is_pushed_next(address, tab):
    opened(
        tab,
        f"{address}/Steer?steer_push=An+animal+across+all+spokes&steer_while=Picture"
        "&steer_sweep=true",
    )
    tab.get_by_text("answers to pictures change as intended").wait_for()

    tab.locator(".st-key-steer_push input").click()
    tab.get_by_role("option", name="The animal in a sound").click()
    tab.get_by_text("answers to animals’ calls change as intended").wait_for()
    tab.get_by_text("Pushed at layer 8").wait_for()

    tab.get_by_text("How is it pushed?").click()
    tab.get_by_text("Several layers", exact=True).click()
    tab.get_by_text("Pushed at layers 7 to 9").wait_for()
    tab.locator(".st-key-steer_layers input").first.focus()
    tab.keyboard.press("ArrowLeft")
    tab.get_by_text("Pushed at layers 6 to 9").wait_for()
    tab.wait_for_url("**steer_layers=6&steer_layers=9*")

    cell = tab.locator(".st-key-steer_map svg .mark-rect path").nth(9)  # the first row's last one
    cell.wait_for()
    cell.scroll_into_view_if_needed()
    cell.click(force=True)
    tab.get_by_text("Pushed at layer 10").wait_for()
    tab.wait_for_url("**steer_layer=10*")
    tab.wait_for_url(lambda url: "steer_layers" not in url)
    assert "steer_strength=8" in tab.url
