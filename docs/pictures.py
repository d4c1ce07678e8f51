"""Draws the pictures of the README from an app of its own.

    python docs/pictures.py

opens pages at 1280 x 720, light, in Debian's chromium, and writes `docs/pictures/NAME.png`, of 256
colours. It is run again when a first screen changes; needs requirements-dev.txt.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from urllib.parse import urlencode

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from semhub.ui.home.typed import EXAMPLE  # noqa: E402
from tests.browser import first_screen  # noqa: E402
from tests.browser.conftest import ARGUMENTS, CHROMIUM, served  # noqa: E402

FOLDER = Path(__file__).with_name("pictures")
PICTURES = {"home": f"?{urlencode({'say': EXAMPLE})}", "text": "Text", "image": "Image"}
"""Name of a picture -> the address of its page."""
BARE = "[data-testid=stToolbarActions], [data-testid=stMainMenu] { visibility: hidden }"
COLOURS = 256


def small(picture: bytes) -> bytes:
    """The picture in as many colours as a PNG has a palette for."""
    packed = io.BytesIO()
    # The usual way merges the colours of small marks, by which a legend is told.
    whole = Image.open(io.BytesIO(picture)).convert("RGB")
    colours = whole.quantize(COLOURS, Image.Quantize.MAXCOVERAGE)
    colours.save(packed, "PNG", optimize=True)
    return packed.getvalue()


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with served(ROOT / "app.py") as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        width, height = first_screen.WIDE
        for name, page in PICTURES.items():
            tab = browser.new_page(
                viewport={"width": width, "height": height}, color_scheme="light"
            )  # fmt: skip
            first_screen.note(tab)
            tab.goto(f"{address}/{page}")
            first_screen.settle(tab)
            for tour in tab.get_by_role("button", name="Close the tour").all():
                tour.click()
            tab.add_style_tag(content=BARE)
            file = FOLDER / f"{name}.png"
            file.write_bytes(small(tab.screenshot()))
            print(f"{file.relative_to(ROOT)}: {file.stat().st_size / 1000:.0f} KB")
            tab.close()
        browser.close()


if __name__ == "__main__":
    main()
