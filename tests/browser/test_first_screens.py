"""Every page answers on its first screen: one whole chart in letters that can be read, few words,
few controls, nothing that jumps, and on a phone the chart first and nothing cut off.

    pytest tests/browser/test_first_screens.py -k Text

takes one page; `python -m tests.browser.first_screen` prints the numbers of an app that runs, and
its docstring has the rules by which they are found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cache

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from semhub.ui.shared.door import ADDRESSES
from tests.browser import first_screen
from tests.browser.conftest import PATIENCE, needs_chromium

pytestmark = needs_chromium

LEAST = 14
"""Pixels of the smallest letter on a chart."""
FIRST_WORDS, PAGE_WORDS, CONTROLS, SHIFT = 120, 250, 5, 0.1
"""The most of them: words on the first screen and on the page, controls, and layout shift."""
LOADS = 3

Open = Callable[[str, tuple[int, int], str], AbstractContextManager[Page]]
PAGES = pytest.mark.parametrize("page", ADDRESSES, ids=ADDRESSES.values())
THEMES = pytest.mark.parametrize("theme", first_screen.THEMES)
LIGHT, _ = first_screen.THEMES


@dataclass(frozen=True)
class Seen:
    """A page in a wide window. grave: what axe calls serious or critical, and where. tabbed: what
    Tab reaches, in light."""

    wide: first_screen.Wide
    grave: dict[str, list[str]]
    tabbed: first_screen.Tabbed | None


@pytest.fixture(scope="module")
def opened(address, browser) -> Open:
    """Opens a page in a window of this size and theme, and waits until it is done."""

    @contextmanager
    def open_page(name: str, size: tuple[int, int], theme: str) -> Iterator[Page]:
        page = browser.new_page(
            viewport={"width": size[0], "height": size[1]}, color_scheme=theme
        )  # fmt: skip
        page.set_default_timeout(PATIENCE)
        first_screen.note(page)
        page.goto(f"{address}/{name}")
        first_screen.settle(page)
        yield page
        page.close()

    return open_page


@pytest.fixture(scope="module")
def look(opened) -> Callable[[str, str], Seen]:
    """Opens a page once in each theme for all that is asked of it."""

    @cache
    def looked(name: str, theme: str) -> Seen:
        with opened(name, first_screen.WIDE, theme) as page:
            wide = first_screen.wide(page)
            found = Axe().run(page).response["violations"]
            tabbed = first_screen.tabbed(page) if theme == LIGHT else None
        grave = {
            one["id"]: [node["html"][:200] for node in one["nodes"]]
            for one in found
            if one["impact"] in ("serious", "critical")
        }
        return Seen(wide, grave, tabbed)

    return looked


@pytest.fixture
def seen(look, page, theme) -> first_screen.Wide:
    return look(page, theme).wide


@PAGES
@THEMES
def test_the_first_chart_is_whole_on_the_first_screen(seen):
    assert seen.chart is not None, "the page shows no chart"
    bottom = first_screen.WIDE[1]
    assert seen.chart.whole, f"{seen.chart.top:.0f} to {seen.chart.bottom:.0f} of {bottom} pixels"
    assert not seen.chart.covered


@PAGES
@THEMES
def test_the_letters_of_the_first_chart_can_be_read(seen):
    assert seen.chart is not None and seen.chart.letters
    assert not seen.chart.small(LEAST)


@PAGES
@THEMES
def test_the_first_screen_has_few_words(seen):
    assert len(seen.words) <= FIRST_WORDS, " ".join(seen.words)


@PAGES
@THEMES
def test_the_first_screen_has_few_controls(seen):
    assert len(seen.controls) <= CONTROLS, seen.controls


@PAGES
@THEMES
def test_a_page_has_few_words_before_something_is_opened(seen):
    assert len(seen.page) <= PAGE_WORDS, " ".join(seen.page)


@PAGES
def test_nothing_jumps_while_a_page_is_loaded(look, opened, page):
    """The calmest of a few loads counts: where a machine has more to do than cores, what the app
    sends at once reaches the screen in several frames."""
    shifts = [look(page, LIGHT).wide.shift]
    while len(shifts) < LOADS and min(shifts) > SHIFT:
        with opened(page, first_screen.WIDE, LIGHT) as shown:
            shifts.append(shown.evaluate("firstScreen.shift()"))
    assert min(shifts) <= SHIFT, shifts


@PAGES
def test_on_a_phone_the_chart_comes_first_and_nothing_is_cut_off(opened, page):
    with opened(page, first_screen.NARROW, LIGHT) as phone:
        found = first_screen.narrow(phone)
    assert found.sideways <= 0
    assert found.chart is not None, "the page shows no chart"
    assert found.control is None or found.chart < found.control
    assert not found.cut


@PAGES
@THEMES
def test_axe_finds_nothing_serious(look, page, theme):
    assert not look(page, theme).grave


@PAGES
def test_tab_reaches_every_control_and_shows_where_it_is(look, page):
    assert look(page, LIGHT).tabbed == first_screen.Tabbed([], [])
