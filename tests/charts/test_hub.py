"""Charts of many data types: what was found is drawn, at every layer, and nothing else moves."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from semhub.charts.hub.curves import Beside, hub_curves
from semhub.charts.hub.matrix import hub_matrix
from semhub.charts.hub.plane import hub_plane, letters
from semhub.charts.hub.spokes import band_answer
from semhub.charts.matrix import similarity_matrix, similarity_slides
from semhub.charts.palette import colour, shape
from semhub.charts.style import png
from semhub.experiments.hub import USUAL, Spokes, hub_of, pca, tsne
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


def plane(found, **given):
    projected = pca(found.states, "many")
    texts = [f"meaning {k}" for k in range(ROWS)]
    usual = dict(model="a/toy", names=NAMES, texts=texts, shown=(0, 5, 9), joined=(5,),
                 limits=((-1, 1), (-2, 2)), height=400)  # fmt: skip
    return projected, hub_plane(projected, **(usual | given))


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


@pytest.mark.parametrize("make", [matrix, lambda found: plane(found)[1], curves])
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


def test_the_plane_holds_the_shown_rows_of_every_spoke_where_they_were_projected(found):
    projected, slides = plane(found)
    data = slides.at(3).to_dict()["datasets"]
    assert len(data["others"]) == 2 * 2 and len(data["joined"]) == 2
    at = [[row["x"], row["y"]] for row in data["joined"]]
    np.testing.assert_allclose(at, projected.points[3, :, 5], atol=1e-4)


def test_a_map_of_some_rows_draws_each_where_it_was_placed_and_says_what_it_keeps(found):
    mapped = tsne(found.states, "many", items=(5, 0, 9))
    slides = hub_plane(
        mapped, model="toy", names=NAMES, texts=[f"meaning {k}" for k in range(ROWS)],
        shown=(0, 5, 9), joined=(5,), limits=((-1, 1), (-2, 2)), height=400,
    )  # fmt: skip
    spec = slides.at(3).to_dict()
    at = [[row["x"], row["y"]] for row in spec["datasets"]["joined"]]
    np.testing.assert_allclose(at, mapped.points[3, :, 0], atol=1e-4)
    assert spec["title"]["subtitle"][0] == f"toy, layer 3: 3 of {ROWS} items in 2 data types"
    kept = f"t-SNE keeps {mapped.kept[3]:.0%} of each item's 5 nearest here"  # of 6 points
    assert spec["title"]["subtitle"][1] == f"1 row joined; {kept}"


def test_lines_end_in_the_middle_of_the_items_that_mean_the_same(found):
    projected, slides = plane(found)
    middle = projected.points[0, :, 5].mean(axis=0)  # at layer 0 no two lie in one place
    for row in slides.at(0).to_dict()["datasets"]["joined"]:
        np.testing.assert_allclose([row["middle_x"], row["middle_y"]], middle, atol=1e-6)


def test_the_axes_of_the_plane_are_the_same_at_every_layer(found):
    _, slides = plane(found)
    domains = {
        json.dumps([layer["encoding"][axis]["scale"]["domain"] for axis in "xy"])
        for number in found.layers
        for layer in slides.at(number).to_dict()["layer"]
    }
    assert len(domains) == 1


def test_joined_rows_have_letters_in_order():
    assert letters((2, 7), ["x"] * 2 + ["two"] + ["x"] * 4 + ["seven"]) == {
        "A": "two",
        "B": "seven",
    }


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
