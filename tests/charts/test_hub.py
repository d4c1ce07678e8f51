"""Charts of many data types: what was found is drawn, at every layer, and nothing else moves."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
import vl_convert

from semhub.charts.hub.curves import Beside, hub_curves
from semhub.charts.hub.matrix import hub_matrix
from semhub.charts.hub.plane import hub_plane, letters, places_at
from semhub.charts.hub.spokes import band_answer, by_layer, found_answer
from semhub.charts.matrix import similarity_matrix, similarity_slides
from semhub.charts.palette import colour, shape
from semhub.charts.style import png
from semhub.charts.text_format import of_hundred
from semhub.experiments.hub import USUAL, Layout, Spokes, hub_of, pca, tsne
from tests.experiments.hub.planted import PlantedBand, words

NAMES = {"a": "Apes", "b": "Bees", "c": "Cats", "z": "Zebras"}
ROWS = 24
MODEL = PlantedBand("abc", first=2, last=4, exact="ab")
SPOKES = Spokes(
    ("a", "b", "c"),
    {"many": words("ab", ROWS), "few": words("bc", 12)},
)


@pytest.fixture(scope="module")
def found():
    """a and b meet at layers 2 to 4, b and c never; a and c share no rows."""
    return hub_of(MODEL, SPOKES, resamples=200)


def matrix(found, **given):
    return hub_matrix(found, model="toy", names=NAMES, spokes=("a", "b", "c"), top=1.0, **given)


TEXTS = {row: f"meaning {row}" for row in (0, 5, 9)}


def plane(found, texts=TEXTS, names=NAMES):
    """The plane of three rows, of which one is joined."""
    projected = pca(found.states, "many")
    layout = Layout(projected, texts, ROWS, (5,))
    says = [f"of layer {layer}" for layer in found.layers]
    return projected, hub_plane(layout, model="a/toy", names=names, says=says)


def drawn_at(moving, layer: float) -> list[dict]:
    """The marks of a plane as a browser would draw them, wherever between two layers."""
    spec = {**moving.at(0).to_dict(), "width": 900}
    spec["params"] = [one | ({"value": layer} if "value" in one else {}) for one in spec["params"]]
    found, open_ = [], [vl_convert.vegalite_to_scenegraph(spec)["scenegraph"]]
    while open_:
        group = open_.pop()
        if group.get("marktype") in ("symbol", "text", "rule"):
            found += [{"type": group["marktype"], **item} for item in group["items"]]
        open_ += [one for one in group.get("items", []) if "items" in one]
    return found


def cells(slides, layer: int) -> dict[tuple[str, str], dict]:
    rows = slides.at(layer).to_dict()["datasets"]["cells"]
    return {(row["a"], row["b"]): row for row in rows}


def test_a_cell_is_blue_at_the_layers_where_its_pair_meets(found):
    slides = matrix(found)
    above = [cells(slides, layer)["a", "b"]["above"] for layer in found.layers]
    assert above == found.cell("a", "b").above.tolist()
    assert above[3] and not above[0] and not above[6]
    assert not any(cells(slides, layer)["b", "c"]["above"] for layer in found.layers)


def test_a_cell_is_the_same_in_both_orders_and_says_its_interval(found):
    shown = cells(matrix(found), 3)
    assert len(shown) == 6
    curve = found.cell("a", "b").comparison.metrics["acc1"]
    for pair in (("a", "b"), ("b", "a")):
        assert shown[pair]["value"] == round(float(curve.value[3]), 4)
        assert f"[{curve.low[3]:.2f}, {curve.high[3]:.2f}]" in shown[pair]["said"]
        assert f"{ROWS} items" in shown[pair]["said"]


def test_an_empty_cell_says_why_it_is_empty(found):
    apart = cells(matrix(found), 3)["a", "c"]
    assert not apart["compared"] and "share no items" in apart["said"]
    wider = hub_matrix(found, model="toy", names=NAMES, spokes=("a", "b", "c", "z"), top=1.0)
    assert "does not take: zebras" in cells(wider, 3)["a", "z"]["said"]


def test_the_chosen_pair_is_framed_in_both_orders(found):
    assert matrix(found).at(0).to_dict()["datasets"]["ring"] == []
    framed = matrix(found, chosen=("a", "b")).at(0).to_dict()["datasets"]["ring"]
    assert framed == [{"row": "Apes", "column": "Bees"}, {"row": "Bees", "column": "Apes"}]


def curves(found, **given):
    return hub_curves(found, model="toy", names=NAMES, **given)


@pytest.mark.parametrize("make", [matrix, curves])
def test_from_layer_to_layer_only_rows_and_title_change(found, make):
    slides = make(found)
    one, other = (slides.at(layer).to_dict() for layer in (0, 3))
    assert one["datasets"] != other["datasets"]
    for spec in (one, other):
        del spec["datasets"], spec["title"]["text"], spec["title"]["subtitle"]
    assert one == other


def test_items_of_a_pair_at_any_layer_are_those_of_the_chart_of_one_layer(found):
    cosines = np.stack([found.similarity("a", "b", layer)[:8, :8] for layer in found.layers])
    labels = [[f"{side}{k}" for k in range(8)] for side in "ab"]
    sides = {"side_a": "Apes", "side_b": "Bees", "pairs": ROWS}
    slide = similarity_slides(cosines, *labels, **sides).at(3).to_dict()
    alone = similarity_matrix(cosines[3], *labels, **sides, layer=3).to_dict()
    (rows,), (expected,) = slide["datasets"].values(), alone["datasets"].values()
    assert rows == expected
    assert slide["title"] == alone["title"] | {"subtitle": [alone["title"]["subtitle"]]}


def test_the_title_counts_the_pairs_whose_hub_the_layer_is_in(found):
    title = matrix(found).at(3).to_dict()["title"]
    assert title["text"] == "Which data types meet at layer 3?"
    assert "1 of 2 pairs have their hub here, 1 are related at all" in title["subtitle"][0]


def test_the_plane_holds_the_rows_of_every_spoke_where_they_were_projected(found):
    projected, moving = plane(found)
    data = moving.at(3).to_dict()["datasets"]
    assert len(data["others"]) == 2 * 2 and len(data["joined"]) == 2
    for layer in found.layers:
        at = [[row[f"x{layer}"], row[f"y{layer}"]] for row in data["joined"]]
        np.testing.assert_allclose(at, projected.points[layer, :, 5], atol=1e-4)


def test_from_layer_to_layer_one_number_of_the_plane_changes(found):
    _, moving = plane(found)
    one, other = (moving.at(layer).to_dict() for layer in (0, 3))
    assert one["params"] != other["params"]
    for spec in (one, other):
        del spec["params"], spec["title"]["text"], spec["title"]["subtitle"]
    assert one == other


def test_between_two_layers_a_mark_is_on_its_way_and_the_text_is_of_the_nearer(found):
    _, moving = plane(found)
    places, texts = {}, {}
    for layer in (0, 0.25, 1):
        marks = drawn_at(moving, layer)
        places[layer] = np.array([(m["x"], m["y"]) for m in marks if m["type"] == "rule"])
        texts[layer] = [str(m["text"]) for m in marks if m["type"] == "text"]
    assert np.abs(places[0] - places[1]).max() > 10
    np.testing.assert_allclose(places[0.25], 0.75 * places[0] + 0.25 * places[1], atol=0.1)
    assert {"Layer 0", "of layer 0"} < set(texts[0.25]) and "Layer 1" in texts[1]


def test_a_step_across_the_plane_is_at_most_half_as_long_again_as_one_up(found):
    projected, moving = plane(found)
    marks = [m for m in drawn_at(moving, 0) if m["type"] == "rule"]
    across, up = (np.ptp([m[axis] for m in marks]) for axis in "xy")
    true = np.ptp(projected.points[0, :, 5], axis=0)  # at layer 0 no two lie in one place
    assert 1 / 1.5 - 0.01 < (across / true[0]) / (up / true[1]) < 1.51


def test_on_a_page_the_number_has_an_input_and_the_title_is_left_to_the_page(found):
    _, moving = plane(found)
    spec = moving.to_dict()
    (layer,) = [one for one in spec["params"] if one["name"] == "layer"]
    assert layer["bind"]["max"] == found.layers[-1] and layer["value"] == 0
    assert "title" not in spec and "bind" not in json.dumps(moving.at(2).to_dict())


def test_a_map_says_how_many_nearest_marks_and_states_mean_the_same(found):
    mapped = tsne(found.states, "many", items=(5, 0, 9))
    says = [""] * len(found.layers)
    moving = hub_plane(Layout(mapped, TEXTS, ROWS, (5,)), model="toy", names=NAMES, says=says)
    spec = moving.at(3).to_dict()
    at = [[row["x3"], row["y3"]] for row in spec["datasets"]["joined"]]
    np.testing.assert_allclose(at, mapped.points[3, :, 0], atol=1e-4)
    assert spec["title"]["subtitle"] == [
        f"toy, layer 3: 3 of {ROWS} items in 2 data types",
        "1 row joined; of an item's nearest marks here 100 of 100 mean the same, of its nearest "
        "states 100",
    ]


def test_lines_end_in_the_middle_of_the_items_that_mean_the_same(found):
    projected, moving = plane(found)
    middle = projected.points[0, :, 5].mean(axis=0)  # at layer 0 no two lie in one place
    for row in moving.at(0).to_dict()["datasets"]["joined"]:
        np.testing.assert_allclose([row["to_x0"], row["to_y0"]], middle, atol=1e-4)


def test_the_file_of_a_plane_has_every_item_that_is_drawn_where_it_is(found):
    places = pca(found.states, "many")
    rows = places_at(Layout(places, TEXTS, ROWS, (5,)), 3, NAMES)
    assert len(rows) == 3 * 2
    one = next(row for row in rows if (row["spoke"], row["text"]) == ("Bees", "meaning 5"))
    np.testing.assert_allclose([one["x"], one["y"]], places.points[3, 1, 5])


def test_joined_rows_have_letters_in_order(found):
    texts = {2: "two", 7: "seven", 9: "nine"}
    layout = Layout(pca(found.states, "many"), texts, ROWS, (2, 7))
    assert letters(layout) == {"A": "two", "B": "seven"}
    chart = hub_plane(layout, model="toy", names=NAMES, says=[""] * len(found.layers))
    shown = {row["letter"]: row["text"] for row in chart.spec["datasets"]["middles"]}
    assert {letter: text.strip("⁨⁩") for letter, text in shown.items()} == letters(layout)


def drawn(slides, field: str) -> list[dict]:
    spec = slides.at(0).to_dict()
    return [row for rows in spec["datasets"].values() for row in rows if field in row]


def test_every_pair_has_a_curve_and_the_mean_stands_out(found):
    slides = curves(found)
    assert {row["pair"] for row in drawn(slides, "pair")} == {"Apes and Bees", "Bees and Cats"}
    mean = [row["value"] for row in drawn(slides, "curve")]
    values = [cell.comparison.metrics["acc1"].value for cell in found.cells]
    np.testing.assert_allclose(mean, np.mean(values, axis=0))


def test_the_chosen_pair_has_its_curve_interval_and_null(found):
    slides = curves(found, chosen=("b", "a"))
    curve = found.cell("a", "b").comparison.metrics["acc1"]
    assert {row["curve"] for row in drawn(slides, "curve")} == {"mean of 2 pairs", "Apes and Bees"}
    low = [row["low"] for row in drawn(slides, "low") if "layer" in row]
    np.testing.assert_allclose(low, curve.low)
    assert [row["top"] for row in drawn(slides, "chance")] == [curve.null95]
    title = slides.at(3).to_dict()["title"]
    assert title["text"] == "Where do Apes and Bees meet, among all pairs?"
    assert "Hub at layers 2 to 4" in title["subtitle"][0]


def test_a_second_model_of_another_depth_is_stretched_to_the_same_axis(found):
    short = hub_of(PlantedBand("abc", n_layers=3, first=1, last=2), SPOKES, resamples=200)
    slides = curves(found, beside=Beside("short", short))
    at = [row["layer"] for row in drawn(slides, "curve") if row["curve"] == "mean, short"]
    assert at == [0, 2, 4, 6]


def test_the_answer_counts_items_that_find_their_partner_of_a_hundred_and_names_chance(found):
    values = np.mean([cell.retrieval.value for cell in found.cells], axis=0)
    best = int(values.argmax())
    chance = np.mean([1 / ROWS, 1 / 12])
    assert found_answer(found) == (
        f"At layer {best}, {of_hundred(values[best])} of 100 items find their partner across 2 "
        f"pairs of 3 data types; by chance 1 in {1 / chance:.0f}."
    )
    by_cka = hub_of(MODEL, SPOKES, metric="cka", resamples=200)
    assert found_answer(by_cka) == found_answer(found)
    assert by_layer(found)[best] == f"{of_hundred(values[best])} of 100 find their partner"
    assert by_layer(by_cka)[best].startswith("mean CKA")


def test_the_band_is_told_with_both_ends_or_with_what_is_lacking(found):
    assert band_answer(found).startswith("No common hub: at most 50% of 2 pairs of 3 data types")
    all_meet = hub_of(PlantedBand("abc", first=2, last=4), SPOKES, resamples=200)
    first, last = all_meet.band.first, all_meet.band.last

    def at(end):
        return f"layer {end.low}" + ("" if end.low == end.high else f" to {end.high}")

    assert band_answer(all_meet) == (
        "Hub: at least 80% of 2 pairs of 3 data types meet at layers 2 to 4, and part again; 24 "
        "items and 12 items. How sure: the items were drawn again many times, with replacement. "
        f"{all_meet.band.found:.0%} of these draws have a hub; in 95% of those it begins at "
        f"{at(first)} and ends at {at(last)}."
    )
    nothing = replace(all_meet, cells=[], band=replace(all_meet.band, pairs=0))
    assert "Too few items" in band_answer(nothing)


def test_no_two_of_the_usual_data_types_look_alike():
    assert len({colour(spoke) for spoke in USUAL}) == len(USUAL)
    assert {shape(spoke) for spoke in ("en", "code", "image", "speech-fr", "sound")} == {
        "circle", "square", "triangle-up", "diamond", "cross",
    }  # fmt: skip


def test_slides_become_pictures(found):
    for slides in (matrix(found), plane(found)[1], curves(found)):
        assert png(slides.at(2)).startswith(b"\x89PNG")


def test_a_picture_leaves_the_slide_as_it_was(found):
    slide = matrix(found).at(2)
    before = json.dumps(slide.to_dict())
    png(slide)
    assert json.dumps(slide.to_dict()) == before
