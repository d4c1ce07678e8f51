"""A link with markdown in it, wherever a page takes one, draws no link and no picture."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.test_links import CHEAP, PARAMETERS, SECTIONS, opened, unreachable  # noqa: F401

HOSTILE = "[text](http://127.0.0.1:9/l) ![t](http://127.0.0.1:9/p.png) http://127.0.0.1:9/u"
ROWS = f"{HOSTILE}\t{HOSTILE} b\nthe cat\t猫\nthe dog\t狗"

LINK = re.compile(r"(?<!\\)\]\(|https?://127")
"""A link, a picture or an address that a browser would take for one."""

PLAIN = {
    "selectbox", "multiselect", "text_input", "text_area", "code", "arrow_data_frame",
    "vega_lite_chart", "html", "arrow_vega_lite_chart", "number_input", "bidi_component",
    "file_uploader", "audio_input", "camera_input", "imgs", "audio",
}  # fmt: skip
"""Elements whose values the browser shows letter for letter; of them labels are looked at."""

NAMES = ("id:", "query_", "key:", "element_id:", "group_id:")
"""Fields that nobody sees."""


def drawn(block) -> Iterator[str]:
    """All that the browser reads as markdown, of a block and what is in it."""
    for element in block.children.values():
        inside, proto = hasattr(element, "children"), getattr(element, "proto", None)
        if element.type in PLAIN:
            yield from (getattr(proto, "label", ""), getattr(proto, "help", ""))
        elif element.type == "table":
            yield json.dumps(element.value.reset_index().to_dict("list"), default=str)
        elif proto is not None:
            lines = (line.strip() for line in str(proto).split("\n"))
            yield from (line for line in lines if not line.startswith(NAMES))
        if inside:
            yield from drawn(element)


@pytest.mark.parametrize("path", PARAMETERS)
def test_markdown_in_any_parameter_of_a_link_is_shown_letter_for_letter(path, unreachable):  # noqa: F811
    link = {key: HOSTILE for key in PARAMETERS[path] if key not in SECTIONS}
    link |= {key: ROWS for key in link if key.endswith("rows") and path in CHEAP}
    link |= {key: "Your own" for key in link if key in ("set", "code_set")}
    page = opened(path, HOSTILE, link)
    assert [text for text in drawn(page.main) if LINK.search(text)] == []


def test_it_would_see():
    def draws() -> None:
        import streamlit as st

        hostile = "[text](http://127.0.0.1:9/l) ![t](http://127.0.0.1:9/p.png)"
        st.caption(hostile)
        st.button("a", help=hostile)
        st.pills("b", [hostile])
        st.table({"a": [hostile]})
        st.progress(0.5, hostile)
        st.selectbox("c", [hostile])
        st.expander(hostile).caption("d")
        st.tabs([hostile])[0].caption("e")

    page = AppTest.from_function(draws).run()
    assert sum(bool(LINK.search(text)) for text in drawn(page.main)) == 7
