"""What pages cost a server and a real browser together, from what a person does to its answer.

Seconds are of the processor, of the server and of all processes of the browser; each stands beside
them, and the clock, which means little where the machine has other work.
"""

from __future__ import annotations

import io
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
import PIL.Image
import soundfile

from benchmarks.pages import COMPILED
from benchmarks.tab import Spent, Tab, absent, launched, tab_on
from benchmarks.turns import CLOCK, Row, Table, rows_of
from benchmarks.visitor import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

COLD, WARM = "A new server and a browser that never saw it", "A page that stands open"
ABOUT_COLD = (
    "From the start of the server, except the hub: to a word of the empty script; to the first "
    "chart of Home, which is recorded; with “Where do English and Chinese meet?” open, to “Live:” "
    "below its curve and the end of the server's run; from a click on “Hub” at that moment, so "
    "that little was read ahead, to the end of the run that draws the plane of what was read; of "
    "Emergence with both sections open, to its three charts and the end of the run."
)
ABOUT_WARM = (
    "From a key or a file to the end of the server's run and a page that does not change any more. "
    "The first cell of the table is entered again with one more space behind it, which changes "
    "nothing on the screen, and with a sentence never seen before; the layer is moved by an arrow "
    "with the pairs of the layer open; files are a picture of 640 x 480 and a sound of two "
    "seconds, never seen before. Seconds of the browser hold half a second in which it waited "
    "for more."
)
EMPTY = "an empty script of Streamlit"
FIRST, LIVE = "Home, to its first chart (recorded)", "Home, to its live chart"
HUB, EMERGENCE = "Hub, from a click to the plane", "Emergence, to both live curves"
AGAIN, EDITED, LAYER = "Text, nothing changed", "Text, an edited sentence", "Text, another layer"
PICTURE, SOUND = "Image, a new picture", "Audio, a new sound"
CHART = "[data-testid=stVegaLiteChart] svg.marks"
SENTENCE = "Two big brown pigs swim by the river"
PACE = 40
"""Milliseconds between two keys: the table's editor drops what comes within a few frames."""
OPENS = 500
"""Milliseconds that the editor of a cell takes to open."""

Measured = Iterator[tuple[str, Spent]]


def tables(rounds: int) -> Iterator[Table]:
    if missing := absent():
        yield Table("Pages in a browser", "Seconds of the server and of a browser.", [], missing)
        return
    with launched() as browser:
        drawn = f" Chromium {browser.version}."
        cold = (each for _ in range(rounds) for way in WAYS_COLD for each in way(browser))
        yield Table(COLD, ABOUT_COLD + drawn, rows(cold))
        with served(**COMPILED) as server, tab_on(browser, server) as tab:
            yield Table(WARM, ABOUT_WARM + drawn, rows(warm(tab, rounds)))


def rows(measured: Measured) -> list[Row]:
    """Make rows by the seconds of the processor, with those of each side and by the clock."""
    whole, beside = defaultdict(list), defaultdict(lambda: defaultdict(list))
    for who, spent in measured:
        whole[who].append(spent.server + spent.browser)
        for name, seconds in asdict(spent).items():
            beside[who][CLOCK if name == "clock" else f"of the {name}"].append(seconds)
    return rows_of(whole, beside=beside)


@contextmanager
def fresh(browser: Browser, **where: Path) -> Iterator[Tab]:
    """A tab of a server that starts now."""
    since = time.time()
    with served(**where, **COMPILED) as server, tab_on(browser, server, since) as tab:
        yield tab


def empty(browser: Browser) -> Measured:
    with TemporaryDirectory() as place:
        script = Path(place) / "empty.py"
        script.write_text("import streamlit as st\nst.write('nothing')\n")
        with fresh(browser, script=script) as tab:
            tab.open("")
            tab.page.get_by_text("nothing").wait_for()
            yield EMPTY, tab.spent()


