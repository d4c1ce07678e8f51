"""Films the story as a browser shows it: two minutes without a sound.

    streamlit run app.py --server.headless true
    python docs/film.py http://localhost:8501 story.webm

needs requirements-dev.txt and Debian's chromium. The seconds of a step are long enough to read it.
"""

from __future__ import annotations

import io
import shutil
import sys
import time
from fractions import Fraction
from pathlib import Path

import av
from PIL import Image
from playwright.sync_api import Page, sync_playwright

SIZE = {"width": 1280, "height": 720}
SECONDS, RATE = 11, 5
"""Of each step, and pictures a second."""
QUALITY = {"crf": "40", "b": "0", "deadline": "realtime", "cpu-used": "8", "row-mt": "1"}
SHOWN = ".stVegaLiteChart svg text"


def film(address: str, target: Path) -> None:
    """Write a WebM (VP9) of all steps, turned by the key of a clicker."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright, av.open(target, "w") as out:
        stream = out.add_stream("libvpx-vp9", rate=RATE, options=QUALITY)
        stream.width, stream.height, stream.pix_fmt = *SIZE.values(), "yuv420p"
        stream.time_base = Fraction(1, RATE)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE, color_scheme="light")
        page.goto(f"{address}/Story?talk=1")
        page.locator(SHOWN).first.wait_for(timeout=120_000)
        began, written = time.monotonic(), 0
        more = True
        while more:
            written = _step(page, out, stream, began, written)
            more = page.locator(".st-key-talk_next").count() > 0
            page.keyboard.press("PageDown")
        out.mux(stream.encode())
        browser.close()


def _step(page: Page, out, stream, began: float, written: int) -> int:
    """Write the pictures of one step, each as often as its time lasts; return how many there are
    so far."""
    until = written + SECONDS * RATE
    while written < until:
        picture = Image.open(io.BytesIO(page.screenshot(type="jpeg", quality=95)))
        frame = av.VideoFrame.from_image(picture)
        due = min(max(int((time.monotonic() - began) * RATE), written + 1), until)
        for number in range(written, due):
            frame.pts = number
            out.mux(stream.encode(frame))
        written = due
    return written


if __name__ == "__main__":
    film(sys.argv[1].rstrip("/"), Path(sys.argv[2]))
