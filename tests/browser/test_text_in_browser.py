"""The text page as a person meets it: a fresh server, a link, a real browser."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
READY = '[data-testid="stApp"][data-test-script-state="notRunning"]'
PATIENCE = 60_000  # milliseconds; a loaded machine takes a while to import torch

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A server of its own, fresh, on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true",
         "--server.address=127.0.0.1", f"--server.port={port}"],
        cwd=ROOT, env=os.environ | {"HF_HUB_OFFLINE": "1"},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


@pytest.fixture
def tab() -> Iterator[Page]:
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                 "--disable-background-networking"]  # fmt: skip
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.set_default_timeout(PATIENCE)
        yield page
        browser.close()


def opened(tab: Page, address: str) -> None:
    """Go there, and wait until the page stands still: its last element is there, all is drawn."""
    tab.goto(address)
    tab.get_by_text("Can I trust this?").wait_for()
    tab.wait_for_selector(READY)
    tab.wait_for_timeout(1000)


def wait_for(tab: Page, key: str, text: str) -> None:
    tab.locator(f".st-key-{key} svg text", has_text=text).first.wait_for()


def test_a_sentence_edited_in_the_table_is_read_in_the_cell_that_is_clicked(address, tab):
    opened(tab, f"{address}/Text?set=World&a=Spanish&b=German")
    wait_for(tab, "curve", "Where do Spanish and German meet?")

    table = tab.locator("[data-testid=stDataFrame]").first.bounding_box()
    tab.mouse.dblclick(table["x"] + 200, table["y"] + 55)
    tab.wait_for_timeout(500)
    tab.keyboard.press("Control+A")
    # At a person's pace: the table's editor drops what is typed and entered within a few frames.
    tab.keyboard.type("Elefantes", delay=40)
    tab.wait_for_timeout(500)
    tab.keyboard.press("Enter")

    # However the tokenizer cuts it, the lens has a row that is labelled with the word's beginning.
    label = tab.locator(".st-key-grid svg text", has_text=re.compile("^(E|El|Ele.*)$")).last
    label.scroll_into_view_if_needed()
    tab.wait_for_timeout(1000)
    beginning, row = label.text_content(), label.bounding_box()
    lens = tab.locator(".st-key-grid svg.marks").bounding_box()
    tab.mouse.click(lens["x"] + 0.5 * lens["width"], row["y"] + 0.5 * row["height"])
    reading = tab.locator("svg.marks", has_text=f"(“{beginning}”)")
    reading.wait_for()
    bars = reading.locator("text").evaluate_all("all => all.map(t => t.textContent)")
    assert sum(re.fullmatch(r"[01]\.\d{3}", text) is not None for text in bars) == 10


def test_a_click_on_the_curve_shows_the_pairs_at_that_layer(address, tab):
    opened(tab, f"{address}/Text")
    axis = next(
        box
        for text in tab.locator(".st-key-curve svg text").all()
        if text.text_content() == "2" and (box := text.bounding_box())
    )
    tab.mouse.click(axis["x"] + axis["width"] / 2, axis["y"] - 60)
    tab.locator("svg text", has_text="Layer 2; a blue diagonal").wait_for()
    assert "layer=2" in tab.url


def test_no_page_asks_for_anything_beyond_its_own_server(address, tab):
    asked = []
    tab.on("request", lambda request: asked.append(request.url))
    for page in ("/", "/Text"):
        tab.goto(address + page)
        tab.wait_for_selector(READY)
        tab.locator("[data-testid=stVegaLiteChart] svg").first.wait_for()
    own = (address, address.replace("http", "ws"), "data:", "blob:")
    assert [url for url in asked if not url.startswith(own)] == []
