"""With no network at all, server and browser in an empty namespace of their own, every page opens,
every kind of file is made, and every font is there."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

from semhub.ui.shared.door import ADDRESSES
from tests.browser.conftest import ROOT, needs_chromium

pytestmark = needs_chromium

UNSHARED = [shutil.which("unshare") or "unshare", "-n"]
BEGINS = {"png": "89504e47", "svg": b"<svg".hex(), "json": b"{".hex(), "zip": b"PK\3\4".hex()}
"""How a file of each kind begins; one of CSV may begin with anything."""


@pytest.fixture(scope="module")
def found() -> list[dict]:
    try:
        subprocess.run([*UNSHARED, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this user may not make an empty network namespace (unshare -n)")
    done = subprocess.run(
        [*UNSHARED, sys.executable, "-m", "tests.browser.offline"],
        capture_output=True, text=True, cwd=ROOT, timeout=900,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-500:]
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def pages(found) -> dict[str, dict]:
    return {one["page"]: one for one in found if "page" in one}


def test_the_namespace_reaches_nothing(found):
    assert found[0] == {"reached": False}


@pytest.mark.parametrize("page", ADDRESSES.values())
def test_a_page_opens_and_asks_nobody_else(pages, page):
    shown = pages[page]
    assert (shown["exceptions"], shown["elsewhere"], shown["errors"]) == (0, [], [])


def test_every_kind_of_file_is_made(pages):
    files = {name: begins for page in pages.values() for name, begins in page["files"].items()}
    kinds = {name.rpartition(".")[2] for name in files}
    assert kinds == {*BEGINS, "csv"}
    for name, begins in files.items():
        assert begins.startswith(BEGINS.get(name.rpartition(".")[2], "")), name


def test_every_font_is_there(found):
    [fonts] = [one["fonts"] for one in found if "fonts" in one]
    assert fonts["all"] > 20 and fonts["failed"] == []
