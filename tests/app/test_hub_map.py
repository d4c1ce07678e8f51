"""The Hub page's section that lays a second model, of any sense, against the first."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from semhub.ui.hub import model_map
from tests.app.conftest import APP, ROOT, charts, healthy, said
from tests.models.encoders import folder

PAGE = "pages/6_Hub.py"


@pytest.fixture
def hub_page(llama):
    def opened(**link) -> AppTest:
        page = AppTest.from_file(str(ROOT / APP), default_timeout=120)
        page.switch_page(PAGE)
        usual = {
            "model": llama, "hub_set": "Concepts", model_map.SECTION: "true",
            "hub_concepts": ["English", "German", "Picture"],
        }  # fmt: skip
        for key, value in (usual | link).items():
            page.query_params[key] = value
        return healthy(page.run())

    return opened


def test_without_a_second_model_the_section_says_what_it_would_show(hub_page):
    assert "Choose a second model above" in said(hub_page())


def test_a_vision_encoder_is_mapped_and_the_cell_of_the_link_told(hub_page):
    page = hub_page(hub_map_model=folder("ViT"), hub_map_layer_a="2", hub_map_layer_b="1")
    titles = [title for title in charts(page) if "English" in title]
    assert titles and "Picture" in titles[0]
    told = said(page)
    assert "clearly more alike than" in told or "meet beyond" in told
    assert "Layer 2 of " in told and not page.error
    page.slider(key=model_map.LAYER_B).set_value(3)
    assert "and layer 3 of " in said(healthy(page.run()))


def test_a_click_on_a_cell_tells_that_cell_and_the_link_keeps_it(hub_page):
    page = hub_page(hub_map_model=folder("ViT"))
    page.session_state[model_map.CHART] = {"selection": {"cell": [{"a": 1, "b": 2}]}}
    told = said(healthy(page.run()))
    assert "Layer 1 of " in told and "and layer 2 of " in told
    assert page.query_params[model_map.LAYER_A] == "1"


def test_a_model_that_takes_none_of_the_data_types_is_said_to(hub_page):
    told = said(hub_page(hub_map_model=folder("HuBERT")))
    assert "takes audio, and no rows of these items have a data type for each" in told


@pytest.mark.parametrize("path", ["pages/1_Text.py", "pages/4_Image.py", PAGE])
def test_a_model_that_reads_no_text_leads_to_the_map(path):
    page = AppTest.from_file(str(ROOT / APP), default_timeout=120)
    page.switch_page(path)
    page.query_params["model"] = folder("ViT")
    assert "reads pictures and no text" in said(healthy(page.run()))


def test_strangers_are_refused_a_folder(hub_page, monkeypatch):
    monkeypatch.setenv("SEMHUB_PUBLIC", "1")
    told = said(hub_page(model="semhub-nano", hub_map_model=folder("ViT")))
    assert "The second model that the link names is not offered here" in told
