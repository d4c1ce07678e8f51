"""Messages show a person's own text letter for letter, in every colour."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from semhub.ui.shared.messages import escaped
from tests.app.conftest import APP, ROOT, healthy


@pytest.mark.parametrize(
    "written",
    ["~~s~~", ":red[x]", ":material/home:", "$y$`z`", "**b**", "_i_", "[a](b)", "<b>", "&amp;"],
)
def test_no_sign_of_markdown_in_it_counts(written):
    shown = escaped(f"No sentence says “{written}”.")
    assert shown != f"No sentence says “{written}”."
    assert re.sub(r"\\(?=[^\w\s]|_)", "", shown) == f"No sentence says “{written}”."


def test_a_plain_sentence_stays_as_it_is():
    for said in ("tiny-llama has 1,024 tokens: read v1.2 (owner/name).", "p < 0.05, a_b"):
        assert escaped(said) == said


def test_a_name_of_a_model_in_a_red_message_is_shown_as_it_was_typed():
    page = AppTest.from_file(str(ROOT / APP), default_timeout=240)
    page.switch_page("pages/4_Image.py")
    page.query_params["model"] = "$y$`z`"
    assert r"\$y\$\`z\`" in healthy(page.run()).error[0].value
