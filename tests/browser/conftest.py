"""What the browser's tests share: a server, a tab, and how to know that a page is done."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
READY = '[data-testid="stApp"][data-test-script-state="notRunning"]'
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking",
]  # fmt: skip
PATIENCE = 120_000  # milliseconds; a loaded machine takes a while to import torch

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed")


@contextmanager
def served(app: Path, **settings: str) -> Iterator[str]:
    """The address of a server of its own, fresh, on a free port. settings: of its environment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", app.name, "--server.headless=true",
         "--server.address=127.0.0.1", f"--server.port={port}"],
        env=os.environ | {"HF_HUB_OFFLINE": "1", "PYTHONPATH": str(ROOT)} | settings,
        cwd=app.parent,
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


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The app's, for all files; one that is about a fresh server has a fixture of this name."""
    with served(ROOT / "app.py") as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One a file and not one for all: while it is there, no other event loop runs."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def tab(browser) -> Iterator[Page]:
    """A tab of a browser in which nothing is kept."""
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.set_default_timeout(PATIENCE)
    yield page
    page.close()


def opened(tab: Page, address: str) -> None:
    """Go there, and wait until the page stands still: its last element is there, all is drawn."""
    tab.goto(address)
    tab.get_by_text("Can I trust this?").wait_for()
    tab.wait_for_selector(READY)
    tab.wait_for_timeout(1000)


def wait_for(tab: Page, text: str) -> None:
    tab.get_by_text(text).first.wait_for()
