"""The steer page: own texts, presets, clicks, and what cannot be pushed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from streamlit.testing.v1 import AppTest

from semhub.charts.steering.controls import LABELS
from semhub.datasets.tried import recorded
from semhub.records import shelf
from semhub.steering.presets import PRESETS
from semhub.ui.shared import cached
from semhub.ui.steer.controls import spoke_name
from semhub.ui.steer.own import EXAMPLE
from tests.app.conftest import APP, ROOT, charts, healthy, said, shown

PAGE = "pages/7_Steer.py"
NANO = "semhub-nano"
ITEMS, SHARES, CURVE, MAP = (
    "Does every answer move the intended way?",
    "How many answers change, and to what?",
    "How hard must one push?",
    "At which layer must one push, and how hard?",
)
CHOSEN = {"steer_answers": "true", "steer_hard": "true"}
"""As in a link: the sections of the answers and of the strength are open."""

OWN = {"steer_push": "Your own"} | {f"steer_{name}": text for name, text in EXAMPLE.items()}


@pytest.fixture
def steer_page():
    """Opens the page as a link with these parameters does."""

    def opened(**link: str) -> AppTest:
        page = AppTest.from_file(str(ROOT / APP), default_timeout=240)
        page.switch_page(PAGE)
        for key, value in link.items():
            page.query_params[key] = value
        return healthy(page.run())

    return opened


def item_shown(page: AppTest):
    """The box of items, which has a key of its own for other items."""
    return next(box for box in page.selectbox if box.label == "Item that is shown")


@pytest.mark.parametrize("name", [name for name, one in PRESETS.items() if one.embedded])
def test_every_preset_shows_its_point_and_its_charts(steer_page, name):
    preset = PRESETS[name]
    page = steer_page(steer_push=preset.title, **CHOSEN)
    assert {ITEMS, SHARES, CURVE} <= set(charts(page)) and not page.error
    assert "natural differences" in page.select_slider(key="steer_strength").help
    assert f"Pushed from {preset.minus} to {preset.plus} in English" in said(page)
    assert "random pushes of the same length" in said(page)
    assert page.slider(key="steer_layer").value == preset.layer
    assert page.select_slider(key="steer_strength").value == preset.strength


def test_a_link_leads_to_what_is_read_and_a_picture_stands_beside_its_answers(steer_page):
    animal = PRESETS["animal"]
    page = steer_page(steer_push=animal.title, steer_while="Picture", steer_layer="9")
    assert page.selectbox(key="steer_while").value == "image"
    assert "answers to pictures change as intended" in said(page)
    assert page.slider(key="steer_layer").value == 9 and page.get("image")


def several(low: int, high: int) -> dict:
    """As in a link."""
    return {"steer_several": "true", "steer_layers": [str(low), str(high)]}


def test_a_link_leads_to_several_layers(steer_page):
    page = steer_page(**OWN, **several(7, 9), **CHOSEN, steer_sweep="true", trust="true")
    assert page.slider(key="steer_layers").value == (7, 9)
    assert "Pushed at layers 7 to 9" in said(page)
    drawn = charts(page)
    assert "layers 1 to 3 instead" in drawn[CURVE] and MAP in drawn
    assert "at layers 7 to 9 the two lie" in shown(str(page.table[0].value.to_numpy().tolist()))


def test_where_too_many_layers_are_pushed_the_page_says_what_is_missing(steer_page):
    page = steer_page(**OWN, **several(3, 10), **CHOSEN, trust="true")
    sentence = "Apart from layers 3 to 10 the model has too few other layers in a row"
    assert sentence in shown(str(page.table[0].value.to_numpy().tolist()))
    assert "instead" not in charts(page)[CURVE]


def test_several_layers_begin_around_the_usual_one_and_a_cell_leads_back_to_one(steer_page):
    page = steer_page(**OWN, steer_layer="5")
    page.toggle(key="steer_several").set_value(True)
    page = healthy(page.run())
    assert page.slider(key="steer_layers").value == (6, 8)
    page.slider(key="steer_layers").set_value((2, 9))
    assert "Pushed at layers 2 to 9" in said(healthy(page.run()))
    page.session_state["steer_map"] = {"selection": {"cell": [{"layer": 9, "strength": 1.0}]}}
    page = healthy(page.run())
    assert not page.toggle(key="steer_several").value and "Pushed at layer 9" in said(page)
    assert page.slider(key="steer_layer").value == 9


def test_another_preset_brings_its_own_layer_and_strength(steer_page):
    page = steer_page(steer_push=PRESETS["animal"].title)
    page.selectbox(key="steer_push").set_value("half")
    page = healthy(page.run())
    assert page.slider(key="steer_layer").value == PRESETS["half"].layer
    assert page.select_slider(key="steer_strength").value == PRESETS["half"].strength
    assert page.selectbox(key="steer_while").value in PRESETS["half"].spokes


def test_another_preset_shows_its_own_item_in_the_box_and_on_the_card(steer_page):
    page = steer_page(steer_push=PRESETS["animal"].title)
    item_shown(page).set_value(3)
    before = item_shown(healthy(page.run())).options
    page.selectbox(key="steer_push").set_value("colour")
    page = healthy(page.run())
    box = item_shown(page)
    assert box.value == 0 and box.options != before
    assert box.options[0].removeprefix("1: ").rstrip("…") in said(page).replace("\\", "")
    page.selectbox(key="steer_push").set_value("animal")
    assert item_shown(healthy(page.run())).value == 3


def test_a_model_that_cannot_be_read_leaves_the_push_that_the_shown_one_has(steer_page):
    before = charts(steer_page())
    page = steer_page(model="~nosuch")
    assert (
        "There is no folder ~nosuch" in page.error[0].value.replace("\\", "")
        and len(page.error) == 1
    )
    assert charts(page) == before


def test_a_push_that_does_little_is_told_in_numbers_and_the_bar_stands_under_trust(steer_page):
    page = steer_page(steer_push=PRESETS["half"].title, steer_while="A picture, on the other half")
    assert "on the other half of the picture, 0 of 12 answers change as intended" in said(page)
    assert "count as shown" not in said(page) and not page.warning
    page = steer_page(
        steer_push=PRESETS["half"].title, steer_while="A picture, on the other half", trust="true"
    )
    assert "does not count as shown: " in shown(str(page.table[0].value.to_numpy().tolist()))


def worked(name: str) -> dict[str, list[str]]:
    """Preset -> the spokes that it was measured to work in."""
    found: dict[str, list[str]] = {}
    for one in recorded(name):
        if one.worked:
            found.setdefault(one.preset, []).append(one.spoke)
    return found


@pytest.mark.parametrize("name", [NANO, f"{NANO}-control"])
def test_what_was_tried_and_failed_is_not_offered(steer_page, name):
    page = steer_page(model=name)
    works = worked(name)
    assert page.selectbox(key="steer_push").options == [
        *(PRESETS[preset].title for preset in works), "Your own"
    ]  # fmt: skip
    preset = page.selectbox(key="steer_push").value
    assert page.selectbox(key="steer_while").options == [
        spoke_name(spoke) for spoke in works[preset]
    ]


def test_what_did_not_work_stands_in_a_closed_section_with_its_figures(steer_page):
    assert not steer_page().table
    (table,) = steer_page(steer_failed="true").table
    failed = [one for one in recorded(NANO) if not one.worked]
    rows = table.value.to_numpy().tolist()
    assert [row[2] for row in rows] == [f"{one.changed} of {one.open}" for one in failed]
    assert all(PRESETS[one.preset].title in row[0] for one, row in zip(failed, rows, strict=True))


def test_a_link_to_a_push_that_failed_shows_it_until_another_is_chosen(steer_page):
    total = PRESETS["sum"].title
    page = steer_page(steer_push=total, steer_while="French")
    push = page.selectbox(key="steer_push")
    assert push.value == "sum" and page.selectbox(key="steer_while").value == "fr"
    assert "French answers change as intended" in said(page)
    push.set_value("mood")
    assert total not in healthy(page.run()).selectbox(key="steer_push").options


def test_of_a_model_that_comes_without_figures_pushes_are_tried_when_asked(steer_page, llama):
    page = steer_page(model=llama, steer_failed="true")
    assert "of 5 ready-made pushes, pushed just now" in said(page)


def test_a_model_of_another_world_is_offered_what_it_can_be_asked(steer_page, llama):
    page = steer_page(model=llama, steer_push=PRESETS["animal"].title)
    assert "which tiny-llama does not know" in page.info[0].value
    push = page.selectbox(key="steer_push")
    assert push.value == "sentiment"
    assert push.options == [PRESETS["sentiment"].title, "Your own"] and ITEMS in charts(page)


def test_a_twin_that_sees_nothing_is_not_offered_pictures(steer_page):
    page = steer_page(
        model="semhub-nano-control", steer_push=PRESETS["animal"].title, steer_while="Picture"
    )
    box = page.selectbox(key="steer_while")
    assert "Picture" not in box.options and box.value == "en" and ITEMS in charts(page)


def test_the_page_opens_on_a_push_that_works_with_what_the_words_mean(steer_page):
    page = steer_page()
    preset, spoke = (page.selectbox(key=f"steer_{key}").value for key in ("push", "while"))
    (trial,) = (
        one for one in recorded(NANO) if (one.preset, one.spoke) == (preset, spoke)
    )  # fmt: skip
    assert trial.worked
    assert f"{trial.changed} of {trial.open} Chinese answers change as intended" in said(page)
    minus, plus = PRESETS[preset].minus, PRESETS[preset].plus
    cards = [one.value for one in page.markdown]
    assert any("Left alone" in one and f"= {minus}" in one for one in cards)
    assert any("Pushed at layer" in one and f"= {plus}" in one for one in cards)


def test_sections_are_closed_and_run_nothing(steer_page):
    assert list(charts(steer_page())) == [ITEMS]


def test_two_sessions_that_push_at_once_read_what_each_reads_alone(steer_page):
    link = OWN
    strengths = ("0.5", "4")
    alone = [charts(steer_page(**link, steer_strength=s)) for s in strengths]
    cached.clear()
    with ThreadPoolExecutor(2) as both:
        pages = both.map(lambda s: steer_page(**link, steer_strength=s), strengths)
        assert [charts(page) for page in pages] == alone


def test_own_texts_are_pushed_with_all_controls(steer_page):
    page = steer_page(**OWN, **CHOSEN, steer_sweep="true")
    assert {ITEMS, CURVE, MAP} <= set(charts(page))
    assert page.title[0].value == "Does your push turn “狗” into “cat”?"
    assert "Pushed along your texts, 4 of 4 answers change as intended" in said(page)
    assert "Left alone" in said(page)
    assert "Can I trust this?" in [box.label for box in page.expander]
    assert not page.error


def test_another_control_is_one_choice_and_stands_in_every_sentence(steer_page):
    page = steer_page(
        steer_push=PRESETS["animal"].title, steer_while="Picture", **CHOSEN, trust="true"
    )
    assert list(page.selectbox(key="steer_beside").options) == [*LABELS.values()]
    random = charts(page)
    page.selectbox(key="steer_beside").set_value("third")
    page = healthy(page.run())
    assert "under pushes to a third word of the same length" in said(page)
    for name in (ITEMS, SHARES, CURVE):
        assert "pushes to a third word" in charts(page)[name] != random[name]
    assert "half of its effect is expected" in shown(str(page.table[0].value.to_numpy().tolist()))


def test_answers_that_changed_at_all_are_told_beside_those_that_became_the_word(steer_page):
    page = steer_page(**OWN, **CHOSEN, trust="true")
    told = shown(str(page.table[0].value.to_numpy().tolist()))
    assert "Answers that changed at all, to whatever: 100%, under random pushes" in told
    assert "and 100% change at all; under random pushes" in charts(page)[SHARES]


def test_texts_of_other_words_bring_the_controls_that_are_made_of_them(steer_page):
    page = steer_page(**OWN)
    offered = {LABELS["random"], LABELS["states"]}
    assert {*page.selectbox(key="steer_beside").options} == offered
    others = "The horse sleeps. →\nThe pig sleeps. →\nThe owl sleeps. →"
    page = steer_page(**OWN, steer_others=others, steer_beside=LABELS["pairs"])
    assert list(page.selectbox(key="steer_beside").options) == [*LABELS.values()]
    assert "pushes from one other word to another" in charts(page)[ITEMS] and not page.error
    page.text_area(key="steer_others").set_value("")
    page = healthy(page.run())
    assert page.selectbox(key="steer_beside").value == "random"


def test_an_empty_page_teaches_and_its_example_runs(steer_page):
    page = steer_page(steer_push="Your own")
    assert "type two texts that differ in one thing" in page.info[0].value and page.title
    assert not charts(page)
    next(b for b in page.button if b.label == "Fill in an example").click()
    assert ITEMS in charts(healthy(page.run()))


def test_a_click_on_a_cell_pushes_there_and_a_click_on_a_dot_shows_its_item(steer_page):
    page = steer_page(**OWN)
    page.session_state["steer_map"] = {"selection": {"cell": [{"layer": 9, "strength": -0.5}]}}
    page = healthy(page.run())
    assert (page.slider(key="steer_layer").value, page.query_params["steer_layer"]) == (9, "9")
    assert page.select_slider(key="steer_strength").value == -0.5
    assert "Reversed" in said(page) and "Pushed at layer 9" in said(page)
    page.session_state["steer_shifts"] = {"selection": {"item": [{"item": 2}]}}
    page = healthy(page.run())
    assert item_shown(page).value == 2
    assert "狗在河边等" in said(page)


def test_what_is_known_is_not_asked_again(steer_page, monkeypatch):
    page = steer_page(**OWN)

    def asked(*_arguments, **_named):
        raise AssertionError("the model was pushed once more")

    monkeypatch.setattr("semhub.steering.steer", asked)
    item_shown(page).set_value(1)
    assert ITEMS in charts(healthy(page.run()))


def test_a_link_says_layer_strength_and_what_is_folded(steer_page):
    page = steer_page(**OWN, **CHOSEN, steer_layer="8", steer_strength="0.5", steer_seed="3")
    assert page.slider(key="steer_layer").value == 8
    assert page.select_slider(key="steer_strength").value == 0.5
    assert page.number_input(key="steer_seed").value == 3
    assert "At 0.5" in charts(page)[CURVE]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"steer_plus": "狗"}, "give each word once"),
        ({"steer_to": OWN["steer_from"]}, "so no direction leads from the one to the other"),
        ({"steer_prompts": "狗" * 20_001}, "has 20,001 characters"),
    ],
)
def test_bad_input_is_one_sentence(steer_page, changed, sentence):
    page = steer_page(**OWN | changed)
    assert [sentence in error.value for error in page.error] == [True]


def test_any_decoder_can_be_pushed_with_texts_of_ones_own(steer_page, llama):
    page = steer_page(
        model=llama, **OWN | {"steer_minus": "dog", "steer_plus": "cat"}, steer_sweep="true"
    )
    assert {ITEMS, MAP} <= set(charts(page))


def test_a_picture_for_a_model_that_sees_nothing_is_a_sentence(steer_page, llama):
    page = steer_page(model=llama, **OWN | {"steer_reads": "A picture"})
    assert "takes text and no pictures" in said(page) and not charts(page)


def test_a_picture_and_a_sound_are_pushed_by_texts(steer_page):
    for reads in ("A picture", "A sound"):
        page = steer_page(**OWN | {"steer_reads": reads, "steer_minus": "dog"})
        assert any(ITEMS in chart.proto.spec for chart in page.get("vega_lite_chart"))


def test_a_model_without_a_head_says_so_and_offers_one_that_has(steer_page, bert):
    page = steer_page(model=bert, **OWN)
    assert "has no language-model head" in page.info[0].value
    next(b for b in page.button if b.label == f"Use {NANO}").click()
    assert ITEMS in charts(healthy(page.run()))


def test_a_link_that_names_no_push_opens_the_usual_one(steer_page):
    page = steer_page(steer_push="")
    assert ITEMS in charts(page) and not page.error


def test_layers_that_a_link_turns_round_are_pushed_all_the_same(steer_page):
    page = steer_page(**OWN, **several(9, 7))
    assert "Pushed at layers 7 to 9" in said(page) and not page.error


def test_the_push_that_is_shown_can_be_kept(steer_page, tmp_path, monkeypatch):
    monkeypatch.setenv("SEMHUB_CACHE", str(tmp_path))
    page = steer_page()
    page.button(key="keep/steer").click().run()
    (name,) = shelf.kept()
    record = shelf.find(name)
    assert record.experiment == "steer" and len(record.items()) > 0
    assert record.figures()[0].label == "Every answer"
