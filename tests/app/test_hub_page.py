"""The hub page: every layer is computed once, and what is clicked, chosen or linked is drawn."""

from __future__ import annotations

import json
import shutil
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from semhub.experiments import hub
from semhub.states import extraction
from semhub.ui import emergence
from semhub.ui.hub import controls as asked
from semhub.ui.hub import pairs, queries, screen, view
from semhub.ui.shared import frame
from tests.app.conftest import APP, ROOT, charts, healthy, said, shown, title_of
from tests.tiny import llama_folder

PAGE = "pages/6_Hub.py"
THREE = ["English", "Chinese", "German"]
MATRIX, PLANE = "Which data types meet at layer {}?", "Do items that mean the same lie together?"
OPEN = dict.fromkeys(("hub_pairs", "hub_meet", "hub_trust"), "true")
CURVES, PAIR = "Where do all pairs meet?", "Which English item is near which Chinese item?"


@pytest.fixture
def hub_page(llama):
    """Opens the page as a link does: by default the tiny decoder, on three languages, with the
    sections open."""

    def opened(**link) -> AppTest:
        page = AppTest.from_file(str(ROOT / APP), default_timeout=120)
        page.switch_page(PAGE)
        usual = {"model": llama, "hub_set": "Concepts", "hub_concepts": THREE, "hub_layer": "2"}
        usual |= OPEN
        for key, value in (usual | link).items():
            if value is not None:
                page.query_params[key] = value
        return healthy(page.run())

    return opened


@pytest.fixture
def items_run(monkeypatch) -> list[int]:
    """How many items each call of the model's states was asked for."""
    asked_for, extract = [], extraction.extract
    monkeypatch.setattr(
        extraction, "extract",
        lambda model, items, **how: asked_for.append(len(items)) or extract(model, items, **how),
    )  # fmt: skip
    return asked_for


def cells(page, which: int = 0) -> dict[tuple[str, str], dict]:
    """Pair -> row of the matrix, of the first or the second model."""
    found = [chart for chart in page.get("vega_lite_chart") if "Which data" in chart.proto.spec]
    data = next(data for data in found[which].proto.datasets if data.name == "cells")
    from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df

    frame = convert_arrow_bytes_to_pandas_df(data.data.data)
    return {(row["a"], row["b"]): row for row in frame.to_dict("records")}


def test_the_first_screen_asks_answers_and_draws_the_items_alone(hub_page):
    page = hub_page(**dict.fromkeys(OPEN))
    assert list(charts(page)) == [PLANE]
    assert [title.value for title in page.title] == [screen.QUESTION]
    assert "of 100 items find their partner across 3 pairs of 3 data types" in said(page)
    assert [box.label for box in page.expander] == [
        "Which items are drawn, and how?", "Which data types find each other at layer 2?",
        "Where do all pairs meet?", "Do its layers lie like another model's, of any sense?",
        "Can I trust this?",
    ]  # fmt: skip
    assert not page.error and not page.warning


def test_opened_sections_draw_the_matrix_the_curves_and_what_stands_behind(hub_page):
    page = hub_page()
    assert list(charts(page)) == [PLANE, MATRIX.format(2), CURVES]
    assert "relative to each data type's own centre" in said(page)
    assert len(page.table) == 1


def test_another_layer_is_another_matrix_and_runs_nothing_in_the_model(hub_page, items_run):
    page = hub_page(hub_concepts=["English", "Chinese", "Japanese"])
    before = cells(page)
    items_run.clear()
    page.slider(key=screen.LAYER).set_value(1)
    healthy(page.run())
    assert MATRIX.format(1) in charts(page)
    assert cells(page)["en", "zh"]["said"] != before["en", "zh"]["said"]
    assert not items_run
    assert page.query_params[screen.LAYER] == "1"


def test_another_metric_runs_nothing_in_the_model(hub_page, items_run):
    page = hub_page(hub_concepts=["English", "Spanish", "Japanese"])
    items_run.clear()
    page.selectbox(key=asked.METRIC_KEY).set_value("cka")
    healthy(page.run())
    assert "CKA, mean" in charts(page)[MATRIX.format(2)]
    assert not items_run


