"""How long the pages keep a person waiting: `python -m benchmarks.page_speed`.

Prints milliseconds of server time, warm, the median of several tries: an edited sentence to its
new page (an upper bound, since the test harness's own work is in it), and another layer (the
section that is run again when one is chosen). On the pages Image and Audio: a new picture of 640 by
480, and a new sound of two seconds, dropped in, to everything drawn. On the page Hub: the first
result, all data types of the embedded model read once, and another layer. The home page is timed
from the start of a server of its own to its first chart, in Debian's chromium where that is
installed. So is the page Hub, to the recorded matrix that it shows meanwhile, and to the plane of
what it has just read itself: clicked at once and some seconds later, since a server reads its items
ahead while no page is run (here, in this process, it does not); and linked to, as the very first
page of a server, which then has to load all. Where the machine has other work, so much
processor time as was used by this process is the fairer number; it is said beside the Hub's.
"""

from __future__ import annotations

import io
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np
import PIL.Image
import soundfile
from streamlit.testing.v1 import AppTest

from semhub.similarity import METRICS
from semhub.ui.hub import matrices, screen
from semhub.ui.hub import prefetch as ahead
from semhub.ui.text import meeting

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).parents[1]
TRIES = 7
EDITOR = "editor/world/en/zh"
CHART = "[data-testid=stVegaLiteChart] svg.marks"


def edited_sentence(page: AppTest, number: int) -> float:
    """Milliseconds from an edit of the first row, never seen before, to the finished page."""
    rows = {"0": {"a": f"Two big brown pigs swim by the river {number}."}}
    page.session_state[EDITOR] = {"edited_rows": rows, "added_rows": [], "deleted_rows": []}
    start = time.perf_counter()
    page.run()
    return 1000 * (time.perf_counter() - start)


def another_layer(page: AppTest, layer: int) -> float:
    """Milliseconds that the section takes whose layer is chosen; only it is run again."""
    page.session_state[meeting.CURVE] = {"selection": {"pick": [{"layer": layer}]}}
    return section_of(page, meeting, "meeting")


def section_of(page: AppTest, module: ModuleType, name: str) -> float:
    """Milliseconds of a new run that its section `module.name` takes."""
    taken = []
    section = getattr(module, name)

    def timed(*arguments):
        start = time.perf_counter()
        section(*arguments)
        taken.append(1000 * (time.perf_counter() - start))

    setattr(module, name, timed)
    page.run()
    setattr(module, name, section)
    return taken[0]


def noisy_picture(seed: int) -> bytes:
    pixels = np.random.default_rng(seed).integers(0, 256, (480, 640, 3), dtype=np.uint8)
    file = io.BytesIO()
    PIL.Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def noisy_sound(seed: int) -> bytes:
    file = io.BytesIO()
    samples = np.random.default_rng(seed).normal(0, 0.1, 32_000).clip(-1, 1)
    soundfile.write(file, samples, 16_000, format="WAV")
    return file.getvalue()


def dropped(name: str, key: str, suffix: str, made: Callable[[int], bytes]) -> None:
    """A file dropped into a page of one sense, the first of them and the later ones."""
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=300).run()
    page.switch_page(name)
    page.query_params["model"] = "semhub-nano"
    page.query_params[f"{key}_from"] = "Upload"
    page.run()
    taken = []
    for number in range(TRIES):
        page.file_uploader(key=f"{key}_upload").upload(f"{number}{suffix}", made(number))
        start = time.perf_counter()
        page.run()
        taken.append(1000 * (time.perf_counter() - start))
        assert not page.exception and not page.error
    print(f"{key} dropped in: {statistics.median(taken):.0f} ms, the first {taken[0]:.0f} ms")


