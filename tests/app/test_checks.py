"""Further checks on the Text page, and what intervals are over."""

from __future__ import annotations

import numpy as np
import pytest

from semhub.experiments.comparison import without_length
from semhub.ui.text import checks
from tests.app.conftest import curve, said, shown
from tests.app.test_text_page import table


def rows(page) -> str:
    return shown(page.table[0].value.to_string())


def test_closed_checks_work_nothing_out(text_page, monkeypatch):
    def worked_out(*_):
        raise AssertionError("worked out though nobody asked")

    monkeypatch.setattr(checks, "_split_half", worked_out)
    assert "on the half used for choosing" not in said(text_page(pool="unit"))


def test_the_trust_table_says_whether_a_token_owns_the_plain_mean(text_page):
    assert "ttention sink" in table(text_page())


def test_open_checks_name_halves_pool_and_neighbours(text_page):
    told = rows(text_page(checks="true"))
    for part in ("on the half used for choosing", "nearest of all uncentred states", "by chance"):
        assert part in told
    assert "Over layer 0" not in told


def test_a_metric_that_reads_high_where_nothing_meets_is_told_over_layer_0(text_page):
    assert "Over layer 0" in rows(text_page(metric="CKA", checks="true"))


@pytest.mark.parametrize(("found", "warned"), [(True, 1), (False, 0)])
def test_a_sink_is_said_on_the_page_only_where_the_plain_mean_is_chosen(
    text_page, monkeypatch, found, warned
):
    class Seen:
        sentence = "An attention sink: “The” is 160 times as long."

    Seen.found = found
    monkeypatch.setattr(checks, "sinks", lambda *_: Seen)
    assert len(text_page(pool="mean").warning) == warned
    assert len(text_page(pool="unit").warning) == 0


def test_intervals_over_other_words_are_said_in_the_trust_table_and_in_the_command(text_page):
    usual = text_page(set="World")
    over = text_page(set="World", over="other words for the thing")
    assert "over sentences like these" in table(usual)
    assert "over sentences of other words for the thing" in table(over)
    assert "--cluster thing" in over.code[0].value
    assert curve(usual) != curve(over)  # whose interval is wider


def test_a_set_without_slots_offers_sentences_like_these_alone(text_page):
    page = text_page(set="Concepts", over="other words for the thing")
    assert "over sentences like these" in table(page)


def test_what_length_explains_is_taken_off_on_request(text_page):
    page = text_page(partial="true", pool="mean")
    assert "--partial length" in page.code[0].value
    assert curve(page) != curve(text_page(pool="mean"))


def test_what_stands_below_a_curve_without_length_is_without_length_too(text_page, monkeypatch):
    seen = []
    monkeypatch.setattr(checks, "checks", seen.append)
    for link in ({"partial": "true"}, {}):
        text_page(pool="mean", checks="true", **link)
    less, whole = seen[0], seen[-1]  # each page is drawn again with its controls
    assert np.allclose(less.x, without_length(less.model, less.pairs.a, whole.x))
    assert not np.allclose(less.x, whole.x)