def test_a_click_on_a_cell_shows_its_curve_and_its_items(hub_page):
    page = hub_page()
    page.session_state[pairs.MATRIX] = {"selection": {"cell": [{"a": "zh", "b": "en"}]}}
    healthy(page.run())
    shown = charts(page)
    assert "Where do English and Chinese meet, among all pairs?" in shown
    assert shown[PAIR].startswith("Layer 2;")
    assert page.selectbox(key=pairs.PAIR).value == ("en", "zh")
    page.slider(key=screen.LAYER).set_value(3)
    assert charts(healthy(page.run()))[PAIR].startswith("Layer 3;")


def test_another_pair_can_be_chosen_after_a_click(hub_page):
    page = hub_page()
    page.session_state[pairs.MATRIX] = {"selection": {"cell": [{"a": "en", "b": "zh"}]}}
    healthy(page.run())
    page.selectbox(key=pairs.PAIR).set_value(("zh", "de"))
    assert "Where do Chinese and German meet, among all pairs?" in charts(healthy(page.run()))


def test_a_link_carries_layer_pair_metric_and_data_types(hub_page):
    page = hub_page(
        hub_layer="1", hub_pair="English and German", hub_metric="Centred gap", pool="last",
        hub_concepts=["English", "German"],
    )  # fmt: skip
    drawn = charts(page)
    assert MATRIX.format(1) in drawn
    assert drawn["Where do English and German meet, among all pairs?"].count("centred gap")
    assert "1 pair of 2 data types" in said(page)
    assert "last: the state at the last word" in shown(page.table[0].value.to_string())


def test_a_link_with_nonsense_opens_the_usual(hub_page):
    page = hub_page(hub_layer="99", hub_pair="Klingon", hub_metric="guess")
    assert CURVES in charts(page)
    assert not page.error


def test_a_layer_at_which_a_person_came_to_rest_is_in_the_link_and_within_the_model(hub_page):
    page = hub_page(hub_layer=None)
    assert screen.LAYER not in page.query_params
    page.slider(key=screen.LAYER).set_value(3)
    assert "Which data types find each other at layer 3?" in [
        box.label for box in healthy(page.run()).expander
    ]
    assert page.query_params[screen.LAYER] == "3"


def test_a_second_model_stands_in_its_own_place_at_the_same_share_of_its_depth(
    hub_page, tmp_path_factory
):
    other = str(llama_folder(tmp_path_factory.mktemp("beside") / "other-llama", seed=3))
    page = hub_page(hub_beside=other, hub_beside_pairs="true", hub_beside_curves="true")
    titles = [title_of(chart) for chart in page.get("vega_lite_chart")]
    assert [title["title"] for title in titles] == [
        PLANE, PLANE, CURVES, MATRIX.format(2), MATRIX.format(2), CURVES,
    ]  # fmt: skip
    assert [title["subtitle"].split(":")[0] for title in titles[3:5]] == [
        "other-llama", "tiny-llama",
    ]  # fmt: skip
    assert cells(page, 0)["en", "zh"]["said"] != cells(page, 1)["en", "zh"]["said"]
    assert page.subheader[0].value == "Beside it: other-llama"


def test_while_a_second_model_is_read_the_first_is_there_with_all_its_sections(
    hub_page, monkeypatch
):
    """A stopped run leaves what it drew: as much is there while it still runs."""
    monkeypatch.setattr(queries, "hub_beside", lambda *_of: st.stop())
    page = hub_page(hub_beside=asked.UNTRAINED)
    assert list(charts(page)) == [PLANE, MATRIX.format(2), CURVES]
    assert len(page.table) == 1


def test_when_another_question_is_stopped_the_result_before_stands_and_says_so(
    hub_page, monkeypatch
):
    page = hub_page()
    answer = page.title[0].value, charts(page)[PLANE]
    monkeypatch.setattr(queries, "hub_of", lambda *_of: st.stop())
    page.selectbox(key=asked.METRIC_KEY).set_value("cka")
    healthy(page.run())
    assert (page.title[0].value, charts(page)[PLANE]) == answer
    assert "The result before, of tiny-llama, until the new one is worked out." in said(page)


