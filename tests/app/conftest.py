"""Pages run in this process, without a browser: tiny models, no network."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from altair.utils import schemapi
from streamlit.testing.v1 import AppTest

from semhub.experiments.hub import from_sets
from semhub.states import extraction
from semhub.ui.hub import prefetch as ahead
from semhub.ui.hub import queries
from semhub.ui.shared import results
from tests.tiny import bert_folder, chatty_folder, llama_folder

ROOT = Path(__file__).parents[2]
APP, TEXT = "app.py", "pages/1_Text.py"
TITLE_OF_CURVE = "Where do"

SECTIONS = dict.fromkeys(("pairs", "table", "reading", "frame", "real", "checks", "trust"), "true")
"""The link parameters that open the sections of the page Text."""

OPEN = {key: SECTIONS[key] for key in ("table", "trust")}
"""Those that cost next to nothing."""

Open = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def charts_are_checked(monkeypatch):
    """A test may begin a server, which leaves that out for all that comes after."""
    monkeypatch.setattr(schemapi, "DEBUG_MODE", True)


@pytest.fixture(autouse=True)
def begun(monkeypatch) -> list:
    """The models for which the home page would begin to read ahead; none is read with here."""
    models = []
    monkeypatch.setattr(ahead, "begin", models.append)
    return models


@pytest.fixture
def few_rows(monkeypatch) -> Iterator[int]:
    """How many rows of each set the page Hub knows, of which it has read none."""
    rows, fresh = 11, extraction.Memory()
    monkeypatch.setattr(results, "memory", lambda: fresh)
    monkeypatch.setattr(
        queries, "_spokes", lambda sets, names, _written: from_sets(sets, names, rows)
    )
    for kept in (queries._states, queries._hub, queries.plane):
        kept.clear()
    yield rows
    for kept in (queries._states, queries._hub, queries.plane):
        kept.clear()


@pytest.fixture(scope="session")
def llama(tmp_path_factory) -> str:
    """A decoder of three blocks with random weights."""
    return str(llama_folder(tmp_path_factory.mktemp("app") / "tiny-llama"))


@pytest.fixture(scope="session")
def chatty(tmp_path_factory) -> str:
    """The same decoder with a chat template."""
    return str(chatty_folder(tmp_path_factory.mktemp("app") / "tiny-chatty"))


@pytest.fixture(scope="session")
def bert(tmp_path_factory) -> str:
    """An encoder of three blocks with random weights."""
    return str(bert_folder(tmp_path_factory.mktemp("app") / "tiny-bert"))


@pytest.fixture
def text_page(llama) -> Open:
    """Opens the text page as a link with these parameters does, by default with the decoder, the
    table of its rows and what stands behind the answer."""

    def opened(**link: str) -> AppTest:
        page = AppTest.from_file(str(ROOT / APP), default_timeout=120)
        page.switch_page(TEXT)
        for key, value in ({"model": llama} | OPEN | link).items():
            page.query_params[key] = value
        return healthy(page.run())

    return opened


def healthy(page: AppTest) -> AppTest:
    assert not page.exception, page.exception[0].value
    return page


def charts(page: AppTest) -> dict[str, str]:
    """Title of each chart -> its subtitle."""
    titles = [title_of(chart) for chart in page.get("vega_lite_chart")]
    return {title["title"]: title["subtitle"] for title in titles}


def title_of(chart) -> dict[str, str]:
    """The title and subtitle that the page draws above a chart, each in one line."""
    spec = json.loads(chart.proto.spec)
    words = spec["usermeta"]
    lines = words["subtitle"]
    return words | {"subtitle": lines if isinstance(lines, str) else " ".join(lines)}


def curve(page: AppTest) -> str:
    """What the curve answers."""
    return next(answer for title, answer in charts(page).items() if title.startswith("Where do"))


def shown(text: str) -> str:
    """Text as the browser shows it: without what keeps its signs from being markdown."""
    return text.replace("\\", "").replace("\u2060", "")


def said(page: AppTest) -> str:
    """Every sentence of the page, in one string."""
    kinds = (page.markdown, page.caption, page.info, page.warning, page.error, page.table)
    return "\n".join(str(element.value) for kind in kinds for element in kind)
