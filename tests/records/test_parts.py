"""Every kind of result has a part with its numbers, its charts and a sentence."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from semhub import datasets
from semhub.errors import InputError
from semhub.experiments.hub import Findings, Layout, hub_of, layout, pca
from semhub.inputs import texts
from semhub.records import shelf
from semhub.records.parts import KINDS, part_of
from semhub.statistics.band import Band
from tests.records.conftest import comparison
from tests.toy import PlantedHub


@pytest.fixture(scope="module")
def hub() -> Findings:
    model = PlantedHub()
    sides = {side: texts([f"{side}{k}" for k in range(12)]) for side in "ab"}
    return hub_of(model, sides, resamples=50)


def test_every_kind_has_a_file_with_a_maker():
    from importlib import import_module

    for kind in set(KINDS.values()):
        assert callable(import_module(f"semhub.records.parts.{kind}").part)


def test_what_is_no_result_is_refused():
    with pytest.raises(InputError, match="made of results"):
        part_of({"a": 1})


def test_a_hub_has_the_curve_of_every_pair_and_a_matrix_for_every_layer(hub):
    part = part_of(hub)
    matrix, curves = part.figures
    assert list(matrix.layers) == hub.layers == list(curves.layers)
    (cell,) = hub.cells
    values = [row["value"] for row in part.rows if row["metric"] == hub.metric]
    np.testing.assert_array_equal(values, cell.curve.value)
    shares = [row["value"] for row in part.rows if row["metric"] == "pairs in their hub"]
    np.testing.assert_array_equal(shares, hub.band.share)
    assert Findings.from_dict(json.loads(json.dumps(part.data))).names == hub.names


def test_a_hubs_plane_is_kept_with_its_places_where_it_was_laid_out(hub):
    laid = layout(hub.states)
    part = part_of(hub, layout=laid)
    plane = part.figures[0]
    assert plane.name == "hub-plane" and list(plane.layers) == hub.layers
    # The items lie in the chart once, and a layer changes one number.
    assert all(set(change) == {"title", "params"} for change in plane.layers.values())
    read = Layout.from_dict(json.loads(json.dumps(part.data))["layout"])
    np.testing.assert_allclose(read.places.points, laid.places.points, atol=1e-3)
    linear = Layout(pca(hub.states, "rows"), laid.texts, laid.count, laid.joined)
    part = part_of(hub, layout=linear)
    assert part.figures[0].name == "hub-plane" and "layout" not in part.data
    assert "layout" not in part_of(hub).data


def test_the_slider_shows_what_the_page_draws_at_that_layer(hub):
    from semhub.charts.hub.matrix import hub_matrix

    names = {one: datasets.called(one) for one in hub.names}
    slides = hub_matrix(hub, model=hub.model, names=names, spokes=hub.names, top=1.0)
    figure = part_of(hub).figures[0]
    for layer in hub.layers:
        spec = {**figure.spec, **figure.layers[layer]}
        assert spec["datasets"] == slides.at(layer).to_dict()["datasets"]
        assert spec["title"]["text"] == f"Which data types meet at layer {layer}?"


def test_every_chart_of_the_recorded_hub_compiles():
    import vl_convert

    recorded = shelf.find_shipped("hub").results()["hub"]["data"]
    for figure in part_of(Findings.from_dict(recorded)).figures:
        assert vl_convert.vegalite_to_svg(dict(figure.spec)).startswith("<svg")


def test_continuations_have_a_row_for_every_outcome_and_strength():
    from semhub.experiments.turned import Turned

    result = Turned("m", "five", "six", ["a", "b", "c", "d"], 3, [1.0, 2.0], ["8"] * 4, ["9"] * 4,
                    [["8", "8", "9", "x"], ["9", "9", "9", "x"]], [[["8"] * 4] * 2], 0)  # fmt: skip
    part = part_of(result, question="Does it turn?")
    rows = {row["metric"]: row["value"] for row in part.rows}
    assert rows["turned at strength 2"] == 0.75 and rows["unchanged at strength 1"] == 0.5
    assert rows["other at strength 1"] == 0.25 and rows["turned by random at strength 2"] == 0
    assert "Strength 2, which turns most: 0.75" in part.sentence


def test_a_matrix_has_a_row_for_every_two_words_at_every_layer():
    from semhub.experiments.gold_predicted import GoldPredicted
    from semhub.statistics.band import Band

    value = np.arange(12.0).reshape(3, 2, 2)
    right = Band(np.array([0.5, 0.9, 0.5]), np.array([0.3, 0.8, 0.3]), np.array([0.7, 1, 0.7]))
    result = GoldPredicted("m", "logit", ["x", "y"], ["x", "y"], [4, 4], "probability", value,
                           right, 0.5)  # fmt: skip
    part = part_of(result)
    (one,) = [
        row["value"] for row in part.rows
        if (row.get("side_a"), row.get("side_b"), row.get("layer")) == ("y", "x", 1)
    ]  # fmt: skip
    assert one == value[1, 1, 0]
    assert list(part.figures[1].layers) == [0, 1, 2] and part.figures[1].layer == 1
    assert "not clearly" not in part.sentence and "layer 1" in part.sentence


def test_a_word_that_the_last_token_tells_alone_is_not_read_from_a_meaning():
    from semhub.experiments.gold_predicted import GoldPredicted
    from semhub.statistics.band import Band

    right = Band(np.array([0.85, 0.9, 0.5]), np.array([0.7, 0.8, 0.3]), np.array([0.95, 1, 0.7]))
    result = GoldPredicted("m", "logit", ["x", "y"], ["x", "y"], [4, 4], "probability",
                           np.zeros((3, 2, 2)), right, 0.5)  # fmt: skip
    assert "not clearly less" in part_of(result).sentence


def test_retrieval_leads_where_it_was_measured_and_its_chart_comes_first():
    found = comparison()
    other = replace(found, metrics={"centred_gap": found.metrics["centred_gap"]})
    parts = [part_of(one) for one in (found, other)]
    assert [part.figures[0].label for part in parts] == ["Retrieval", "Centred gap"]
    assert "find their partner" in parts[0].sentence and "Centred gap" in parts[1].sentence


def band(*values: float, spread: float = 0.5) -> Band:
    value = np.array(values)
    return Band(value, value - spread, value + spread)


def test_a_conflict_names_its_winner_by_layer_and_keeps_every_curve():
    from semhub.experiments.conflict import CURVES, Conflict

    curves = dict.fromkeys(CURVES, band(1, 1, 1))
    curves |= {"contest": band(0, 2, -2), "by_item": band(0, 2, 0), "by_text": band(0, 0, 2)}
    result = Conflict("m", "logit", "image", [("a", "b")] * 5, 1, band(0, 0, 0), band(0, 0, 0),
                      curves)  # fmt: skip
    part = part_of(result)
    assert "Layer 1: the picture wins; Layer 2: the text wins; over 5 pictures" in part.sentence
    rows = [row["value"] for row in part.rows if row["metric"] == "log-odds: contest"]
    assert rows == [0, 2, -2] and len(part.figures) == 2
    json.dumps(part.data, allow_nan=False)


def test_patching_says_what_goes_over_without_the_other():
    from semhub.experiments.patching import WORDS, Patching

    values = ((0.4, 0.1, 0.1), (0.1, 0.1, 0.1), (0.1, 0.4, 0.1), (0.1, 0.1, 0.4))
    each = {word: band(*own, spread=0.01) for word, own in zip(WORDS, values, strict=True)}
    result = Patching("m", "end", [WORDS] * 5, 0, dict.fromkeys(WORDS, 0.1), each, each,
                      band(0, 0, 2), band(0, 2, 2))  # fmt: skip
    part = part_of(result, sides=("Spanish", "Chinese"))
    assert "Layer 2: the language without the other" in part.sentence
    assert {row["layer"] for row in part.rows if row["metric"] == "concept"} == {1, 2, 3}
    few = replace(result, concept=band(0, 0, np.nan), words=[WORDS])
    assert "no evidence yet" in part_of(few).sentence
    json.dumps(part_of(few).data, allow_nan=False)


@pytest.mark.parametrize("kind", ["conflict", "patching"])
def test_their_charts_compile(kind):
    import vl_convert

    from tests.experiments.test_conflict import FIRST_THEN_TEXT, conflict
    from tests.experiments.test_conflict import ITEMS as CLASHES
    from tests.experiments.test_patching import ITEMS, TOY, patching

    for count in (1, 12):
        found = (
            conflict(FIRST_THEN_TEXT, CLASHES[:count])
            if kind == "conflict"
            else patching(TOY, ITEMS[:count])
        )
        for figure in part_of(found).figures:
            assert vl_convert.vegalite_to_svg(dict(figure.spec)).startswith("<svg")
