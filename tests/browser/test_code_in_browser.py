"""The code page in a real browser: links into its tabs on a fresh server, and tabs by hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.conftest import ROOT, needs_chromium, opened, served, wait_for

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Of a server of this file's own, which knows nothing yet."""
    with served(ROOT / "app.py") as found:
        yield found


def test_a_link_leads_into_a_tab_of_a_fresh_server(address, tab):
    opened(tab, f"{address}/Code?tab=Logic&logic_set=Who+did+what")
    wait_for(tab, "Where do English and Logical form meet?")
    tab.get_by_text("Does a changed meaning move it away?").wait_for()


def test_another_tab_is_another_comparison_and_goes_into_the_link(address, tab):
    opened(tab, f"{address}/Code")
    wait_for(tab, "Where do English and Code meet?")
    tab.locator(".stSelectbox", has_text="In words, and as").locator("input").click()
    tab.get_by_role("option", name="Arithmetic", exact=True).click()
    wait_for(tab, "Where do Digits and English meet?")
    assert "tab=Arithmetic" in tab.url
