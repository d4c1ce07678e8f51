"""The hub page in a real browser: a link on a fresh server, the layer slider, a click on a cell."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.conftest import READY, ROOT, needs_chromium, opened, served

pytestmark = needs_chromium

PLACES = """() => [...document.querySelectorAll('[data-testid=stVegaLiteChart]')]
    .map(chart => { const r = chart.getBoundingClientRect(); return [r.top, r.bottom] })"""
"""How far down each chart of the page begins and ends."""

MARKS = """() => [...document.querySelectorAll('[class*=st-key-hub_plane] .mark-rule line')]
    .map(line => line.parentElement.outerHTML)"""
"""Where the lines of the plane are that join what means the same."""

FEW = "hub_world=English&hub_world=Chinese&hub_world=Code"
OPEN = f"{FEW}&hub_pairs=true&hub_meet=true"
QUESTION = "Do things that mean the same come together?"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Of a server of this file's own, which knows nothing yet."""
    with served(ROOT / "app.py") as found:
        yield found


def drawn(tab, text: str) -> None:
    """A chart without a selection has no key of its own in the page: it is found by its title."""
    tab.locator("svg text", has_text=text).first.wait_for()


def at_layer(tab, layer: int) -> None:
    """Wait until the plane has come to rest there."""
    tab.locator("svg text", has_text=f"Layer {layer}").first.wait_for()
    tab.wait_for_function(f"window.semhubLayer.at === {layer}")


def test_a_link_opens_layer_pair_and_data_types_on_a_fresh_server(address, tab):
    opened(tab, f"{address}/Hub?{FEW}&hub_layer=3&hub_meet=true&hub_pair=English+and+Code")
    tab.get_by_text("Which data types meet at layer 3?").wait_for()
    tab.get_by_text("Where do English and Code meet, among all pairs?").wait_for()
    tab.get_by_text("Which English item is near which Code item?").wait_for()
    at_layer(tab, 3)
    names = tab.locator(".st-key-hub_matrix svg text").evaluate_all(
        "all => all.map(t => t.textContent)"
    )
    assert {"English", "Chinese", "Code"} <= set(names) and "French" not in names


def test_the_first_screen_holds_the_whole_plane_and_its_player(address, tab):
    tab.set_viewport_size({"width": 1280, "height": 720})
    opened(tab, f"{address}/Hub?{FEW}")
    ((top, bottom),) = tab.evaluate(PLACES)
    assert top > 0 and bottom < 720
    play = tab.get_by_role("button", name="Play").bounding_box()
    assert bottom <= play["y"] and play["y"] + play["height"] < 720
    assert tab.get_by_role("heading", name=QUESTION).is_visible()


def test_at_first_the_plane_plays_from_layer_0_and_comes_to_rest_at_the_answers_layer(address, tab):
    tab.add_init_script("""window.went = []; setInterval(() => {
        const at = window.semhubLayer?.at; if (at != null) window.went.push(at) }, 50)""")
    opened(tab, f"{address}/Hub?{FEW}&hub_layer=4")
    at_layer(tab, 4)
    tab.wait_for_function("window.went.at(-1) === 4")
    went = tab.evaluate("window.went")
    assert went[0] < 0.5 and any(0 < at < 4 for at in went)
    assert went == sorted(went)


def test_play_moves_the_marks_without_running_the_page_and_rests_at_the_last_layer(address, tab):
    opened(tab, f"{address}/Hub?{FEW}&hub_layer=4")
    at_layer(tab, 4)
    tab.get_by_role("button", name="Play").click()
    tab.wait_for_function("window.semhubLayer.at > 1")
    before, at = tab.evaluate(MARKS), tab.evaluate("window.semhubLayer.at")
    tab.wait_for_function(f"window.semhubLayer.at > {at} + 0.5")  # some frames later
    assert before and before != tab.evaluate(MARKS)
    assert tab.locator(READY).count() == 1 and "hub_layer=4" in tab.url
    at_layer(tab, 10)
    tab.wait_for_function("location.search.includes('hub_layer=10')")


