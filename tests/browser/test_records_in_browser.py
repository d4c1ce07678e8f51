"""Records as a person meets them: kept on a page, opened on Results, and as pages without a server,
in a browser that reaches no network at all."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from semhub.experiments.hub import hub_of
from semhub.inputs import texts
from semhub.records.about import about, digest
from semhub.records.parts import part_of
from semhub.records.publish import publish
from semhub.records.record import record_of
from tests.browser.conftest import CHROMIUM, ROOT, needs_chromium, opened
from tests.records.conftest import made
from tests.toy import PlantedHub

pytestmark = needs_chromium
UNSHARE = shutil.which("unshare")
LOOK = """
import sys
from playwright.sync_api import sync_playwright

page_of, chromium = sys.argv[1:]
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(
        executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
    )
    tab = browser.new_page()
    seen, faults = [], []
    tab.on("request", lambda request: seen.append(request.url))
    tab.on("console", lambda message: faults.append(message.text))
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.goto("file://" + page_of)
    tab.locator("[data-chart] svg").first.wait_for()
    slider = tab.locator("input[type=range]").first
    before = tab.locator("[data-chart] svg").first.inner_html()
    slider.focus()
    tab.keyboard.press("ArrowLeft")
    tab.wait_for_function(
        "before => document.querySelector('[data-chart] svg').innerHTML !== before", arg=before
    )
    print(tab.locator("label output").first.inner_text())
    assert not faults, faults
    assert all(url.startswith(("file:", "data:", "blob:")) for url in seen), seen
    browser.close()
"""


@pytest.fixture(scope="module")
def hub_record():
    sides = {side: texts([f"{side}{k}" for k in range(12)]) for side in "ab"}
    part = part_of(hub_of(PlantedHub(), sides, resamples=50))
    asked = {
        "model": "toy", "revision": "r", "pool": "mean", "seed": 0, "options": {},
        "data": [{"name": name, "n": 12, "digest": digest(side)} for name, side in sides.items()],
    }  # fmt: skip
    return record_of(about("hub", asked, part.sentence, command="c", seconds=1), [part], [])


def looked_at(page: str) -> str:
    """Open a file in a browser within an empty network namespace, and move its slider."""
    command = [sys.executable, "-c", LOOK, page, CHROMIUM]
    if UNSHARE and subprocess.run([UNSHARE, "-n", "true"], capture_output=True).returncode == 0:
        command = [UNSHARE, "-n", *command]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_report_opens_from_disk_with_its_slider_alive(hub_record, tmp_path):
    layer = hub_record.figures()[0].layer
    folder = hub_record.save(tmp_path / "one")
    assert looked_at(str(folder / "report.html")) == str(layer - 1)


def test_published_pages_need_no_server_and_no_network(hub_record, tmp_path):
    index = publish([hub_record, made()], tmp_path / "pages")
    assert looked_at(str(index.parent / "hub-toy.html"))


def test_what_is_kept_on_a_page_opens_on_results(address, tab):
    opened(tab, f"{address}/Text?set=World&a=English&b=Chinese")
    tab.get_by_text("Keep this").first.click()
    tab.get_by_role("button", name="On this machine").click()
    tab.get_by_text("Open it in Results").click()
    tab.get_by_text("nothing is run here").wait_for()
    assert "record=text-semhub-nano" in tab.url
    tab.get_by_text("Where do English and Chinese meet?").first.wait_for()
