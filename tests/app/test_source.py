"""The lens of a decoder that is fed a sentence: its source is typed beside it."""

from __future__ import annotations

from tests.app.conftest import SECTIONS, healthy, title_of
from tests.models.encoder_decoders import write


def grid(page) -> str:
    """All that the chart of the lens draws."""
    found = next(c for c in page.get("vega_lite_chart") if "at each layer" in title_of(c)["title"])
    return str(found.proto)


def test_a_sentence_is_read_beside_the_source_that_is_typed(text_page, tmp_path):
    shut = dict.fromkeys(SECTIONS, "false") | {"reading": "true", "trust": "true"}
    folder = write(tmp_path / "tiny-bart", "BART")
    page = text_page(model=f"{folder}#decoder", controls="false", **shut)
    assert any("a text is fed behind" in table.value.to_string() for table in page.table)
    alone = grid(page)
    healthy(page.text_input(key="source").set_value("Die Katze schläft.").run())
    assert grid(page) != alone and page.query_params["source"] == "Die Katze schläft."


def test_a_model_without_an_encoder_is_asked_for_no_source(text_page):
    shut = dict.fromkeys(SECTIONS, "false") | {"reading": "true"}
    page = text_page(controls="false", **shut)
    assert not [one for one in page.text_input if one.key == "source"]
