"""On a machine that has no font but a Latin one, every letter is drawn, and no page fetches more
than its letters need."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Page, Response

from semhub import datasets, resources
from tests.browser.conftest import CHROMIUM, PATIENCE, READY, needs_chromium, opened, served
from tests.test_fonts import FACES, named

pytestmark = needs_chromium

FIRST = "鬱灣鱶龠々ぬヰㄅㅋ뷁한ก欢㿿"
LATER = "嘆驛壽國学廣뜗괢ぱヱㄜㅠ①凜㿿"
"""Letters of many parts, no two alike, and at the end one that no font here has."""

TABLE = f"""
import streamlit as st
from starlette.middleware import Middleware

from semhub.ui.shared import frame
from semhub.ui.shared.door import Door

if __name__ == "__main__":
    with frame.around():
        letters = {LATER!r} if st.button("Later") else {FIRST!r}
        st.dataframe({{"letter": [*letters]}}, height=700, row_height=36, hide_index=True)
        st.text(f"Down to {{letters[-2]}}")
else:
    app = st.App(__file__, middleware=[Middleware(Door)])
"""

COUNTED = """
window.drawn = 0
const draw = CanvasRenderingContext2D.prototype.fillText
CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
    window.drawn += text === "鬱"
    return draw.call(this, text, ...place)
}
"""
"""Counts how often a letter of a table is drawn."""


@pytest.fixture
def bare_tab(browser, tmp_path) -> Iterator[Page]:
    """A browser on a machine with one font, of Latin letters."""
    shutil.copy(resources.FONTS / "SemhubSans-Regular.ttf", tmp_path)
    settings = tmp_path / "fonts.conf"
    settings.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{tmp_path}</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>"
    )
    bare = browser.browser_type.launch(
        executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"],
        env=os.environ | {"FONTCONFIG_FILE": str(settings)},
    )  # fmt: skip
    page = bare.new_page(viewport={"width": 1280, "height": 1000})
    page.set_default_timeout(PATIENCE)
    yield page
    bare.close()


@pytest.fixture
def table(tmp_path) -> Iterator[str]:
    """The address of an app that is a table of letters within the frame of every page."""
    app = tmp_path / "app"
    app.mkdir()
    (app / "app.py").write_text(TABLE)
    for name in ("pages", "static", ".streamlit"):
        (app / name).symlink_to(resources.ROOT / name)
    with served(app / "app.py") as address:
        yield address


def boxes(tab: Page, letters: str) -> list[str]:
    """Which letters of a table look like the last one."""
    place = tab.locator("[data-testid=data-grid-canvas]").bounding_box()
    left, top, cell = place["x"] + 2, place["y"] + 4, {"width": 60, "height": 28}
    *seen, missing = [
        tab.screenshot(clip={"x": left, "y": top + 36 * (k + 1), **cell})
        for k in range(len(letters))
    ]
    return [letter for letter, cell in zip(letters[:-1], seen, strict=True) if cell == missing]


def test_a_table_draws_every_letter_on_a_machine_without_its_font(table, bare_tab):
    bare_tab.goto(table)
    for letters in (FIRST, LATER):
        bare_tab.get_by_text(f"Down to {letters[-2]}").wait_for()
        bare_tab.wait_for_selector(READY)
        bare_tab.wait_for_function("document.fonts.status == 'loaded'")
        bare_tab.wait_for_timeout(2000)
        assert boxes(bare_tab, letters) == []
        bare_tab.get_by_role("button", name="Later").click()


def test_a_font_that_arrives_draws_a_table_anew(table, bare_tab):
    bare_tab.add_init_script(COUNTED)
    bare_tab.goto(table)
    bare_tab.get_by_text(f"Down to {FIRST[-2]}").wait_for()
    bare_tab.wait_for_selector(READY)
    bare_tab.wait_for_function("document.fonts.status == 'loaded' && window.drawn")
    bare_tab.wait_for_timeout(2000)
    before = bare_tab.evaluate("window.drawn")
    bare_tab.evaluate("document.fonts.load('16px \"Semhub Tamil\"', 'த')")
    bare_tab.wait_for_function(f"window.drawn > {before}", timeout=5_000)


def test_a_page_fetches_no_font_of_which_it_shows_no_letter(address, tab):
    fetched: list[Response] = []
    tab.on("response", lambda response: fetched.append(response))
    opened(tab, f"{address}/Text?set=Everyday&a=Chinese&b=Japanese&table=true")
    table = datasets.table("everyday")
    shown = {*map(ord, tab.evaluate("document.documentElement.textContent"))}
    shown |= {ord(letter) for code in ("zh", "ja") for text in table[code] for letter in text}
    last = {code: face["url"] for face in FACES for code in named(face)}
    needed = {Path(last[code]).name for code in shown & last.keys()}
    own = {Path(urlsplit(unquote(r.url)).path).name for r in fetched if "/static/fonts/" in r.url}
    assert {"first.woff2", "han-00.woff2"} <= own <= needed
    assert not any(re.search("rare|hangul|thai", name) for name in own)


def test_a_page_without_such_letters_fetches_none_of_our_fonts(address, tab):
    fetched: list[Response] = []
    tab.on("response", lambda response: fetched.append(response))
    tab.goto(f"{address}/Results")
    tab.wait_for_selector(READY)
    tab.wait_for_timeout(1000)
    assert [response.url for response in fetched if "/static/fonts/" in response.url] == []
