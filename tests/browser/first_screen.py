"""Measures what a person sees of a page before anything is opened.

    python -m tests.browser.first_screen http://localhost:8501 [Text Code ...]

prints it for the pages of an app that runs. The rules, which `first_screen.js` carries out:

Words: what can be read on the page and its bar of links, without the browser's and Streamlit's own
tools. A word is what stands between spaces and has a letter, and within Chinese, Japanese and Thai
what the browser's dictionary calls one; numbers are none. A chart's words count, those of a table's
rows that are shown, and what stands in a field. What is invisible, covered by its own container or
in a part that is not opened counts nothing.

Of a page: the same, with a window as high as the page.

Controls: what can be pressed, moved or written into, outside the bar of links. What belongs
together counts once: a slider, a field with its arrows, a segmented control, a row of tabs, a
table that can be edited. Links are no controls.

First chart: the first that is shown and has letters, as it is drawn; a container whose key is
`chart` or begins with `chart-` counts as one too. Sizes of letters are those on the screen, in CSS
pixels, after all scaling.

Shift: the sum of all layout shifts of a load, where the usual score takes the worst five seconds.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

SCRIPT = Path(__file__).with_name("first_screen.js")
WIDE, NARROW = (1280, 720), (390, 844)
THEMES = ("light", "dark")
QUIET = 1_500
"""Milliseconds without a change after which a page is done."""
TABS = 300
"""Presses of Tab after which a page has no end."""


@dataclass(frozen=True)
class Letters:
    text: str
    size: float


@dataclass(frozen=True)
class Chart:
    """top, bottom, left, right: of the drawing, in pixels of the window. whole: whether all of it
    is in the window. covered: whether something stands over it."""

    top: float
    bottom: float
    left: float
    right: float
    whole: bool
    covered: bool
    letters: list[Letters] = field(repr=False)

    def small(self, least: float) -> list[Letters]:
        return [one for one in self.letters if one.size < least]


@dataclass(frozen=True)
class Wide:
    """A page in a window of `WIDE`. words: on the first screen. page: words of the whole page."""

    chart: Chart | None
    words: list[str] = field(repr=False)
    controls: list[str] = field(repr=False)
    page: list[str] = field(repr=False)
    shift: float


@dataclass(frozen=True)
class Narrow:
    """A page in a window of `NARROW`.

    sideways: pixels by which the page can be scrolled to the side. chart, control: how far down
    the first of them begins, None where there is none. cut: texts that are cut off at a side.
    """

    sideways: float
    chart: float | None
    control: float | None
    cut: list[str]


@dataclass(frozen=True)
class Tabbed:
    """unreached: controls that Tab passes by. unmarked: those that do not show the focus."""

    unreached: list[str]
    unmarked: list[str]


def note(page: Page) -> None:
    """Note from now on what is drawn and what moves; call before a page is opened."""
    page.add_init_script(path=SCRIPT)


def settle(page: Page, patience: float = 120_000) -> None:
    """Wait until nothing runs and nothing changes.

    patience: milliseconds after which `playwright.sync_api.TimeoutError` is raised.
    """
    page.wait_for_function(f"firstScreen.still({QUIET})", polling=100, timeout=patience)


def wide(page: Page) -> Wide:
    """Measure a page that is done."""
    shift = page.evaluate("firstScreen.shift()")
    found = page.evaluate("firstScreen.firstChart()")
    words, controls = _words(page), page.evaluate("firstScreen.controls()")
    with _tall(page):
        whole = _words(page)
    chart = found and Chart(**{**found, "letters": [Letters(**one) for one in found["letters"]]})
    return Wide(chart, words, controls, whole, shift)


def narrow(page: Page) -> Narrow:
    """Measure a page that is done, in a window of `NARROW`."""
    with _tall(page):
        return Narrow(**page.evaluate("firstScreen.narrow()"))


def tabbed(page: Page) -> Tabbed:
    """Press Tab from the page's beginning to its end."""
    page.evaluate("firstScreen.rest()")
    unmarked = []
    for _ in range(TABS):
        page.keyboard.press("Tab")
        page.wait_for_timeout(60)  # a mark fades in
        now = page.evaluate("firstScreen.focused()")
        if now["ended"]:
            break
        if now["unmarked"]:
            unmarked.append(now["unmarked"])
    return Tabbed(page.evaluate("firstScreen.unreached()"), unmarked)


@contextmanager
def _tall(page: Page) -> Iterator[None]:
    """Make the window as high as the page, so that all of it is seen."""
    size = page.viewport_size
    page.set_viewport_size({**size, "height": page.evaluate("firstScreen.height()")})
    settle(page)
    yield
    page.set_viewport_size(size)
    settle(page)


def _words(page: Page) -> list[str]:
    return page.evaluate("firstScreen.words()")


def _report(address: str, names: list[str]) -> None:
    """Print a line a page and theme, and what stands against the first screen."""
    from tests.browser.conftest import ARGUMENTS, CHROMIUM

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for name in names:
            for theme in THEMES:
                page = _opened(browser, f"{address}/{name}", WIDE, theme)
                seen = wide(page)
                page.close()
                chart = seen.chart
                place = f"{chart.top:.0f} to {chart.bottom:.0f}" if chart else "none"
                least = min((one.size for one in chart.letters), default=0) if chart else 0
                print(
                    f"{name or 'Home':10}{theme:6}chart {place}"
                    f"{' whole' if chart and chart.whole and not chart.covered else ''}, "
                    f"letters from {least:.1f} px, words {len(seen.words)} of {len(seen.page)}, "
                    f"controls {len(seen.controls)}, shift {seen.shift:.3f}"
                )
            print(f"{'':10}{', '.join(seen.controls)}")
            page = _opened(browser, f"{address}/{name}", NARROW, THEMES[0])
            print(f"{'':10}{narrow(page)}", flush=True)
            page.close()
        browser.close()


def _opened(browser, address: str, size: tuple[int, int], theme: str) -> Page:
    page = browser.new_page(
        viewport={"width": size[0], "height": size[1]}, color_scheme=theme
    )  # fmt: skip
    note(page)
    page.goto(address)
    settle(page)
    return page


if __name__ == "__main__":
    from semhub.ui.shared.door import ADDRESSES

    _report(sys.argv[1].rstrip("/"), sys.argv[2:] or list(ADDRESSES))
