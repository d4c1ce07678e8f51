"""The model's box says where a model runs, in what numbers, and whether its texts stand in a
chat."""

from __future__ import annotations

import pytest
import torch

from semhub.models import catalogue
from semhub.models.options import USUAL, Options
from semhub.ui.shared import in_memory
from semhub.ui.shared.residents import bytes_of
from tests.app.conftest import said, shown


def told(page) -> str:
    """The page's tables and sentences as they are shown, whole, and its commands."""
    tables = (one.value.to_string() for one in page.table)
    return "\n".join([*map(shown, (*tables, said(page))), *(one.value for one in page.code)])


def models_of(name: str) -> dict[Options, object]:
    """How a model was loaded -> the model, of those in memory."""
    live = in_memory.residents()._live
    return {key[2]: model for key, model in live.items() if key[0] == name and len(key) == 3}


def test_a_link_says_how_the_model_is_loaded(text_page, llama):
    page = text_page(dtype="float32", device="cpu")
    assert models_of(llama)[Options("cpu", "float32")].module.dtype == torch.float32
    assert "on cpu in float32" in told(page)
    assert f"--model {llama} --device cpu --dtype float32" in told(page)


def test_halves_are_offered_on_a_gpu_alone(text_page, llama, monkeypatch):
    page = text_page(dtype="bfloat16", device="cpu")
    assert Options("cpu") in models_of(llama)
    assert page.selectbox(key="dtype").options == ["auto", "float32"]
    page = text_page(device="cuda", dtype="bfloat16")
    assert "bfloat16" in page.selectbox(key="dtype").options
    assert torch.cuda.is_available() or "no device “cuda”" in page.error[0].value


def test_a_chat_is_read_by_the_same_weights_and_told(text_page, chatty):
    page = text_page(model=chatty, chat="true")
    found = models_of(chatty)
    assert found[Options(chat=True)].module is found[USUAL].module
    assert "user's turn in the model's chat template" in told(page)
    assert f"--model {chatty} --chat" in told(page)


def test_weights_that_a_chat_shares_count_once(text_page, chatty):
    text_page(model=chatty, chat="true")
    found = models_of(chatty)
    assert bytes_of(*found.values()) == bytes_of(found[USUAL])


def test_a_model_without_a_template_says_so_in_one_sentence(text_page, llama):
    page = text_page(chat="true")
    assert [one.value for one in page.error if "has no chat template" in one.value]


@pytest.mark.parametrize("key", ["device", "dtype"])
def test_a_link_to_what_is_not_offered_is_left_out(text_page, llama, key):
    page = text_page(**{key: "float99"})
    assert not page.error and USUAL in models_of(llama)


def test_strangers_choose_no_device(text_page, monkeypatch):
    monkeypatch.setenv("SEMHUB_PUBLIC", "1")
    page = text_page(model="semhub-nano", dtype="bfloat16")
    assert "Device" not in [one.label for one in page.selectbox]
    assert "in float32" in told(page)


def test_the_lists_facts_have_one_date(text_page):
    page = text_page()
    dated = [one.value for one in page.caption if "own pages had them on" in one.value]
    seen = {entry.seen for entry in catalogue.ENTRIES if entry.seen and not entry.raised}
    assert len(dated) == 1 and dated[0].removesuffix(".").endswith(min(seen))
