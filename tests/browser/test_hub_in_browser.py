"""The hub page in a real browser: a link on a fresh server, the layer slider, a click on a cell."""

from __future__ import annotations

from tests.browser.conftest import READY, needs_chromium, opened, wait_for

pytestmark = needs_chromium

TOPS = """() => [...document.querySelectorAll('[data-testid=stVegaLiteChart]')]
    .map(chart => chart.getBoundingClientRect().top)"""
"""How far down each chart of the page begins."""

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


def test_the_recorded_result_gives_way_to_the_live_one_without_a_move(address, tab):
    tab.goto(f"{address}/Hub")
    drawn(tab, "Which data types meet at layer")
    tab.get_by_text("A recorded result").wait_for()
    before = tab.evaluate(TOPS)
    assert len(before) == 1
    drawn(tab, "Do items that mean the same lie together?")
    tab.get_by_text("Can I trust this?").wait_for()
    tab.wait_for_selector(READY)
    assert tab.get_by_text("A recorded result").count() == 0
    after = tab.evaluate(TOPS)
    assert len(after) == 3 and abs(after[0] - before[0]) < 1


def test_while_another_metric_is_worked_out_the_charts_before_stay(address, tab):
    opened(tab, f"{address}/Hub?{FEW}")
    count = f"window.least = Math.min(window.least, ({TOPS})().length)"
    tab.evaluate(f"() => {{ window.least = 9; setInterval(() => {{ {count} }}) }}")
    tab.locator(".st-key-hub_metric input").click()
    tab.get_by_role("option", name="CKA").click()
    drawn(tab, "CKA")
    tab.wait_for_selector(READY)
    assert tab.evaluate("window.least") == 3


def test_a_page_that_was_stopped_says_so_and_goes_on(address, tab):
    tab.goto(f"{address}/Hub?hub_metric=Shared+neighbours")
    stopped = tab.locator(".st-key-stopped")
    tab.wait_for_selector(".stProgress")
    assert not stopped.is_visible()
    tab.get_by_role("button", name="Stop").click()
    tab.get_by_role("button", name="Continue").wait_for()
    assert stopped.is_visible() and not tab.locator(".stProgress").is_visible()
    tab.get_by_role("button", name="Continue").click()
    tab.get_by_text("Can I trust this?").wait_for()
    tab.wait_for_selector(READY)
    assert not stopped.is_visible()
