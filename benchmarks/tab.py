"""A tab of a real browser, and what a server and the browser spend on what a person does in it.

The tab reads what goes over its page's socket. So it knows which runs of the page were asked for
and which have ended, and never takes a chart that was there before for one that has come.
"""

from __future__ import annotations

import importlib.util
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.visitor import Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, WebSocket

PATIENCE = 180.0
"""Seconds until a page that does not end fails."""
QUIET = 0.5
"""Seconds without a run asked for, under way or just ended, after which there comes no other."""
LOOK = 20
"""Milliseconds between two looks."""
SIZE = {"width": 1280, "height": 1000}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
NOTE = """new MutationObserver(all => {
    if (all.some(one => !one.target.parentElement?.closest("header"))) window.changed = Date.now()
}).observe(document, {subtree: true, childList: true, characterData: true})"""
"""Notes when what is on the page changed last; its header says whether it is running."""


def program() -> str | None:
    """Debian's browser; None where it is not there."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def absent() -> tuple[str, ...]:
    """Sentences on what is not here and has to be; none where a browser can be driven."""
    found = []
    if importlib.util.find_spec("playwright") is None:
        found.append("playwright is not installed (requirements-dev.txt).")
    if program() is None:
        found.append("There is no chromium here, which Debian has in its package `chromium`.")
    return tuple(found)


@contextmanager
def launched() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass(frozen=True)
class Spent:
    """Seconds: of the processor, by the server and by all processes of the browser; by the
    clock."""

    server: float
    browser: float
    clock: float

    def __sub__(self, before: Spent) -> Spent:
        return Spent(
            self.server - before.server, self.browser - before.browser, self.clock - before.clock
        )


class Runs:
    """Which runs of a page its tab asked for, and which have ended, from the socket's messages."""

    def __init__(self) -> None:
        self.expect()

    def expect(self) -> None:
        """Forget what was; from now on a run has to be asked for before one can have ended."""
        self._asked = self._goes_on = False
        self.last = time.time()

    @property
    def have_ended(self) -> bool:
        return self._asked and not self._goes_on

    def sent(self, message: bytes) -> None:
        if BackMsg.FromString(message).WhichOneof("type") == "rerun_script":
            self._asked = self._goes_on = True
            self.last = time.time()

    def received(self, message: bytes) -> None:
        found = ForwardMsg.FromString(message)
        kind = found.WhichOneof("type")
        if kind == "new_session":
            self._goes_on = True
        elif kind == "script_finished":
            # One that ended early makes way for another.
            self._goes_on = found.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
        else:
            return
        self.last = time.time()


class Tab:
    """A tab in which nothing is kept from before.

    since: when the server was started, in seconds of `time.time`.
    """

    def __init__(self, browser: Browser, server: Server, since: float) -> None:
        self._server, self._runs = server, Runs()
        self._processes = browser.new_browser_cdp_session()
        self._zero = Spent(0, self._browser, since)
        self.page = browser.new_page(viewport=SIZE)
        self.page.set_default_timeout(1000 * PATIENCE)
        self.page.add_init_script(NOTE)
        self.page.on("websocket", self._listen)

    def open(self, link: str) -> None:
        """Go to a page of the server; returns before its run has ended."""
        self._runs.expect()
        self.page.goto(f"http://localhost:{self._server.port}/{link}")

    def spent(self) -> Spent:
        """All since the server's start; of the browser, since this tab is there."""
        return Spent(self._server.work, self._browser, time.time()) - self._zero

    def ended(self, quiet: float = 0.0) -> None:
        """Wait until the runs have ended and for so many seconds no other was asked for. Raises
        `TimeoutError` where none was, or one does not end."""
        until = time.time() + PATIENCE
        while not (self._runs.have_ended and time.time() - self._runs.last >= quiet):
            if time.time() > until:
                raise TimeoutError(f"In {PATIENCE:.0f} seconds no run of the page ended.")
            self.page.wait_for_timeout(LOOK)

    def spent_on(self, act: Callable[[], object]) -> Spent:
        """Do something that the server is told of, and wait for the end of its run; by the clock,
        until that or until the page changed last, whichever is later."""
        self._runs.expect()
        before = self.spent()
        act()
        self.ended(QUIET)
        after = self.spent()
        end = max(self._runs.last, self.page.evaluate("window.changed") / 1000)
        return Spent(after.server, after.browser, end - self._zero.clock) - before

    @property
    def _browser(self) -> float:
        """Seconds of the processor of all its processes."""
        found = self._processes.send("SystemInfo.getProcessInfo")["processInfo"]
        return sum(one["cpuTime"] for one in found)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framesent", self._runs.sent)
        socket.on("framereceived", self._runs.received)


@contextmanager
def tab_on(browser: Browser, server: Server, since: float = 0.0) -> Iterator[Tab]:
    tab = Tab(browser, server, since)
    yield tab
    tab.page.close()