def test_when_another_way_of_drawing_is_stopped_the_one_before_stands(hub_page, monkeypatch):
    page = hub_page()
    before = charts(page)[PLANE]
    monkeypatch.setattr(queries, "plane", lambda *_of: st.stop())
    page.segmented_control(key=view.BY_KEY).set_value("pca")
    healthy(page.run())
    assert charts(page)[PLANE] == before and "The result before" in said(page)


def test_the_result_before_goes_when_the_new_one_is_there(hub_page):
    page = hub_page()
    page.selectbox(key=asked.METRIC_KEY).set_value("cka")
    healthy(page.run())
    assert "The result before" not in said(page)
    assert len(page.title) == 1 and list(charts(page)) == [PLANE, MATRIX.format(2), CURVES]


def test_the_untrained_twin_is_one_choice(hub_page):
    page = hub_page(hub_beside=asked.UNTRAINED)
    assert page.subheader[0].value == "Beside it: untrained tiny-llama"
    assert not page.error


def test_a_model_in_its_chat_template_stands_beside_itself_without(hub_page, chatty):
    page = hub_page(model=chatty, hub_beside=asked.IN_CHAT, hub_beside_pairs="true")
    assert page.subheader[0].value == "Beside it: tiny-chatty in its chat template"
    assert cells(page, 0)["en", "zh"]["said"] != cells(page, 1)["en", "zh"]["said"]
    other = hub_page(model=chatty, chat="true", hub_beside=asked.NO_CHAT, hub_beside_pairs="true")
    assert other.subheader[0].value == "Beside it: tiny-chatty without its chat template"
    assert cells(other, 0)["en", "zh"]["said"] == cells(page, 1)["en", "zh"]["said"]


def test_a_second_model_that_cannot_be_had_is_one_sentence_and_the_first_stays(hub_page, tmp_path):
    page = hub_page(hub_beside=str(tmp_path / "nowhere"))
    assert len(page.error) == 1
    assert list(charts(page)) == [PLANE, MATRIX.format(2), CURVES]


def test_an_unknown_model_is_one_sentence(hub_page, few_rows, tmp_path):
    page = hub_page(model=str(tmp_path / "nowhere"))
    assert len(page.error) == 1
    assert "Shown meanwhile" in said(page)


def test_what_a_model_does_not_take_is_left_out_in_a_sentence(hub_page):
    page = hub_page(hub_set="Concepts", hub_concepts=["English", "Chinese", "Picture"])
    assert "tiny-llama takes text, but no image." in said(page)
    empty = cells(page)["en", "image"]
    assert not empty["compared"] and empty["said"] == "tiny-llama does not take: picture"
    assert "1 pair of 2 data types" in said(page)


def test_one_data_type_alone_teaches(hub_page):
    page = hub_page(hub_concepts=["English"])
    assert "Choose at least two data types" in said(page)
    assert not charts(page)


def test_a_model_from_elsewhere_opens_with_everyday_sentences_in_nine_languages(
    hub_page, few_rows, tmp_path
):
    model = llama_folder(tmp_path / "model", longest=256)
    page = hub_page(model=str(model), hub_set=None)
    assert page.selectbox(key=asked.SET).value == "everyday"
    assert "36 pairs of 9 data types" in said(page)


def test_everyday_sentences_are_spoken_too_unless_it_is_known_that_the_model_does_not_hear():
    nine = ("en", "zh", "es", "fr", "de", "ja", "ru", "ar", "hi")
    assert asked._usual("everyday", "a/model-of-the-hub") == (*nine, "speech")
    assert asked._usual("everyday", "semhub-nano") == (*nine, "speech")
    assert asked._usual("everyday", "multilingual-e5-small") == nine


def test_a_link_with_an_empty_set_opens_the_usual_one(hub_page):
    assert not hub_page(hub_set="").exception


def test_the_trust_table_says_what_stands_behind_band_and_plane(hub_page, llama):
    page = hub_page()
    told = shown(page.table[0].value.to_string())
    for part in (
        "240 concepts",
        "80%",
        "t-SNE (perplexity 19.7) of 20 rows",  # of 60 points a third, less a little
        "nearest marks here",
        "1,000 shuffles",
        llama,
        "fewest words",
    ):
        assert part in told
    assert page.code[0].value.startswith("python -m semhub hub --model")
    assert "concepts:en concepts:zh concepts:de --metric acc1 --pool unit" in page.code[0].value


