"""The hub page: every layer is computed once, and what is clicked, chosen or linked is drawn."""

from __future__ import annotations

import json
import shutil
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from semhub.experiments import hub
from semhub.states import extraction
from semhub.ui import emergence
from semhub.ui.hub import controls as asked
from semhub.ui.hub import figures as drawn
from semhub.ui.hub import pairs, section, view
from semhub.ui.hub.view import most_different
from semhub.ui.shared.frame import HOME
from tests.app.conftest import APP, ROOT, charts, healthy, said
from tests.tiny import llama_folder

PAGE = "pages/6_Hub.py"
THREE = ["English", "Chinese", "German"]
MATRIX, PLANE = "Which data types meet at layer {}?", "Do items that mean the same lie together?"
CURVES, PAIR = "Where do all pairs meet?", "Which English item is near which Chinese item?"


@pytest.fixture
def hub_page(llama):
    """Opens the page as a link does: by default the tiny decoder, on three languages."""

    def opened(**link) -> AppTest:
        page = AppTest.from_file(str(ROOT / APP), default_timeout=120)
        page.switch_page(PAGE)
        usual = {"model": llama, "hub_set": "Concepts", "hub_concepts": THREE, "hub_layer": "2"}
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


def test_the_page_says_where_the_data_types_meet_and_draws_three_charts(hub_page):
    page = hub_page()
    assert list(charts(page)) == [MATRIX.format(2), PLANE, CURVES]
    assert "tiny-llama" in page.markdown[1].value
    assert "3 pairs of 3 data types" in said(page)
    assert not page.error and not page.warning


def test_another_layer_is_another_matrix_and_runs_nothing_in_the_model(hub_page, items_run):
    page = hub_page(hub_concepts=["English", "Chinese", "Japanese"])
    before = cells(page)
    items_run.clear()
    page.slider(key=section.LAYER).set_value(1)
    healthy(page.run())
    assert MATRIX.format(1) in charts(page)
    assert cells(page)["en", "zh"]["said"] != before["en", "zh"]["said"]
    assert not items_run
    assert page.query_params[section.LAYER] == "1"


def test_another_metric_runs_nothing_in_the_model(hub_page, items_run):
    page = hub_page(hub_concepts=["English", "Spanish", "Japanese"])
    items_run.clear()
    page.selectbox(key=asked.METRIC_KEY).set_value("cka")
    healthy(page.run())
    assert "CKA, mean" in charts(page)[MATRIX.format(2)][1]
    assert not items_run


def test_a_click_on_a_cell_shows_its_curve_and_its_items(hub_page):
    page = hub_page()
    page.session_state[drawn.MATRIX] = {"selection": {"cell": [{"a": "zh", "b": "en"}]}}
    healthy(page.run())
    shown = charts(page)
    assert "Where do English and Chinese meet, among all pairs?" in shown
    assert shown[PAIR][0].startswith("Layer 2;")
    assert page.selectbox(key=pairs.PAIR).value == ("en", "zh")
    page.slider(key=section.LAYER).set_value(3)
    assert charts(healthy(page.run()))[PAIR][0].startswith("Layer 3;")


def test_another_pair_can_be_chosen_after_a_click(hub_page):
    page = hub_page()
    page.session_state[drawn.MATRIX] = {"selection": {"cell": [{"a": "en", "b": "zh"}]}}
    healthy(page.run())
    page.selectbox(key=pairs.PAIR).set_value(("zh", "de"))
    assert "Where do Chinese and German meet, among all pairs?" in charts(healthy(page.run()))


def test_a_link_carries_layer_pair_metric_and_data_types(hub_page):
    page = hub_page(
        hub_layer="1", hub_pair="English and German", hub_metric="Centred gap", pool="last",
        hub_concepts=["English", "German"],
    )  # fmt: skip
    shown = charts(page)
    assert MATRIX.format(1) in shown
    assert shown["Where do English and German meet, among all pairs?"][0].count("centred gap")
    assert "1 pair of 2 data types" in said(page)
    assert "last: the state at the last word" in page.table[0].value.to_string()


def test_a_link_with_nonsense_opens_the_usual(hub_page):
    page = hub_page(hub_layer="99", hub_pair="Klingon", hub_metric="guess")
    assert CURVES in charts(page)
    assert not page.error


def test_the_slider_plays_to_the_last_layer_and_stops(hub_page, monkeypatch):
    monkeypatch.setattr(section, "STEP", 0)
    page = hub_page(hub_layer="1")
    page.button(key="hub_play").click()
    healthy(page.run())
    assert page.slider(key=section.LAYER).value == 2
    healthy(page.run())
    assert page.slider(key=section.LAYER).value == 3
    assert not page.session_state[section.PLAYING]
    assert page.query_params[section.LAYER] == "3"
    page.button(key="hub_play").click()
    assert healthy(page.run()).slider(key=section.LAYER).value == 1


def test_a_second_model_stands_beside_the_first_at_the_same_share_of_its_depth(
    hub_page, tmp_path_factory
):
    other = str(llama_folder(tmp_path_factory.mktemp("beside") / "other-llama", seed=3))
    page = hub_page(hub_beside=other)
    specs = [json.loads(chart.proto.spec) for chart in page.get("vega_lite_chart")]
    titles = [spec["title"] for spec in specs]
    assert [title["text"] for title in titles] == [MATRIX.format(2)] * 2 + [PLANE] * 2 + [CURVES]
    assert [title["subtitle"][0].split(":")[0] for title in titles[:2]] == [
        "tiny-llama", "other-llama",
    ]  # fmt: skip
    assert cells(page, 0)["en", "zh"]["said"] != cells(page, 1)["en", "zh"]["said"]
    one, other = (
        [layer["encoding"]["x"]["scale"] for layer in spec["layer"]] for spec in specs[2:4]
    )
    assert one == other
    assert "**other-llama**" in said(page)


