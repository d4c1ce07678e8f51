"""Controls that every page shares."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from semhub.models import smollm2
from semhub.models.catalogue import EMBEDDED
from semhub.ui.shared import models
from tests.app.conftest import healthy


def few(usual: str | None) -> None:
    import streamlit as st

    from semhub.ui.shared.controls import segments

    st.write(repr(segments("Where", "where", {"all": "all", "last": "the last"}, usual)))


def chosen(usual: str | None = None, **link: str) -> str:
    page = AppTest.from_function(few, args=(usual,))
    for name, value in link.items():
        page.query_params[name] = value
    return healthy(page.run()).markdown[0].value.strip("'")


def which() -> None:
    from semhub.ui.shared import models

    models.describe(models.pick())


def test_a_real_decoder_is_a_button_away_with_its_size_and_licence(tmp_path, monkeypatch):
    monkeypatch.setenv("SEMHUB_CACHE", str(tmp_path))
    page = healthy(AppTest.from_function(which).run())
    assert page.selectbox[0].value == EMBEDDED
    (button,) = page.button
    assert button.label == "Fetch smollm2, a real decoder (98 MB, Apache-2.0)"
    healthy(button.click().run())
    assert page.selectbox[0].value == "smollm2" and not page.button
    assert page.caption[0].value.endswith("Not on disk yet (98 MB, Apache-2.0).")


def test_the_button_is_gone_once_the_decoder_is_on_disk(monkeypatch):
    monkeypatch.setattr(smollm2, "is_ready", lambda: True)
    assert not healthy(AppTest.from_function(which).run()).button


def test_a_typed_gguf_file_is_said_to_be_local():
    assert models.state("~/tiny.gguf") == "Local GGUF file."


def test_a_gguf_file_that_is_written_anew_is_another_model(tmp_path):
    file = tmp_path / "tiny.gguf"
    file.write_bytes(b"GGUF")
    before = models.stamp(str(file))
    file.write_bytes(b"GGUF again")
    assert before and models.stamp(str(file)) != before


@pytest.mark.parametrize("link", [{}, {"where": ""}, {"where": "nowhere"}])
def test_a_choice_of_few_is_the_usual_one_where_a_link_says_none_of_them(link):
    assert chosen(**link) == "all"
    assert chosen("last", **link) == "last"


def test_a_choice_of_few_is_that_of_the_link():
    assert chosen(where="the last") == "last"
