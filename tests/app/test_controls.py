"""Controls that every page shares."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.conftest import healthy


def few(usual: str | None) -> None:
    import streamlit as st

    from semhub.ui.controls import segments

    st.write(repr(segments("Where", "where", {"all": "all", "last": "the last"}, usual)))


def chosen(usual: str | None = None, **link: str) -> str:
    page = AppTest.from_function(few, args=(usual,))
    for name, value in link.items():
        page.query_params[name] = value
    return healthy(page.run()).markdown[0].value.strip("'")


@pytest.mark.parametrize("link", [{}, {"where": ""}, {"where": "nowhere"}])
def test_a_choice_of_few_is_the_usual_one_where_a_link_says_none_of_them(link):
    assert chosen(**link) == "all"
    assert chosen("last", **link) == "last"


def test_a_choice_of_few_is_that_of_the_link():
    assert chosen(where="the last") == "last"