def home_then_hub(browser: Browser) -> Measured:
    with fresh(browser) as tab:
        tab.open("?meet=true")
        tab.page.locator(CHART).first.wait_for()
        yield FIRST, tab.spent()
        tab.page.get_by_text("Live:").first.wait_for()
        tab.ended()
        yield LIVE, tab.spent()
        link = tab.page.get_by_role("link", name="Hub", exact=True).first
        spent = tab.spent_on(link.click)
        tab.page.locator(f"[class*=st-key-hub_plane] {CHART}").first.wait_for()
        yield HUB, spent


def emergence(browser: Browser) -> Measured:
    with fresh(browser) as tab:
        tab.open("Emergence?emergence_layers=true&emergence_twins=true")
        tab.page.locator(CHART).nth(2).wait_for()
        tab.ended()
        yield EMERGENCE, tab.spent()


WAYS_COLD = (empty, home_then_hub, emergence)


def warm(tab: Tab, rounds: int) -> Measured:
    yield from edits(tab, rounds)
    yield from layers(tab, rounds)
    yield from files(tab, rounds, PICTURE, "image", noisy_picture)
    yield from files(tab, rounds, SOUND, "audio", noisy_sound)


def edits(tab: Tab, rounds: int) -> Measured:
    """The same words again and other words, in turn."""
    tab.spent_on(lambda: tab.open("Text?set=World&a=English&b=Chinese&table=true"))
    entered(tab, f"{SENTENCE} 0.")
    for number in range(rounds):
        yield AGAIN, entered(tab, f"{SENTENCE} {number}. ")
        yield EDITED, entered(tab, f"{SENTENCE} {number + 1}.")


def entered(tab: Tab, text: str) -> Spent:
    """Write into the first cell of the table. What is spent counts from the key that enters it."""
    table = tab.page.locator("[data-testid=stDataFrame]").first
    table.scroll_into_view_if_needed()
    place = table.bounding_box()
    tab.page.mouse.dblclick(place["x"] + 200, place["y"] + 55)
    tab.page.wait_for_timeout(OPENS)
    tab.page.keyboard.press("Control+A")
    tab.page.keyboard.type(text, delay=PACE)
    tab.page.wait_for_timeout(OPENS)
    return tab.spent_on(lambda: tab.page.keyboard.press("Enter"))


def layers(tab: Tab, rounds: int) -> Measured:
    tab.spent_on(lambda: tab.open("Text?set=World&a=English&b=Chinese&pairs=true&layer=0"))
    slider = tab.page.get_by_role("slider", name="Layer").first
    slider.focus()
    tab.spent_on(lambda: slider.press("ArrowRight"))
    for _ in range(rounds):
        yield LAYER, tab.spent_on(lambda: slider.press("ArrowRight"))


def files(
    tab: Tab, rounds: int, who: str, page: str, made: Callable[[int], dict[str, object]]
) -> Measured:
    tab.spent_on(lambda: tab.open(f"{page.capitalize()}?{page}_from=Upload"))
    drop = tab.page.locator("[data-testid=stFileUploader] input[type=file]")
    for number in range(rounds + 1):
        file = made(number)
        spent = tab.spent_on(lambda file=file: drop.set_input_files(file))
        if number:  # the first draws the page
            yield who, spent


def noisy_picture(seed: int) -> dict[str, object]:
    pixels = np.random.default_rng(seed).integers(0, 256, (480, 640, 3), dtype=np.uint8)
    file = io.BytesIO()
    PIL.Image.fromarray(pixels).save(file, "PNG")
    return {"name": f"{seed}.png", "mimeType": "image/png", "buffer": file.getvalue()}


def noisy_sound(seed: int) -> dict[str, object]:
    samples = np.random.default_rng(seed).normal(0, 0.1, 32_000).clip(-1, 1)
    file = io.BytesIO()
    soundfile.write(file, samples, 16_000, format="WAV")
    return {"name": f"{seed}.wav", "mimeType": "audio/wav", "buffer": file.getvalue()}
