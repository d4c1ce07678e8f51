"""Messages show a person's own text letter for letter, in every colour."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from semhub.ui.shared.messages import code, escaped
from tests.app.conftest import APP, ROOT, healthy


@pytest.mark.parametrize(
    "written",
    ["~~s~~", ":red[x]", ":material/home:", "$y$`z`", "**b**", "_i_", "[a](b)", "<b>", "&amp;"],
)
def test_no_sign_of_markdown_in_it_counts(written):
    shown = escaped(f"No sentence says “{written}”.")
    assert shown != f"No sentence says “{written}”."
    assert re.sub(r"\\(?=[^\w\s]|_)", "", shown) == f"No sentence says “{written}”."


@pytest.mark.parametrize("address", ["http://a.b", "HTTPS://a.b", "www.a.b", "me@a.b"])
def test_an_address_is_no_link(address):
    """The browser makes a link of one whether its signs are escaped or not; a joiner, which nobody
    sees, stands within it."""
    assert escaped(f"see {address}") != f"see {address}"
    assert escaped(f"see {address}").replace("\u2060", "") == f"see {address}"


@pytest.mark.parametrize("kind", ["error", "warning", "info", "caption", "bar", "table"])
def test_whatever_shows_a_sentence_escapes_it(kind):
    def draws(kind: str) -> None:
        import streamlit as st

        from semhub.ui.shared import messages

        said = "[a](b) ![c](d)"
        given = {"bar": (st, 0.5, said), "table": ({said: said},)}.get(kind, (said,))
        getattr(messages, kind)(*given)

    page = AppTest.from_function(draws, args=(kind,)).run()
    (element,) = page.main.children.values()
    shown = element.value.reset_index().to_string() if kind == "table" else str(element.proto)
    assert r"[a\]" in shown.replace("\\\\", "\\") and "](" not in shown.replace(r"\](", "")


def test_a_home_is_said_as_it_was_typed(monkeypatch):
    def draws() -> None:
        from semhub.ui.shared import messages

        messages.error("/home/me is no model folder, and neither is /home/me/a; /home/meta is.")

    monkeypatch.setenv("HOME", "/home/me")
    page = AppTest.from_function(draws).run()
    assert page.error[0].value == (r"\~ is no model folder, and neither is \~/a; /home/meta is.")


@pytest.mark.parametrize("text", ["a", "a`b", "``a`b", "a\nb"])
def test_code_ends_where_the_text_does(text):
    shown = code(text)
    fence = re.match("`+", shown)[0]
    assert shown.endswith(fence) and shown.count(fence) == 2


def test_a_plain_sentence_stays_as_it_is():
    for said in ("tiny-llama has 1,024 tokens: read v1.2 (owner/name).", "p < 0.05, a_b"):
        assert escaped(said) == said


def test_a_name_of_a_model_in_a_red_message_is_shown_as_it_was_typed():
    page = AppTest.from_file(str(ROOT / APP), default_timeout=240)
    page.switch_page("pages/4_Image.py")
    page.query_params["model"] = "$y$`z`"
    assert r"\$y\$\`z\`" in healthy(page.run()).error[0].value
