"""Controls that every page shares."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from semhub.models import entry, smollm2
from semhub.models.catalogue import EMBEDDED
from semhub.ui.shared import model_box, models
from semhub.ui.shared.messages import escaped
from tests.app.conftest import healthy
from tests.models.store_data import into_ollama


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
    from semhub.ui.shared import model_box

    model_box.draw()


def test_a_real_decoder_is_a_button_away_with_its_size_and_licence(tmp_path, monkeypatch):
    monkeypatch.setenv("SEMHUB_CACHE", str(tmp_path))
    page = healthy(AppTest.from_function(which).run())
    assert page.selectbox[0].value == EMBEDDED
    assert page.markdown[0].value == "**Toy model**: 16 animals, 8 colours, 7 languages"
    button = page.button(key="use/smollm2")
    about = next(one.value for one in page.caption if one.value.startswith("**smollm2**"))
    assert button.label == "Fetch" and about.endswith(
        "98 MB, Apache-2.0. Serves Text, Code, Hub, Steer."
    )
    healthy(button.click().run())
    assert page.selectbox[0].value == "smollm2"
    assert page.markdown[0].value.startswith("**smollm2**")
    assert "Not on disk yet (98 MB, Apache-2.0)." in page.markdown[0].value


def test_a_decoder_that_is_on_disk_is_used_and_not_fetched(monkeypatch):
    monkeypatch.setattr(smollm2, "is_ready", lambda: True)
    page = healthy(AppTest.from_function(which).run())
    assert page.button(key="use/smollm2").label == "Use"


def test_a_model_that_does_not_fit_is_named_without_a_button(monkeypatch):
    monkeypatch.setattr(entry, "memory", lambda: 6e8)
    page = healthy(AppTest.from_function(which).run())
    assert not [button for button in page.button if button.key == "use/Qwen/Qwen3-1.7B"]
    headings = [one.value for one in page.markdown]
    assert "**Too large for this machine's memory**" in headings


def test_models_of_other_programs_are_a_button_away_but_never_for_strangers(tmp_path, monkeypatch):
    file = tmp_path / "tiny.gguf"
    file.write_bytes(bytes(3_000_000))
    monkeypatch.setenv("OLLAMA_MODELS", str(tmp_path / "ollama"))
    into_ollama(tmp_path / "ollama", file)
    page = healthy(AppTest.from_function(which).run())
    assert f"**{escaped('ollama:tiny:1b')}** 3 MB" in [one.value for one in page.caption]
    healthy(page.button(key="use/ollama:tiny:1b").click().run())
    assert page.selectbox[0].value == "ollama:tiny:1b"
    assert "another program keeps" in page.markdown[0].value
    assert models.stamp("ollama:tiny:1b")
    monkeypatch.setenv("SEMHUB_PUBLIC", "1")
    public = healthy(AppTest.from_function(which).run())
    assert not [one for one in public.button if "ollama" in str(one.key)]
    assert not [name for name in public.selectbox[0].options if "ollama" in name]


def test_a_typed_name_is_described_as_what_it_can_be():
    assert model_box.state("~/tiny.gguf") == "Local GGUF file."
    assert model_box.state("owner/name") == "From the Hugging Face hub."
    assert model_box.state("/nowhere/model") == model_box.state("a b") == "Not on this machine."


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


def test_the_list_shows_those_that_hear_where_that_is_asked():
    page = healthy(AppTest.from_function(which).run())
    shown = lambda: " ".join(one.value for one in page.caption)  # noqa: E731
    assert "Qwen3-0.6B" in shown() and "whisper-tiny" in shown()
    healthy(page.button_group(key="models_that").set_value(["Hear"]).run())
    assert "Qwen3-0.6B" not in shown() and "whisper-tiny" in shown()
