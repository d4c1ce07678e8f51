"""The chart of a layer map: every cell, the corner, the null and the peak."""

from __future__ import annotations

import numpy as np
import pytest

from semhub.charts.layer_map import MOST_ON_CANVAS, layer_map
from semhub.charts.style import png, svg
from semhub.experiments.layer_map import CellMap, LayerMap
from semhub.similarity import METRICS
from semhub.statistics.curve import Curve

NAN = float("nan")


def a_map(value, null95=0.3, peak=(1, 2), low=0.5, high=0.8) -> LayerMap:
    point = Curve(np.array([0.9]), np.array([0.8]), np.array([1.0]), 0.01, 0.05, 0.001)
    cells = CellMap(np.array(value), peak, low, high, 0.0, null95, 0.001, 1000)
    corner = dict.fromkeys(METRICS, point)
    return LayerMap("a/model", 100, ("text", "image"), {"cka": cells}, corner)


@pytest.fixture
def spec() -> dict:
    chart = layer_map(a_map([[0.1, 0.2, 0.4], [0.31, 0.3, 0.7]]), "cka", "text", "picture")
    return chart.to_dict()


def rows(spec: dict, layer: int) -> list[dict]:
    part = spec["layer"][layer]
    return spec["datasets"][part.get("data", spec.get("data"))["name"]]


def test_there_is_a_cell_a_pair_of_layers_and_one_for_the_joint_space(spec):
    cells = rows(spec, 0)
    assert [(c["a"], c["b"]) for c in cells] == [
        (0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (2, 3),
    ]  # fmt: skip
    assert [c["value"] for c in cells] == [0.1, 0.2, 0.4, 0.31, 0.3, 0.7, 0.9]
    assert (cells[-1]["a_name"], cells[-1]["b_name"]) == ("text: joint", "picture: joint")


def test_a_cell_that_shuffled_pairs_reach_is_grey_and_the_corner_has_its_own_null(spec):
    assert [c["above"] for c in rows(spec, 0)] == [False, False, True, True, False, True, True]
    assert spec["layer"][0]["encoding"]["color"]["condition"]["test"] == "datum.above"
    assert rows(spec, 0)[-1]["said"] == "95% below 0.05"


def test_layers_run_from_left_to_right_and_from_the_bottom_up(spec):
    for part in spec["layer"]:
        assert part["encoding"]["x"]["field"] == "a" and "sort" not in part["encoding"]["x"]
        assert part["encoding"]["y"] | {"field": "b", "sort": "descending"} == part["encoding"]["y"]


def test_the_best_cell_is_framed_and_told_with_its_interval(spec):
    assert rows(spec, 1) == [{"a": 1, "b": 2}]
    assert spec["title"]["text"] == "Where do text and picture meet?"
    assert spec["title"]["subtitle"] == (
        "CKA 0.70 [0.50, 0.80] at text layer 1 and picture layer 2; retrieval 0.90 where both end, "
        "chance 0.01; 100 pairs"
    )


def test_a_map_in_its_null_says_so():
    chart = layer_map(a_map([[0.1, 0.2]], peak=(0, 1)), "cka", "text", "picture")
    assert chart.to_dict()["title"]["subtitle"].startswith("No cell beats shuffled pairs; CKA 0.20")


def test_a_metric_that_could_not_be_told_leaves_the_corner_alone():
    nothing = a_map([[NAN, NAN]], null95=NAN, peak=None, low=NAN, high=NAN)
    spec = layer_map(nothing, "cka", "text", "picture").to_dict()
    assert [c["value"] for c in rows(spec, 0)] == [0.9] and len(spec["layer"]) == 1
    assert "too few" in spec["title"]["subtitle"]


def test_only_a_map_with_many_cells_asks_for_the_svg_renderer(spec):
    side = int(MOST_ON_CANVAS**0.5) + 1
    large = layer_map(a_map(np.zeros((side, side))), "cka", "text", "picture").to_dict()
    assert large["usermeta"] == {"embedOptions": {"renderer": "svg"}} and "usermeta" not in spec


def test_a_map_becomes_a_picture_and_a_drawing():
    chart = layer_map(a_map([[0.1, 0.9]], peak=(0, 1)), "cka", "text", "picture")
    assert png(chart).startswith(b"\x89PNG")
    assert "joint" in svg(chart)
