"""Opens every page, and takes every file that its first screen offers, on a machine that reaches
nothing but itself.

    unshare -n python -m tests.browser.offline

prints a line of JSON a page; `test_offline.py` judges it.
"""

from __future__ import annotations

import fcntl
import json
import re
import socket
import struct
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from semhub.ui.shared.door import ADDRESSES
from tests.browser.conftest import ARGUMENTS, CHROMIUM, PATIENCE, READY, ROOT, served

GET_FLAGS, SET_FLAGS, UP = 0x8913, 0x8914, 0x1
"""Of Linux (netdevice(7)): how an interface is brought up."""
LINKS = {"Hub": "?hub_set=Concepts&hub_concepts=English&hub_concepts=Chinese"}
"""Of a page that reads thousands of items by itself: a link to few of them."""
CHART = ".stVegaLiteChart svg"
MENUS = re.compile("^(Download|Keep this)$")
PROBED = ("/_stcore/health", "/_stcore/host-config")
"""Where Streamlit looks, below the address of a page, for the root of its server; in vain, and its
console says so."""
FONTS = """
Promise.all([...document.fonts].map(face => face.load().then(() => "", () => face.family)))
    .then(families => ({all: families.length, failed: families.filter(Boolean)}))
"""


def loopback() -> None:
    """Bring up the one interface of a new namespace, which is down at first."""
    with socket.socket() as any_socket:
        request = struct.pack("16sH14s", b"lo", 0, b"")
        answer = fcntl.ioctl(any_socket, GET_FLAGS, request)
        flags = struct.unpack("16sH14s", answer)[1]
        fcntl.ioctl(any_socket, SET_FLAGS, struct.pack("16sH14s", b"lo", flags | UP, b""))


def reached() -> bool:
    """Whether anything outside can be reached."""
    with suppress(OSError), socket.create_connection(("192.0.2.1", 80), timeout=2):
        return True
    with suppress(OSError):
        return bool(socket.getaddrinfo("huggingface.co", 443))
    return False


def looked_at(tab: Page, address: str, name: str, asked: list[str], said: list[str]) -> dict:
    """Open a page and take its files. asked, said: where the tab's requests and errors go."""
    asked.clear()
    said.clear()
    tab.goto(f"{address}/{name}{LINKS.get(name, '')}")
    tab.locator(CHART).first.wait_for()
    tab.wait_for_selector(READY)
    return {
        "page": ADDRESSES[name],
        "files": files(tab),
        "exceptions": tab.locator(".stException").count(),
        "elsewhere": [url for url in asked if not url.startswith(own(address))],
        "errors": [one for one in said if not one.endswith(PROBED)],
    }


def own(address: str) -> tuple[str, ...]:
    """How addresses begin that are no other machine's."""
    host = address.removeprefix("http://")
    return (address, f"ws://{host}", f"blob:{address}", "data:")


def files(tab: Page) -> dict[str, str]:
    """Take each file of each menu that is shown: its name -> how it begins, in hexadecimal."""
    taken = {}
    for menu in tab.get_by_role("button", name=MENUS).all():
        menu.click()
        for button in tab.locator("[data-testid=stDownloadButton] button:visible").all():
            with tab.expect_download() as coming:
                button.click()
            begins = Path(coming.value.path()).read_bytes()[:4]
            taken[coming.value.suggested_filename] = begins.hex()
        tab.keyboard.press("Escape")
    return taken


def watched(tab: Page) -> tuple[list[str], list[str]]:
    """Note what a tab asks for, and what its console says is wrong, with the address."""
    asked: list[str] = []
    said: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("websocket", lambda opened: asked.append(opened.url))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on(
        "console",
        lambda one: one.type == "error" and said.append(f"{one.text} {one.location['url']}"),
    )
    return asked, said


def main() -> None:
    loopback()
    print(json.dumps({"reached": reached()}), flush=True)
    with (
        served(ROOT / "app.py", HF_HUB_OFFLINE="0") as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        tab = browser.new_page(viewport={"width": 1280, "height": 1000})
        tab.set_default_timeout(PATIENCE)
        asked, said = watched(tab)
        for name in ADDRESSES:
            print(json.dumps(looked_at(tab, address, name, asked, said)), flush=True)
        print(json.dumps({"fonts": tab.evaluate(FONTS)}), flush=True)
        browser.close()


if __name__ == "__main__":
    main()
