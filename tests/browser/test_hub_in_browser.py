"""The hub page in a real browser: a link on a fresh server, the layer slider, a click on a cell."""

from __future__ import annotations

from tests.browser.conftest import READY, needs_chromium, opened, wait_for

pytestmark = needs_chromium

FEW = "hub_world=English&hub_world=Chinese&hub_world=Code"


def drawn(tab, text: str) -> None:
    """A chart without a selection has no key of its own in the page: it is found by its title."""
    tab.locator("svg text", has_text=text).first.wait_for()


def test_a_link_opens_layer_pair_and_data_types_on_a_fresh_server(address, tab):
    opened(tab, f"{address}/Hub?{FEW}&hub_layer=3&hub_pair=English+and+Code")
    wait_for(tab, "hub_matrix", "Which data types meet at layer 3?")
    drawn(tab, "Where do English and Code meet, among all pairs?")
    drawn(tab, "Which English item is near which Code item?")
    names = tab.locator(".st-key-hub_matrix svg text").evaluate_all(
        "all => all.map(t => t.textContent)"
    )
    assert {"English", "Chinese", "Code"} <= set(names) and "French" not in names


def test_the_layer_slider_moves_all_charts_and_goes_into_the_link(address, tab):
    opened(tab, f"{address}/Hub?{FEW}&hub_layer=3")
    tab.locator(".st-key-hub_layer").get_by_role("slider").focus()
    tab.keyboard.press("ArrowRight")
    wait_for(tab, "hub_matrix", "Which data types meet at layer 4?")
    drawn(tab, "layer 4:")
    drawn(tab, "at layer 4")
    assert "hub_layer=4" in tab.url


def test_a_click_on_a_cell_shows_its_curve_and_its_items(address, tab):
    opened(tab, f"{address}/Hub?{FEW}")
    number = tab.locator(".st-key-hub_matrix svg .mark-text text").first.bounding_box()
    tab.mouse.click(number["x"] + number["width"] / 2, number["y"] + number["height"] / 2)
    drawn(tab, "Where do English and Chinese meet, among all pairs?")
    drawn(tab, "Which English item is near which Chinese item?")
    tab.wait_for_selector(READY)
    assert "hub_pair=English" in tab.url