def hub() -> None:
    """The first result of the page Hub, model loaded, and each of its layers."""
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=1200).run()
    start, used = time.perf_counter(), time.process_time()
    page.switch_page("pages/6_Hub.py").run()
    taken, used = time.perf_counter() - start, time.process_time() - used
    print(f"hub, first result: {1000 * taken:.0f} ms ({1000 * used:.0f} ms of processor time)")
    page.session_state["hub_pairs"] = True
    for pair in (None, ("en", "zh")):
        page.session_state["hub_pair"] = pair
        page.run()
        moves = []
        for layer in range(TRIES):
            page.query_params[screen.LAYER] = str(layer)
            moves.append(section_of(page, matrices, "section"))
        what = "a pair chosen" if pair else "no pair chosen"
        print(f"hub, another layer, {what}: {statistics.median(moves):.0f} ms")


@contextmanager
def in_browser(path: str = "") -> Iterator[tuple[Page, float]]:
    """A tab on a page, by default home, of a server of its own, and when that was started."""
    from playwright.sync_api import sync_playwright

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        tab = browser.new_page()
        tab.set_default_timeout(120_000)
        start = time.perf_counter()
        command = [sys.executable, "-m", "streamlit", "run", "app.py"]
        options = ["--server.headless=true", "--server.address=127.0.0.1", f"--server.port={port}"]
        server = subprocess.Popen([*command, *options], cwd=ROOT, stdout=subprocess.DEVNULL)
        try:
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except OSError:
                    time.sleep(0.02)
            tab.goto(f"http://127.0.0.1:{port}/{path}")
            yield tab, start
        finally:
            server.terminate()
            server.wait()
            browser.close()


def first_chart() -> float:
    """Milliseconds from the start of a server to the first chart in a browser."""
    with in_browser() as (tab, start):
        tab.wait_for_selector(CHART)
        return 1000 * (time.perf_counter() - start)


def first_hub(wait: float) -> tuple[float, float]:
    """Milliseconds from a click on Hub, so many seconds after the home page was whole, to its first
    chart and to the plane: browser, model and server on the same cores."""
    with in_browser() as (tab, _start):
        tab.get_by_text("Live:").first.wait_for()
        time.sleep(wait)
        start = time.perf_counter()
        tab.get_by_role("link", name="Hub", exact=True).first.click()
        return hub_drawn(tab, start)


def linked_hub() -> tuple[float, float]:
    """Milliseconds from the start of a server to the first chart and to the plane of Hub."""
    with in_browser("Hub") as (tab, start):
        return hub_drawn(tab, start)


def hub_drawn(tab: Page, start: float) -> tuple[float, float]:
    drawn = []
    for there in (tab.locator("svg text", has_text="Layer"), tab.get_by_text("Can I trust this?")):
        there.first.wait_for()
        drawn.append(1000 * (time.perf_counter() - start))
    return drawn[0], drawn[1]


def main() -> None:
    ahead.begin = lambda _model: None
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()
    page.switch_page("pages/1_Text.py").run()
    for turn, metric in enumerate(METRICS):
        page.session_state["metric"] = metric
        page.run()
        edits = [edited_sentence(page, turn * TRIES + number) for number in range(TRIES)]
        print(f"edited sentence, {metric}: {statistics.median(edits):.0f} ms")
        del page.session_state[EDITOR]
    layers = [another_layer(page, layer) for layer in range(TRIES)]
    print(f"another layer: {statistics.median(layers):.0f} ms")
    dropped("pages/4_Image.py", "image", ".png", noisy_picture)
    dropped("pages/5_Audio.py", "audio", ".wav", noisy_sound)
    hub()
    if shutil.which("chromium"):
        print(f"home, first chart after the server's start: {first_chart():.0f} ms")
        for wait in (0, 3, 10):
            report(f"hub in a browser, clicked {wait} s after home", *first_hub(wait))
        report("hub in a browser, by a link, from the server's start", *linked_hub())


def report(what: str, recorded: float, live: float) -> None:
    print(f"{what}: first chart {recorded:.0f} ms, of what is read live {live:.0f} ms")


if __name__ == "__main__":
    main()
