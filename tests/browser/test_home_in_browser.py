"""The tour of the home page, in a browser that comes for the first time and then again."""

from __future__ import annotations

from semhub.ui.home.tour import STEPS
from semhub.ui.home.typed import EXAMPLE
from tests.browser.conftest import needs_chromium

pytestmark = needs_chromium


def test_the_tour_of_a_first_visit_ends_on_a_real_result_and_does_not_come_again(address, tab):
    tab.goto(address)
    for step in STEPS[:-1]:
        tab.get_by_text(step).wait_for()
        tab.get_by_role("button", name="Next").click()
    tab.get_by_text(STEPS[-1]).wait_for()
    tab.get_by_role("button", name="Show me").click()
    tab.get_by_text("两头大大的棕色的猪在河边游泳").wait_for()
    assert tab.get_by_label("Type a sentence").input_value() == EXAMPLE
    tab.goto(address)
    again = tab.get_by_role("button", name="Tour")
    again.wait_for()
    assert not tab.get_by_text(STEPS[0]).is_visible()
    again.click()
    tab.get_by_text(STEPS[0]).wait_for()


def test_the_items_move_by_themselves_to_the_layer_where_most_meet(address, tab):
    tab.goto(f"{address}/")
    layer = tab.locator(".player label")
    layer.filter(has_text="Layer 5").wait_for()
