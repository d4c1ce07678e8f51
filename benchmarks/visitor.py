"""A server of its own, and visitors of it that need no browser: they speak Streamlit's protocol."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from semhub.ui.shared.frame import UNFORESEEN

ROOT = Path(__file__).parents[1]
WAITING = b"Waiting for another visitor"
MARKER = re.compile(rb"zqmark\d{3}")
BIG = 2**28


def marker(number: int) -> str:
    """What one visitor types, and no other."""
    return f"zqmark{number:03d}"


@dataclass
class Seen:
    """What came of one page.

    seconds: to its end. told: seconds until the place in the queue was shown, None where it never
    was. longest: seconds between two messages of the server. errors: sentences of exceptions.
    markers: those of any visitor that were in it.
    """

    page: str
    seconds: float = 0.0
    told: float | None = None
    longest: float = 0.0
    errors: list[str] = field(default_factory=list)
    markers: set[str] = field(default_factory=set)


class Visitor:
    """One session, which opens Home.

    at_chart: what is called at the first chart; what it gives is `first_chart`.
    """

    first_chart = float("nan")

    def __init__(self, port: int, at_chart: Callable[[], float] | None = None) -> None:
        self._at_chart = at_chart
        self._socket = connect(
            f"ws://localhost:{port}/_stcore/stream", subprotocols=["streamlit"], max_size=BIG
        )
        self._pages: dict[str, str] = {}
        self.visit("", {})

    def close(self) -> None:
        self._socket.close()

    def visit(self, page: str, link: Mapping[str, str], patience: float = 600) -> Seen:
        """Open a page by a link and wait for its end."""
        asked = BackMsg()
        asked.rerun_script.query_string = urlencode(link)
        asked.rerun_script.page_script_hash = self._pages.get(page, "")
        asked.rerun_script.context_info.timezone = "UTC"
        seen, begun = Seen(page or "Home"), time.monotonic()
        last = begun
        self._socket.send(asked.SerializeToString())
        while True:
            message = ForwardMsg.FromString(self._socket.recv(timeout=patience))
            now = time.monotonic()
            seen.longest, last = max(seen.longest, now - last), now
            self._look(message, seen, now - begun)
            if message.WhichOneof("type") == "script_finished" and message.script_finished != 2:
                seen.seconds = now - begun
                return seen

    def _look(self, message: ForwardMsg, seen: Seen, at: float) -> None:
        if message.WhichOneof("type") == "navigation":
            for page in message.navigation.app_pages:
                self._pages[page.url_pathname] = page.page_script_hash
        raw = message.SerializeToString()
        seen.markers |= {found.decode() for found in MARKER.findall(raw)}
        if WAITING in raw and seen.told is None:
            seen.told = at
        if message.WhichOneof("type") == "delta":
            element = message.delta.new_element
            if self._at_chart and "vega" in (element.WhichOneof("type") or ""):
                self.first_chart, self._at_chart = self._at_chart(), None
            if element.WhichOneof("type") == "exception":
                seen.errors.append(element.exception.message)
            elif UNFORESEEN.encode() in raw:
                seen.errors.append(UNFORESEEN)


@dataclass(frozen=True)
class Server:
    port: int
    process: subprocess.Popen

    @property
    def memory(self) -> float:
        """Megabytes that the process holds."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024

    @property
    def work(self) -> float:
        """Seconds of processor time that it used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(port: int = 0, script: Path = ROOT / "app.py", **environment: str) -> Iterator[Server]:
    """A server of this app, or of another script, on a free port where none is named."""
    if not port:
        with socket.socket() as free:
            free.bind(("localhost", 0))
            port = free.getsockname()[1]
    options = ["--server.headless=true", f"--server.port={port}", "--server.address=localhost"]
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(script), *options],
        cwd=ROOT, env=os.environ | environment, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(300):
            try:
                urlopen(f"http://localhost:{port}/_stcore/health", timeout=5).close()
                break
            except OSError:
                time.sleep(0.2)
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait(30)
