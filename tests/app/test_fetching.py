"""Neither a link nor a choice fetches a model: a person is asked first."""

from __future__ import annotations

import pytest
from huggingface_hub.utils import validate_repo_id
from streamlit.testing.v1 import AppTest

from semhub.models import huggingface as hub
from tests.app.conftest import APP, ROOT, TEXT, healthy

NAME = "owner/name"


@pytest.fixture
def asked(monkeypatch) -> list[str]:
    """What the hub was asked for; it does not answer."""
    names: list[str] = []

    class Hub:
        def model_info(self, repository: str, **_options):
            validate_repo_id(repository)
            names.append(repository)
            raise ConnectionError

    monkeypatch.setattr(hub, "HfApi", Hub)
    return names


def opened(path: str = TEXT, **link: str) -> AppTest:
    page = AppTest.from_file(str(ROOT / APP), default_timeout=240)
    page.switch_page(path)
    for key, value in link.items():
        page.query_params[key] = value
    return healthy(page.run())


def test_a_link_asks_and_a_click_fetches_once(asked):
    page = opened(model=NAME)
    assert asked == [] and f"{NAME} is not on this machine." in page.info[0].value
    healthy(page.run())
    assert asked == []
    page.button(key=f"fetch/{NAME}").click()
    page = healthy(page.run())
    assert asked == [NAME]
    page = healthy(page.run())
    assert asked == [NAME]
    assert "hub cannot be reached" in page.info[0].value and page.button(key=f"fetch/{NAME}")


def test_a_choice_asks_and_the_lists_button_is_a_click_on_fetch(asked):
    page = opened(model="semhub-nano")
    real = "HuggingFaceTB/SmolLM2-135M"
    page.selectbox(key="model").set_value(real)
    page = healthy(page.run())
    assert asked == [] and "To fetch: 135M weights." in page.info[0].value
    page.selectbox(key="model").set_value("semhub-nano")
    page = healthy(page.run())
    page.button(key=f"use/{real}").click()
    healthy(page.run())
    assert asked == [real]


def test_a_second_model_on_the_page_hub_is_asked_for_too(asked, llama):
    page = opened(
        "pages/6_Hub.py", model=llama, hub_set="Concepts", hub_concepts=["English", "Chinese"],
        hub_beside=NAME,
    )  # fmt: skip
    assert asked == []
    page.button(key=f"fetch/{NAME}").click()
    healthy(page.run())
    assert asked == [NAME]
