"""The browser's Back, addresses that no page has, and “Copy link”, in a browser and on a server."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, unquote_plus, urlsplit

import pytest
from playwright.sync_api import Page

from semhub.ui.shared.door import ADDRESSES
from tests.browser.conftest import READY, needs_chromium, opened

pytestmark = needs_chromium

PAIRS = "Which pairs find each other"
STILL = 700
"""Milliseconds for which nothing runs when a page is done."""


def still(tab: Page) -> None:
    """Wait until a click was sent and nothing has run for a while."""
    tab.wait_for_timeout(STILL)
    quiet = f"""() => {{
        const app = document.querySelector('{READY}');
        window.since = app ? window.since ?? performance.now() : undefined;
        return app && performance.now() - window.since > {STILL};
    }}"""
    tab.wait_for_function(quiet, polling=100)
    tab.evaluate("window.since = undefined")


def follow(tab: Page, name: str) -> None:
    tab.get_by_role("link", name=name, exact=True).first.click()
    still(tab)


def choose(tab: Page, label: str, option: str) -> None:
    tab.locator(".stSelectbox", has_text=label).first.locator("input").click()
    tab.get_by_role("option", name=option, exact=True).click()
    still(tab)


def chosen(tab: Page, label: str) -> str:
    box = tab.locator(".stSelectbox", has_text=label).first
    return box.locator("input").input_value() or box.inner_text().split("\n")[-1]


def step(tab: Page, key: str, arrow: str = "ArrowRight", section: str = "") -> str:
    """Move a slider by one, and return where the link says that it stands.

    section: words of the heading that opens the slider's section, where it has one.
    """
    slider = tab.locator(f".st-key-{key}").get_by_role("slider")
    if section and not slider.count():
        tab.get_by_text(section).click()
    slider.focus()
    tab.keyboard.press(arrow)
    still(tab)
    return asked(tab)[key]


def asked(tab: Page) -> dict[str, str]:
    """The parameters in the address bar."""
    return {key: value[0] for key, value in parse_qs(urlsplit(tab.url).query).items()}


def path(tab: Page) -> str:
    return urlsplit(tab.url).path


def test_back_returns_to_the_page_as_it_was(address, tab):
    opened(tab, f"{address}/Text")
    choose(tab, "Language A", "French")
    choose(tab, "Sentences", "Concepts")
    layer = step(tab, "layer", section=PAIRS)
    follow(tab, "Hub")
    assert path(tab) == "/Hub"
    tab.go_back()
    still(tab)
    assert path(tab) == "/Text" and asked(tab)["layer"] == layer
    assert chosen(tab, "Language A") == "French"
    tab.get_by_text("Where do French and Chinese meet?").first.wait_for()
    tab.go_forward()
    still(tab)
    assert path(tab) == "/Hub"


def test_what_is_chosen_within_a_page_takes_no_step_of_back(address, tab):
    opened(tab, f"{address}/Text")
    follow(tab, "Emergence")
    for _ in range(2):
        step(tab, "emergence_checkpoint", "ArrowLeft")
    choose(tab, "Data type A", "French")
    tab.go_back()
    still(tab)
    assert path(tab) == "/Text"


def test_a_link_that_says_what_is_usual_leaves_one_entry_in_the_history(address, tab):
    tab.goto("about:blank")
    opened(tab, f"{address}/Text?model=semhub-nano&set=World&a=English&b=Chinese&pool=auto")
    follow(tab, "Home")
    tab.go_back()
    still(tab)
    assert path(tab) == "/Text"
    tab.go_back()
    assert tab.url == "about:blank"


def test_back_undoes_a_layer_that_was_chosen_on_a_later_visit(address, tab):
    opened(tab, f"{address}/Text")
    follow(tab, "Results")
    follow(tab, "Text")
    tab.get_by_text("Can I trust this?").wait_for()
    step(tab, "layer", section=PAIRS)
    assert "layer" in asked(tab)
    tab.go_back()
    still(tab)
    tab.go_back()
    tab.get_by_text("Can I trust this?").wait_for()
    still(tab)
    assert "layer" not in asked(tab)


@pytest.mark.parametrize("wrong", ["Foo", "Text/foo", "foo/Text?set=World", "text", "<b>a</b>"])
def test_an_address_that_no_page_has_says_so_and_offers_the_pages(address, tab, wrong):
    answer = tab.goto(f"{address}/{wrong}")
    assert answer.status == 404
    sentence = f"There is no page “{unquote_plus(wrong).split('?')[0]}” here"
    assert sentence in tab.locator("body").inner_text()
    links = tab.locator("nav a").evaluate_all("all => all.map(link => [link.text, link.href])")
    assert links == [[name, f"{address}/{page}"] for page, name in ADDRESSES.items()]
    assert tab.get_by_role("dialog").count() == 0


@pytest.mark.parametrize("page", ADDRESSES)
def test_the_address_of_a_page_opens_it(address, tab, page):
    assert tab.goto(f"{address}/{page}/" if page else address).status == 200
    tab.wait_for_selector(READY)
    assert path(tab) == f"/{page}"
    tab.get_by_role("button", name="Copy link").wait_for()


def test_copy_link_copies_what_is_chosen_and_what_is_usual(address, tab):
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(tab, f"{address}/Text")
    choose(tab, "Language A", "French")
    layer = step(tab, "layer", section=PAIRS)
    button = tab.get_by_role("button", name="Copy link")
    button.focus()
    tab.keyboard.press("Enter")
    tab.locator(".st-key-copy_link [role=status]", has_text="Copied").wait_for(state="attached")
    link = urlsplit(tab.evaluate("navigator.clipboard.readText()"))
    assert (link.scheme, link.netloc, link.path) == (*urlsplit(address)[:2], "/Text")
    copied = {key: value[0] for key, value in parse_qs(link.query).items()}
    assert copied | {"a": "French", "b": "Chinese", "set": "World", "layer": layer} == copied
    opened(tab, link.geturl())
    tab.get_by_text("Where do French and Chinese meet?").first.wait_for()
    tab.get_by_text(f"{PAIRS} at layer {layer}?").wait_for()


@pytest.mark.parametrize("helps", [True, False])
def test_over_http_the_link_is_copied_or_shown_to_be_copied(address, tab, helps):
    """Over http a browser has no `navigator.clipboard`."""
    tab.add_init_script(
        "Object.defineProperty(navigator, 'clipboard', {value: undefined});"
        f"document.execCommand = () => {json.dumps(helps)}"
    )
    tab.goto(f"{address}/Results")
    still(tab)
    tab.get_by_role("button", name="Copy link").click()
    shown = tab.get_by_role("textbox", name="Copy this link:")
    status = tab.locator(".st-key-copy_link [role=status]")
    if helps:
        assert status.inner_text() == "Copied" and not shown.is_visible()
    else:
        assert "the link is selected" in status.inner_text()
        assert shown.input_value() == f"{address}/Results"
        tab.keyboard.press("Escape")
        assert not shown.is_visible()