def test_the_untrained_twin_is_one_choice(hub_page):
    page = hub_page(hub_beside=asked.UNTRAINED)
    assert "**untrained**: " in said(page)
    assert not page.error


def test_a_second_model_that_cannot_be_had_is_one_sentence_and_the_first_stays(hub_page, tmp_path):
    page = hub_page(hub_beside=str(tmp_path / "nowhere"))
    assert len(page.error) == 1
    assert list(charts(page)) == [MATRIX.format(2), PLANE, CURVES]


def test_an_unknown_model_is_one_sentence(hub_page, tmp_path):
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


def test_a_model_from_elsewhere_opens_with_everyday_sentences_in_nine_languages(hub_page, tmp_path):
    model = llama_folder(tmp_path / "model", longest=256)
    page = hub_page(model=str(model), hub_set=None)
    assert page.segmented_control(key=asked.SET).value == "everyday"
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
    told = page.table[0].value.to_string()
    for part in (
        "240 concepts",
        "80%",
        "principal components",
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
    before = said(page)
    assert "**after 1,000 tokens**" in before
    page.select_slider(key=asked.CHECKPOINT).set_value("9,000 tokens")
    after = said(healthy(page.run()))
    assert "**after 9,000 tokens**" in after


@pytest.fixture
def maps_made(monkeypatch) -> list[tuple[int, ...]]:
    """Which rows each fit of t-SNE was asked for."""
    asked_for, tsne = [], hub.tsne
    monkeypatch.setattr(
        hub, "tsne",
        lambda states, rows, *, items, **how: asked_for.append(items)
        or tsne(states, rows, items=items, **how),
    )  # fmt: skip
    return asked_for


def test_t_sne_is_fitted_where_it_is_chosen_once_and_not_for_another_layer_or_metric(
    hub_page, maps_made
):
    page = hub_page(hub_concepts=["English", "Chinese"])
    assert not maps_made and "one plane for all layers" in charts(page)[PLANE][1]
    page.segmented_control(key=view.BY_KEY).set_value("tsne")
    shown = charts(healthy(page.run()))
    assert list(shown) == [MATRIX.format(2), PLANE, CURVES]
    assert "t-SNE keeps" in shown[PLANE][1] and "40 of 240 concepts" in shown[PLANE][0]
    assert "the distance between groups" in said(page)
    # Of 80 points a third, less a little: fewer than the usual 30.
    assert "t-SNE (perplexity 26.3) of 40 rows" in page.table[0].value.to_string()
    page.slider(key=section.LAYER).set_value(1)
    assert "layer 1:" in charts(healthy(page.run()))[PLANE][0]
    page.selectbox(key=asked.METRIC_KEY).set_value("cka")
    healthy(page.run())
    assert [len(items) for items in maps_made] == [40]


def test_a_link_opens_t_sne_and_other_pages_lead_back_to_it(hub_page, maps_made):
    page = hub_page(hub_concepts=["English", "Japanese"], hub_by="t-SNE")
    assert len(maps_made) == 1 and "t-SNE keeps" in charts(page)[PLANE][1]
    healthy(page.switch_page(HOME).run())
    assert page.session_state["links"][PAGE][view.BY_KEY] == "t-SNE"


def test_rows_for_which_a_map_has_no_room_are_left_out_and_told(hub_page, monkeypatch, maps_made):
    monkeypatch.setattr(hub.projection_tsne, "MOST", 4 * 2 * 7)
    page = hub_page(hub_concepts=["Chinese", "German"], hub_by="t-SNE")
    assert [len(items) for items in maps_made] == [7]
    assert "7 of 240 concepts" in charts(page)[PLANE][0]
    assert "of 7 rows" in page.table[0].value.to_string()


def test_a_map_shows_each_item_where_it_was_placed(hub_page, maps_made):
    page = hub_page(hub_concepts=["English", "German"], hub_by="t-SNE", hub_layer="3")
    (chart,) = (c for c in page.get("vega_lite_chart") if PLANE in c.proto.spec)
    from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df

    frames = {
        data.name: convert_arrow_bytes_to_pandas_df(data.data.data) for data in chart.proto.datasets
    }
    assert len(frames["joined"]) + len(frames["others"]) == 2 * 40
    middles = frames["joined"].groupby("text")[["x", "y"]].mean()
    expected = frames["middles"].set_index("text")[["x", "y"]].sort_index()
    assert abs(middles.sort_index() - expected).to_numpy().max() < 1e-3


def test_a_model_without_the_chosen_rows_has_no_plane():
    states = SimpleNamespace(sets={"world": {}})
    seen = SimpleNamespace(hub=SimpleNamespace(states=states))
    drawn_of = SimpleNamespace(rows="calls", by="pca")
    assert view.View.plane(drawn_of, seen) is None


def test_joined_rows_are_those_that_share_the_fewest_words():
    texts = ["red cats run", "red cats sleep", "two dogs bark", "red dogs run", "we swim"]
    assert most_different(texts, 3) == [0, 2, 4]
    assert most_different(texts[:2], 3) == [0, 1]
    assert most_different(["", ""], 2) == [0, 1]


def test_other_pages_lead_back_to_the_same_layer_and_pair(hub_page):
    page = hub_page(hub_layer="1", hub_pair="English and German", hub_metric="CKA")
    healthy(page.switch_page(HOME).run())
    link = page.session_state["links"][PAGE]
    assert (link["hub_layer"], link["hub_pair"]) == ("1", "English and German")
    assert link["hub_metric"] == "CKA" and link["hub_concepts"] == THREE
