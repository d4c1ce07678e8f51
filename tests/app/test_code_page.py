"""The code page: three tabs on one mechanism, each with what tests whether meaning counts."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from semhub import datasets
from semhub.ui.shared.frame import HOME
from tests.app.conftest import APP, ROOT, TEXT, charts, curve, healthy, said, shown

PAGE = "pages/3_Code.py"
SECTIONS = ("pairs", "table", "reading", "changed", "next", "checks", "trust")
NANO = "semhub-nano"
CHANGED = "Does one changed meaning move it away?"
WHO = "Does it matter who did what to whom?"
RESULTS = "Do sums that come to the same lie together?"
ARGUMENT = "Does it think of what an argument is for?"


@pytest.fixture
def code_page(llama):
    """Opens the page as a link with these parameters does, by default with a random decoder and
    with every section open."""

    def opened(**link: str) -> AppTest:
        page = AppTest.from_file(str(ROOT / APP), default_timeout=120)
        page.switch_page(PAGE)
        topic = {"Arithmetic": "sums_", "Logic": "logic_"}.get(link.get("tab"), "code_")
        opens = dict.fromkeys((f"{topic}{section}" for section in SECTIONS), "true")
        for key, value in ({"model": llama} | opens | link).items():
            page.query_params[key] = value
        return healthy(page.run())

    return opened


def test_code_answers_with_curve_pairs_hard_negatives_next_word_and_lens(code_page):
    page = code_page()
    assert list(charts(page)) == [
        "Where do English and Code meet?",
        "Which English item is near which Code item?",
        "What does tiny-llama “think” at each layer?",
        "What else?",
        "Which words led at “r”, at any layer?",
        "Which language does tiny-llama lean to?",
        CHANGED,
        ARGUMENT,
    ]
    assert "85 pairs" in curve(page) and "of 85 items; chance 0.50" in charts(page)[CHANGED]
    assert not page.error and not page.warning


@pytest.mark.parametrize(
    ("tab", "pair", "asks"),
    [
        ("Arithmetic", "Digits and English", RESULTS),
        ("Logic", "English and Logical form", WHO),
    ],
)
def test_a_link_opens_the_other_tabs(code_page, tab, pair, asks):
    shown = charts(code_page(tab=tab))
    assert f"Where do {pair} meet?" in shown and asks in shown


@pytest.mark.parametrize("tab", ["Code", "Arithmetic", "Logic"])
def test_the_embedded_model_opens_with_a_set_that_it_knows(code_page, tab):
    page = code_page(model=NANO, tab=tab)
    assert "200 pairs" in curve(page)
    assert "has never read" not in said(page)


def test_the_set_follows_the_model_until_a_person_chooses_one(code_page, llama):
    def chosen(model: str) -> str:
        page.selectbox(key="model").set_value(model)
        return healthy(page.run()).selectbox(key="code_set").value

    page = code_page()
    assert [chosen(NANO), chosen(llama)] == ["world", "programs"]
    page.selectbox(key="code_set").set_value("world")
    healthy(page.run())
    assert [chosen(NANO), chosen(llama)] == ["world", "world"]


def test_python_is_beyond_the_embedded_model_and_the_page_offers_what_it_knows(code_page):
    page = code_page(model=NANO, code_set="Python", code_a="Spanish")
    assert "has never read “repetir”" in said(page)
    next(b for b in page.button if b.label == "Use “World”, which it knows").click()
    page = healthy(page.run())
    assert "has never read" not in said(page)
    assert "Where do Spanish and Code meet?" in charts(page)


def test_a_name_that_only_python_has_is_named(code_page):
    page = code_page(
        model=NANO, code_set="Your own", code_rows='the dog sleeps\tanimals("dog").yawn()'
    )
    assert "has never read “yawn”" in said(page)


def test_a_link_carries_every_choice(code_page):
    page = code_page(
        tab="Logic", logic_set="World", logic_a="Chinese", logic_b="Code", metric="CKA", layer="2"
    )
    assert "Where do Chinese and Code meet?" in charts(page)
    assert "CKA" in curve(page) and page.slider(key="layer").value == 2


def test_a_link_with_nonsense_opens_the_default(code_page):
    page = code_page(tab="Poetry", code_set="Cobol", code_a="Klingon", code_words="pink")
    assert "Where do English and Code meet?" in charts(page)
    assert not page.error


def test_untouched_rows_name_the_data_set_in_the_command(code_page):
    assert "programs:en programs:code" in code_page().code[0].value
    assert "sums:digits sums:en" in code_page(tab="Arithmetic").code[0].value
    page = code_page(tab="Logic", model=NANO, logic_set="Who did what")
    assert "logic:en logic:form" in page.code[0].value


def test_what_stands_behind_each_section_is_told(code_page):
    told = shown(code_page().table[-1].value.to_string())
    assert "85 items of programs" in told and "a choice that favours them" in told
    told = shown(code_page(code_b="German").table[-1].value.to_string())
    assert "Hard negatives" not in told and "Next word" in told


def test_hard_negatives_are_for_the_rows_that_stand_as_they_were(code_page):
    page = code_page()
    page.session_state["editor/programs/en/code"] = {
        "edited_rows": {0: {"a": "say hello ten times"}}, "added_rows": [], "deleted_rows": [1],
    }  # fmt: skip
    healthy(page.run())
    assert "of 83 items" in charts(page)[CHANGED]
    assert "84 pairs" in curve(page)


def test_two_columns_without_hard_negatives_say_where_there_are_some(code_page):
    page = code_page(code_b="German")
    assert CHANGED not in charts(page)
    assert "exist only for the rows of “World” and “Python”" in said(page)


def test_hard_negatives_are_found_on_either_side(code_page):
    page = code_page(code_a="Code", code_b="Hindi")
    assert CHANGED in charts(page)


@pytest.mark.parametrize("tab", ["Code", "Arithmetic", "Logic"])
def test_an_empty_table_teaches_and_can_be_filled(code_page, tab):
    key = {"Code": "code_", "Arithmetic": "sums_", "Logic": "logic_"}[tab]
    page = code_page(tab=tab, **{f"{key}set": "Your own"})
    assert not charts(page) and "in the first box" in said(page)
    next(b for b in page.button if b.label == "Fill in an example").click()
    page = healthy(page.run())
    assert "5 pairs" in curve(page)
    assert page.query_params[f"{key}rows"].count("\n") == 4


def test_own_rows_of_one_tab_are_not_those_of_another_or_of_another_page(code_page):
    page = code_page(code_set="Your own", code_rows="add one\tx += 1")
    assert "1 pair:" in curve(page)
    page.query_params.clear()
    page.query_params["set"] = "Your own"
    page.switch_page(TEXT)
    assert not charts(healthy(page.run()))


def test_each_sum_is_compared_by_its_result_alone(code_page):
    page = code_page(tab="Arithmetic", model=NANO)
    assert "“same result, other terms” is nearer than “result 1 to 2 off”" in charts(page)[RESULTS]
    assert "the result is not in the text" in said(page)


def test_another_kind_of_prompt_is_another_chart(code_page):
    page = code_page()
    page.segmented_control(key="code_words").set_value("commas")
    shown = charts(healthy(page.run()))
    assert "Does a comma in a list mean “and”?" in shown and ARGUMENT not in shown


def test_prompts_beyond_the_embedded_model_are_said_to_be(code_page):
    page = code_page(model=NANO, code_words="Commas of lists")
    # Escaped, so that no markdown is made of it.
    assert "has never read anything like “[1, 2”" in said(page).replace("\\", "")
    assert "has never read anything" not in said(code_page(model=NANO, tab="Arithmetic"))


def test_a_prompt_of_ones_own_shows_two_words_race(code_page):
    page = code_page(tab="Arithmetic", sums_prompt="8=5+", sums_meaning="three", sums_surface="3")
    shown = charts(page)["After “8=5+”: “three” or “3”?"]
    assert shown.endswith("one prompt: no interval, so no evidence yet")
    page.text_input(key="sums_surface").set_value("three")
    assert "The two words are the same" in said(healthy(page.run()))
    page.text_input(key="sums_surface").set_value("")
    assert not any(title.startswith("After") for title in charts(healthy(page.run())))


def test_an_encoder_has_curve_and_hard_negatives_and_offers_a_model_with_a_lens(code_page, bert):
    page = code_page(model=bert)
    assert CHANGED in charts(page) and ARGUMENT not in charts(page)
    assert "has no language-model head" in said(page)


def test_every_tab_comes_back_as_it_was_left(code_page):
    page = code_page(tab="Logic", model=NANO, logic_set="Who did what")
    healthy(page.switch_page(HOME).run())
    page.query_params.clear()
    page.query_params["tab"] = "Logic"
    page.switch_page(PAGE)
    page = healthy(page.run())
    assert "120 pairs" in curve(page)
    assert page.data_editor[0].value["a"][0] == datasets.table("logic")["en"][0]


@pytest.mark.parametrize("word", ["English", "Code", "layer", "datum.value", "__proto__"])
def test_a_row_and_a_word_that_read_like_a_heading_are_drawn(code_page, word):
    rows = "\n".join(f"{word} {k}\t{word}" for k in ("", "two", "three"))
    page = code_page(
        code_set="Your own", code_rows=rows, code_prompt=word, code_meaning=word,
        code_surface="index", code_checks="false",
    )  # fmt: skip
    assert "3 pairs" in curve(page) and f"After “{word}”: “{word}” or “index”?" in charts(page)
    assert not page.error