def test_where_less_motion_is_wanted_the_plane_stands_and_play_goes_by_whole_layers(address, tab):
    tab.emulate_media(reduced_motion="reduce")
    opened(tab, f"{address}/Hub?{FEW}&hub_layer=4")
    at_layer(tab, 4)
    tab.evaluate("""() => { window.went = []; setInterval(() =>
        window.went.push(window.semhubLayer.at), 20) }""")
    tab.get_by_role("button", name="Play").click()
    tab.wait_for_function("window.semhubLayer.at === 2")
    tab.get_by_role("button", name="Pause").click()
    assert all(at == int(at) for at in tab.evaluate("window.went"))


def test_the_layers_slider_goes_by_the_keyboard_into_the_link_and_all_charts(address, tab):
    opened(tab, f"{address}/Hub?{OPEN}&hub_layer=3")
    at_layer(tab, 3)
    tab.get_by_role("slider", name="Layer").first.focus()
    tab.keyboard.press("ArrowRight")
    at_layer(tab, 4)
    tab.get_by_text("Which data types meet at layer 4?").wait_for()
    tab.wait_for_function("location.search.includes('hub_layer=4')")
    assert tab.locator(".st-key-hub_layer").get_by_role("slider").input_value() == "4"


def test_a_click_on_a_cell_shows_its_curve_and_its_items(address, tab):
    opened(tab, f"{address}/Hub?{OPEN}")
    cell = tab.locator(".st-key-hub_matrix svg .mark-text text").first
    cell.scroll_into_view_if_needed()
    number = cell.bounding_box()
    tab.mouse.click(number["x"] + number["width"] / 2, number["y"] + number["height"] / 2)
    tab.get_by_text("Where do English and Chinese meet, among all pairs?").wait_for()
    tab.get_by_text("Which English item is near which Chinese item?").wait_for()
    tab.wait_for_selector(READY)
    assert "hub_pair=English" in tab.url


def test_the_recorded_result_gives_way_to_the_live_one_without_a_move(address, tab):
    tab.goto(f"{address}/Hub")
    tab.get_by_text("A recorded result").wait_for()
    drawn(tab, "Layer 5")
    before = tab.evaluate(PLACES)
    assert len(before) == 1
    tab.get_by_text("Can I trust this?").wait_for()
    tab.wait_for_selector(READY)
    assert tab.get_by_text("A recorded result").count() == 0
    after = tab.evaluate(PLACES)
    assert len(after) == 1 and abs(after[0][0] - before[0][0]) < 1
    at_layer(tab, 5)


def choose_metric(tab, name: str) -> None:
    tab.get_by_role("button", name="Data types and metric").click()
    tab.locator(".st-key-hub_metric input").click()
    tab.get_by_role("option", name=name).click()


def test_while_another_metric_is_worked_out_the_chart_before_stays(address, tab):
    opened(tab, f"{address}/Hub?{FEW}")
    count = f"window.least = Math.min(window.least, ({PLACES})().length)"
    tab.evaluate(f"() => {{ window.least = 9; setInterval(() => {{ {count} }}) }}")
    choose_metric(tab, "CKA")
    drawn(tab, "mean CKA")
    tab.wait_for_selector(READY)
    assert tab.evaluate("window.least") == 1


def test_a_page_that_was_stopped_keeps_the_result_before_and_continues(address, tab):
    opened(tab, f"{address}/Hub")
    choose_metric(tab, "Shared neighbours")
    stopped = tab.locator(".st-key-stopped")
    tab.wait_for_selector(".stProgress")
    assert not stopped.is_visible()
    tab.keyboard.press("Escape")
    tab.get_by_role("button", name="Stop").click()
    tab.get_by_role("button", name="Continue").wait_for()
    assert stopped.is_visible() and not tab.locator(".stProgress").is_visible()
    tab.wait_for_timeout(1000)
    assert len(tab.evaluate(PLACES)) == 1
    assert tab.get_by_role("heading", name=QUESTION).is_visible()
    assert tab.get_by_text("The result before, of semhub-nano").is_visible()
    tab.get_by_role("button", name="Continue").click()
    drawn(tab, "mean shared neighbours")
    tab.get_by_text("Can I trust this?").wait_for()
    tab.wait_for_selector(READY)
    assert not stopped.is_visible() and tab.get_by_text("The result before").count() == 0