@pytest.fixture
def past(tmp_path, monkeypatch, llama):
    """The tiny decoder as the embedded model, with two checkpoints of its training."""
    history = tmp_path / "semhub-nano" / "history"
    for seed, steps in enumerate((10, 90)):
        llama_folder(history / f"step-{steps}", seed=seed)
    rows = [{"checkpoint": f"step-{steps}", "tokens": 100 * steps} for steps in (10, 90)]
    (history / "emergence.json").write_text(json.dumps({"checkpoints": rows}))
    shutil.copytree(llama, tmp_path / "semhub-nano", dirs_exist_ok=True)
    monkeypatch.setattr(emergence, "HISTORY", history)
    monkeypatch.setattr(emergence.catalogue, "CHECKPOINTS", tmp_path)
    emergence.history.cache_clear()
    yield
    emergence.history.cache_clear()


def test_the_embedded_models_own_past_has_a_slider_of_its_own(hub_page, past):
    page = hub_page(model="semhub-nano", hub_beside=asked.PAST)
    assert page.subheader[0].value == "Beside it: semhub-nano after 1,000 tokens"
    page.select_slider(key=asked.CHECKPOINT).set_value("9,000 tokens")
    healthy(page.run())
    assert page.subheader[0].value == "Beside it: semhub-nano after 9,000 tokens"


@pytest.fixture
def maps_made(monkeypatch) -> list[tuple[int, ...]]:
    """Which rows each fit of t-SNE was asked for."""
    queries.neighbour_map.clear()  # which other tests may have filled
    asked_for, tsne = [], hub.tsne
    monkeypatch.setattr(
        hub, "tsne",
        lambda states, rows, *, items, **how: asked_for.append(items)
        or tsne(states, rows, items=items, **how),
    )  # fmt: skip
    return asked_for


def test_t_sne_is_fitted_once_and_not_for_another_layer_or_metric(hub_page, maps_made):
    page = hub_page(hub_concepts=["English", "Chinese"])
    assert "20 of 240 concepts" in charts(page)[PLANE]
    assert "nearest marks here" in said(page) and "how far groups are apart" in said(page)
    page.slider(key=screen.LAYER).set_value(1)
    assert "t-SNE, layer 1:" in said(healthy(page.run()))
    page.selectbox(key=asked.METRIC_KEY).set_value("cka")
    healthy(page.run())
    assert [len(items) for items in maps_made] == [20]


def test_a_link_opens_the_linear_view_and_other_pages_lead_back_to_it(hub_page, maps_made):
    page = hub_page(hub_concepts=["English", "Japanese"], hub_by="PCA")
    assert not maps_made and "one plane for all layers" in charts(page)[PLANE]
    assert "principal components" in shown(page.table[0].value.to_string())
    healthy(page.switch_page(frame.HOME).run())
    assert page.session_state["links"][PAGE][view.BY_KEY] == "PCA"


def test_rows_for_which_a_map_has_no_room_are_left_out_and_told(hub_page, monkeypatch, maps_made):
    monkeypatch.setattr(hub.projection_tsne, "MOST", 4 * 2 * 7)
    page = hub_page(hub_concepts=["Chinese", "German"], hub_by="t-SNE")
    assert [len(items) for items in maps_made] == [7]
    assert "7 of 240 concepts" in charts(page)[PLANE]
    assert "of 7 rows" in shown(page.table[0].value.to_string())


def test_a_model_without_the_chosen_rows_has_no_plane():
    states = SimpleNamespace(sets={"world": {}})
    seen = SimpleNamespace(hub=SimpleNamespace(states=states))
    assert view.View("calls", "pca", {}, 0, (), {}).layout(seen) is None


def test_other_pages_lead_back_to_the_same_layer_and_pair(hub_page):
    page = hub_page(hub_layer="1", hub_pair="English and German", hub_metric="CKA")
    healthy(page.switch_page(frame.HOME).run())
    link = page.session_state["links"][PAGE]
    assert (link["hub_layer"], link["hub_pair"]) == ("1", "English and German")
    assert link["hub_metric"] == "CKA" and link["hub_concepts"] == THREE
