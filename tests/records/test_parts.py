"""Every kind of result has a part with its numbers, its charts and a sentence."""

from __future__ import annotations

import json

import numpy as np
import pytest

from semhub import datasets, resources
from semhub.errors import InputError
from semhub.experiments.hub import Findings, hub_of
from semhub.inputs import texts
from semhub.records.parts import KINDS, part_of
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

    recorded = json.loads((resources.RECORDED / "hub.json").read_text(encoding="utf-8"))
    for figure in part_of(Findings.from_dict(recorded)).figures:
        assert vl_convert.vegalite_to_svg(dict(figure.spec)).startswith("<svg")
