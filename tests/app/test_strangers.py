"""`SEMHUB_PUBLIC=1`: what a stranger may ask of the app, and what one never sees."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import streamlit as st
from streamlit import config
from streamlit.testing.v1 import AppTest

from semhub import public as limits
from semhub.errors import InputError
from semhub.models import catalogue
from semhub.models import huggingface as hub
from semhub.records import shelf
from semhub.similarity import METRICS
from semhub.ui.media import source
from semhub.ui.media.picture import PICTURES
from semhub.ui.shared import fetching, messages, results, strangers
from semhub.ui.shared.frame import HOME
from tests.app.conftest import APP, ROOT, TEXT, healthy, said

OWN = {"set": "Your own"}


@pytest.fixture(autouse=True)
def strange(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("SEMHUB_PUBLIC", "1")
    monkeypatch.setenv("SEMHUB_CACHE", str(tmp_path / "cache"))


@pytest.fixture(autouse=True)
def unasked(monkeypatch) -> None:
    """Nobody asks the hub for anything."""

    class Hub:
        def model_info(self, *_given, **_options):
            raise AssertionError("the hub was asked")

    monkeypatch.setattr(hub, "HfApi", Hub)


def opened(path: str, **link: str) -> AppTest:
    page = AppTest.from_file(str(ROOT / APP), default_timeout=240)
    if path != HOME:
        page.switch_page(path)
    for key, value in link.items():
        page.query_params[key] = value
    return healthy(page.run())


@pytest.mark.parametrize("name", ["owner/name", "~", "/etc", "semhub-nano/../x", "Qwen/Qwen3-1.7B"])
def test_a_name_in_a_link_that_is_not_offered_gets_one_sentence_and_the_embedded_model(name):
    page = opened(TEXT, model=name, **OWN)
    sentence = "The model that the link names is not offered here; semhub-nano is shown instead."
    assert [warning.value for warning in page.warning] == [sentence]
    assert page.selectbox(key="model").value == "semhub-nano"
    assert "model" not in page.query_params and not page.error


def test_the_list_of_models_has_what_is_here_and_fits_and_takes_no_typed_name():
    page = opened(TEXT, **OWN)
    box = page.selectbox(key="model")
    assert box.options == [
        entry.name for entry in catalogue.ENTRIES if entry.on_disk and entry.fits
    ]
    assert not box.proto.accept_new_options
    assert not [button for button in page.button if button.label == "Fetch"]


def test_a_model_that_is_not_offered_is_not_loaded_whoever_asks():
    for name in ("owner/name", str(ROOT / "checkpoints" / "semhub-nano"), "~"):
        with pytest.raises(InputError, match="choose one of them"):
            fetching.require_offered(name)


def test_a_thousand_rows_are_read_of_a_longer_link_and_the_next_is_said_to_be_too_many(monkeypatch):
    asked = read_by_nobody(monkeypatch)
    page = opened(TEXT, rows=rows_of(limits.ROWS + 5), controls="false", **OWN)
    assert set(asked) == {limits.ROWS}
    assert len(page.session_state["pairs/own"]) == limits.ROWS + 1
    assert f"at most {limits.ROWS:,} rows" in page.warning[0].value


def test_a_costly_metric_reads_fewer(monkeypatch):
    asked = read_by_nobody(monkeypatch)
    rows, metric = rows_of(limits.COSTLY_ROWS + 5), METRICS["mrr"].label
    page = opened(TEXT, rows=rows, metric=metric, controls="false", **OWN)
    assert set(asked) == {limits.COSTLY_ROWS}
    assert f"at most {limits.COSTLY_ROWS} rows" in page.warning[0].value


def rows_of(count: int) -> str:
    return "\n".join(f"dog {k}\t狗{k}" for k in range(count))


def read_by_nobody(monkeypatch) -> list[int]:
    """How many rows the model was asked to read; what it reads is made up."""
    asked = []

    def states(model, a, b, _pool):
        asked.append(len(a))
        sides = np.random.default_rng(0).standard_normal((2, model.n_layers + 1, len(a), 4))
        return tuple(sides.astype(np.float32))

    monkeypatch.setattr(results, "states", states)
    return asked


def test_a_server_is_told_the_limits_of_uploads_and_shows_no_details():
    names = ("client.showErrorDetails", "server.maxUploadSize", "server.maxWidgetStateSize")
    before = {name: st.get_option(name) for name in names}
    try:
        strangers.begin()
        assert [st.get_option(name) for name in names] == ["none", 20, 4]
    finally:
        for name, value in before.items():
            config.set_option(name, value)


def test_an_uploader_says_its_limit_and_a_larger_file_is_refused():
    page = opened("pages/4_Image.py", image_from="Upload")
    (uploader,) = page.get("file_uploader")
    assert uploader.proto.max_upload_size_mb == limits.UPLOAD_MEGABYTES
    with pytest.raises(InputError, match="at most 20"):
        strangers.require_size(bytes(20 * 1024**2 + 1), "a.png")


def test_the_time_of_a_request_ends_and_within_it_no_other_begins(monkeypatch):
    monkeypatch.setattr(limits, "SECONDS", -1)
    with pytest.raises(InputError, match="run Semhub on your own machine"), strangers.timed():
        monkeypatch.setattr(limits, "SECONDS", 60)
        with strangers.timed():
            strangers.require_time()
    with strangers.timed():
        strangers.require_time()
    strangers.require_time()


def test_records_of_this_machine_are_neither_listed_nor_opened_nor_kept(tmp_path):
    kept = shelf.find_shipped("home").save(shelf.folder() / "mine.zip")
    page = opened("pages/9_Results.py", record=kept.stem)
    assert kept.stem not in page.multiselect(key="records").options
    assert "is not on this machine" in page.warning[0].value
    page = opened(TEXT, set="World")
    assert [one.label for one in page.button if one.key == "keep/text"] == []


def test_no_folder_of_this_machine_stands_in_a_sentence():
    def draws() -> None:
        from semhub.ui.shared import messages

        messages.warning("/home/me/.cache/semhub/lens could not be written: make room there.")
        messages.caption("“~/texts/a.txt” and a/b are 1/2 of http://x/y.")

    page = AppTest.from_function(draws).run()
    assert page.warning[0].value == "lens could not be written: make room there."
    assert page.caption[0].value == f"“a.txt” and a/b are 1/2 of http:{messages._JOINER}//x/y."


def test_the_name_of_an_uploaded_file_is_in_no_cache(monkeypatch):
    seen = []

    def decoded(_sense, label, _data):
        seen.append(label)
        raise InputError("It is no picture.")

    monkeypatch.setattr(source, "_decoded", decoded)
    monkeypatch.setattr(source.st, "file_uploader", lambda *_, **__: None)
    monkeypatch.setattr(source.st, "session_state", {"image_upload/bytes": ("my secret.PNG", b"x")})
    with pytest.raises(InputError):
        source.own(PICTURES, "semhub-nano", "upload")
    assert seen == ["picture.png"]


@pytest.mark.parametrize("path", [TEXT, "pages/4_Image.py", "pages/9_Results.py"])
def test_no_page_says_where_this_machine_keeps_anything(path):
    text = said(opened(path))
    assert str(Path.home()) not in text and str(ROOT) not in text
