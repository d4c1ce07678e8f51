"""Charts: everything that a result says is in the specification, and nothing else is."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from semhub import resources
from semhub.charts import palette
from semhub.charts import text_format as words
from semhub.charts.curve import cosine_curve, layer_curve
from semhub.charts.lens.cell import top_words
from semhub.charts.lens.grid import lens_grid
from semhub.charts.lens.language_mass import language_mass
from semhub.charts.matrix import similarity_matrix
from semhub.charts.style import on_paper, png, svg
from semhub.experiments.comparison import Comparison
from semhub.experiments.controls import Control
from semhub.experiments.verdict import Meeting
from semhub.lenses.neighbours import Neighbours
from semhub.lenses.result import Reading
from semhub.statistics.curve import Curve

NAMES = {"en": "English", "zh": "Chinese", "ar": "Arabic"}
VALUE, LOW, HIGH = [0.1, 0.4, 0.9, 0.3], [0.0, 0.3, 0.8, 0.05], [0.2, 0.5, 0.95, 0.4]


def comparison(value=VALUE, low=LOW, high=HIGH, chance=0.01, null95=0.07) -> Comparison:
    curve = Curve(np.array(value), np.array(low), np.array(high), chance, null95, p=0.001)
    hub = Meeting("acc1", band=[1, 2], peak=[2], verdict="meets and parts")
    return Comparison("a/model", "mean", 100, [0, 1, 2, 3], {"acc1": curve}, ("acc1", 2), hub)


@pytest.fixture
def reading() -> Reading:
    """Two layers, three positions, two words a cell, two languages."""
    shape = (2, 3, 2)
    return Reading(
        model="a/model",
        kind="logit",
        texts=["<s>", "猫 1/2", "قطة"],
        content=np.array([False, True, True]),
        tokens=np.arange(12).reshape(shape),
        scores=np.linspace(0.9, 0.1, 12).reshape(shape),
        words=[[[f" w{k}{p}{r}" for r in range(2)] for p in range(3)] for k in range(2)],
        tracked={},
        languages=("en", "zh"),
        mass=np.array([[[0.5, 0.5], [0.2, 0.8], [0.4, 0.6]], [[1, 0], [0.9, 0.1], [0.7, 0.3]]]),
    )


def drawn(chart) -> list[tuple[str, dict, list[dict]]]:
    """(mark, encoding, rows) of every layer of a chart."""
    spec = chart.to_dict()
    parts = spec.get("layer", [spec])
    return [
        (
            part["mark"]["type"],
            part["encoding"],
            spec["datasets"][part.get("data", spec.get("data"))["name"]],
        )
        for part in parts
    ]


def rows(chart, mark: str, field: str) -> list[list]:
    """The values of `field` in every layer with this mark whose data has it."""
    return [
        [row[field] for row in data]
        for m, _, data in drawn(chart)
        if m == mark and data and field in data[0]
    ]


def encoded(chart, mark: str, channel: str) -> set[str]:
    return {
        e[channel]["field"]
        for m, e, _ in drawn(chart)
        if m == mark and "field" in e.get(channel, {})
    }


def test_the_curve_holds_value_interval_null_and_chance():
    chart = layer_curve(comparison(), "acc1", "English", "Chinese")
    assert VALUE in rows(chart, "line", "value")
    assert encoded(chart, "area", "y") == {"low"} and encoded(chart, "area", "y2") == {"high"}
    assert LOW in rows(chart, "area", "low") and HIGH in rows(chart, "area", "high")
    assert [0.07] in rows(chart, "rect", "top")
    assert [0.01] in rows(chart, "rule", "chance")


def test_the_peak_is_marked_and_named():
    chart = layer_curve(comparison(), "acc1", "English", "Chinese")
    assert [2] in rows(chart, "point", "layer")
    assert ["90 of 100"] in rows(chart, "text", "text")


def test_the_hub_is_shaded_where_the_sides_meet_and_part():
    chart = layer_curve(comparison(), "acc1", "English", "Chinese")
    assert [rows(chart, "rect", "from")[0], rows(chart, "rect", "to")[0]] == [[0.5], [2.5]]


def test_title_asks_and_subtitle_answers():
    title = layer_curve(comparison(), "acc1", "English", "Chinese").to_dict()["title"]
    assert title["text"] == "Where do English and Chinese meet?"
    assert title["subtitle"] == (
        "90 of 100 find their partner at layer 2 (95% interval 80 to 95, 100 pairs); by chance "
        "1 in 100. Hub at layers 1 to 2: higher there than at both ends."
    )


def test_the_subtitle_names_the_strongest_control_at_the_best_layer_and_its_pairs():
    lines = {
        "length": Control(np.array([0.9, 0.2, 0.3, 0.9]), 100, ""),
        "words": Control(np.array([0.1, 0.2, 0.6, 0.1]), 16, ""),
    }
    chart = layer_curve(comparison(), "acc1", "English", "Chinese", controls=lines)
    assert (
        "; by chance 1 in 100, by words alone (16 pairs) 60. Hub"
        in chart.to_dict()["title"]["subtitle"]
    )


def test_beside_the_numbers_of_another_metric_the_hub_is_said_to_be_retrievals():
    gap = replace(comparison(), metrics={"centred_gap": comparison().metrics["acc1"]})
    subtitle = layer_curve(gap, "centred_gap", "English", "Chinese").to_dict()["title"]["subtitle"]
    assert subtitle.startswith("Centred gap 0.90 at layer 2")
    assert subtitle.endswith("Hub at layers 1 to 2 (by retrieval).")


def test_the_subtitle_says_when_the_interval_is_over_other_words():
    result = replace(comparison(), over=("thing",))
    subtitle = layer_curve(result, "acc1", "English", "Chinese").to_dict()["title"]["subtitle"]
    assert "95% interval 80 to 95 over other words" in subtitle


@pytest.mark.parametrize(
    ("found", "says"),
    [
        ("rises and stays", "No hub shown: they meet and do not clearly part again"),
        ("there from the start", "No hub shown: no layer is clearly above layer 0"),
        ("nothing meets", "No hub shown: no layer is clearly above wrong pairs"),
    ],
)
def test_where_there_is_no_hub_none_is_shaded_and_the_subtitle_says_why(found, says):
    result = replace(comparison(), hub=Meeting("acc1", [], [], found))
    chart = layer_curve(result, "acc1", "English", "Chinese")
    assert chart.to_dict()["title"]["subtitle"].endswith(f"{says}.")
    assert ["hub"] not in rows(chart, "text", "text")


def test_a_curve_without_intervals_is_still_drawn():
    nothing = [math.nan] * 4
    chart = layer_curve(comparison(low=nothing, high=nothing), "acc1", "A", "B")
    assert "too few for an interval" in chart.to_dict()["title"]["subtitle"]


def test_too_few_pairs_give_the_plain_cosine_and_say_so():
    chart = cosine_curve(np.array([0.2, 0.5]), 1, "English", "Chinese")
    assert [0.2, 0.5] in rows(chart, "line", "value")
    assert "1 pair: no interval, no chance level" in chart.to_dict()["title"]["subtitle"]


def test_every_layer_has_a_column_that_can_be_clicked():
    chart = layer_curve(comparison(), "acc1", "A", "B")
    spec = chart.to_dict()
    assert [p["name"] for p in spec["params"] if p["select"]["fields"] == ["layer"]] == ["pick"]
    assert [0, 1, 2, 3] in rows(chart, "rect", "layer")


def test_the_chosen_layer_gets_a_rule_up_to_the_curve():
    chart = layer_curve(comparison(), "acc1", "A", "B", chosen=1)
    assert [0.4] in rows(chart, "rule", "value")


def test_the_matrix_keeps_items_apart_that_read_the_same():
    chart = similarity_matrix(
        np.eye(2),
        ["dog", "dog"],
        ["狗", "狗"],
        side_a="English",
        side_b="Chinese",
        layer=3,
        pairs=9,
    )
    [(_, encoding, data)] = drawn(chart)
    assert [row["cosine"] for row in data] == [1, 0, 0, 1]
    assert encoding["y"]["field"] == "at_a"
    labels = encoding["y"]["scale"]["domain"]
    assert len({*labels}) == 2 and [label.strip() for label in labels] == ["dog", "dog"]
    assert "2 of 9 pairs shown" in chart.to_dict()["title"]["subtitle"]


def test_the_lens_has_one_cell_a_layer_and_position_with_its_top_word(reading):
    chart = lens_grid(reading, names=NAMES, chosen=(1, 2))
    cells = next(data for mark, _, data in drawn(chart) if mark == "rect")
    assert [(c["layer"], c["position"], c["shown"]) for c in cells] == [
        (k, p, f"w{k}{p}0") for k in range(2) for p in range(3)
    ]
    assert [1] in rows(chart, "rect", "layer") and [2] in rows(chart, "rect", "position")


def test_the_lens_is_tinted_by_probability_or_by_the_language_with_most_mass(reading):
    by_language = lens_grid(reading, "language", names=NAMES)
    _, encoding, data = drawn(by_language)[0]
    scale = encoding["color"]["scale"]
    assert dict(zip(scale["domain"], scale["range"], strict=True)) == {
        "English": palette.colour("en"), "Chinese": palette.colour("zh"),
    }  # fmt: skip
    assert [row["strength"] for row in data] == [0.5, 0.8, 0.6, 1, 0.9, 0.7]
    by_probability = drawn(lens_grid(reading, names=NAMES))[0][2]
    assert [row["strength"] for row in by_probability] == [row["probability"] for row in data]


def test_punctuation_and_special_tokens_step_back_in_the_lens(reading):
    texts, words = ["<s>", "dog", "."], [[["the"], [","], ["cat"]]] * 2
    content = np.array([False, True, True])
    chart = lens_grid(replace(reading, texts=texts, words=words, content=content), names=NAMES)
    cells = drawn(chart)[0][2]
    assert [(row["worded"], row["says"]) for row in cells[:3]] == [
        (False, True), (True, False), (False, True),
    ]  # fmt: skip
    assert [row["tint"] < row["strength"] for row in cells[:3]] == [True, False, True]
    assert "datum.worded && datum.says ? 1 : 0." in chart.to_json()


def test_of_many_layers_the_lens_draws_those_that_have_room_and_the_chosen_one(reading):
    deep = replace(
        reading, words=reading.words * 16, mass=None, tokens=np.tile(reading.tokens, (16, 1, 1)),
        scores=np.tile(reading.scores, (16, 1, 1)),
    )  # fmt: skip
    chart = lens_grid(deep, names=NAMES, chosen=(7, 0))
    layers = sorted({row["layer"] for row in drawn(chart)[0][2]})
    assert layers == sorted({*range(0, 32, 2), 7, 31})
    assert drawn(chart)[0][1]["x"]["axis"]["values"] == layers
    assert "not every layer is drawn" in chart.to_dict()["title"]["subtitle"]


def test_on_one_blue_the_text_has_one_colour_whatever_the_language(reading):
    pale = replace(reading, languages=("fr", "es"))
    assert not any(row["dark"] for row in drawn(lens_grid(pale, "language", names=NAMES))[0][2])
    assert all(row["dark"] for row in drawn(lens_grid(pale, names=NAMES))[0][2])


def test_language_mass_is_the_mean_over_the_items_own_positions(reading):
    [(_, _, data)] = drawn(language_mass(reading, names=NAMES))
    shares = {(row["layer"], row["language"]): row["share"] for row in data}
    assert shares[0, "Chinese"] == pytest.approx(0.7) and shares[1, "English"] == pytest.approx(0.8)


def test_the_best_words_of_a_cell_come_best_first_with_their_probabilities(reading):
    chart = top_words(reading, 1, 0)
    data = drawn(chart)[0][2]
    assert [row["word"] for row in data] == [" w100", " w101"]
    assert [row["probability"] for row in data] == pytest.approx(reading.scores[1, 0], abs=1e-4)


def test_neighbours_are_drawn_as_cosines_with_their_sentence_and_never_as_probabilities(reading):
    sentences = [[["in a", "in b"]] * 3] * 2
    found = Neighbours(
        words=reading.words, numbers=reading.tokens, similarities=reading.scores,
        counts=np.full_like(reading.tokens, 4), sentences=sentences, tracked={}, language="zh",
    )  # fmt: skip
    near = replace(reading, kind="neighbours", languages=(), mass=None, neighbours=found)
    grid, cell = lens_grid(near, names=NAMES), top_words(near, 1, 0)
    assert "no probability" in grid.to_dict()["title"]["subtitle"]
    assert grid.to_dict()["title"]["text"].startswith("Which Chinese word is nearest")
    for chart in (grid, cell):
        assert '"probability' not in chart.to_json()
        assert {row["sentence"] for row in drawn(chart)[0][2]} <= {"in a", "in b"}
    assert [row["cosine"] for row in drawn(cell)[0][2]] == pytest.approx(
        near.scores[1, 0], abs=1e-4
    )
    assert [row["count"] for row in drawn(cell)[0][2]] == [4, 4]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (" dog", "dog"),
        ("  ", "␣"),
        ("\n", "⏎"),
        ("⟨part of a character: E7 8C⟩", "part E7 8C"),
        ("قطة", "\u2068قطة"),
    ],
)
def test_a_token_is_shown_so_that_it_can_be_read(text, shown):
    assert words.token(text) == shown


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ([], "No layer"),
        ([3], "Layer 3"),
        ([1, 2, 3], "Layers 1 to 3"),
        ([0, 4, 5], "Layers 0 and 4 to 5"),
    ],
)
def test_layers_are_said_in_runs(numbers, said):
    assert words.layers(numbers) == said


def test_languages_shown_together_have_colours_of_their_own():
    from semhub import datasets

    for name in ("world", "sentences"):
        colours = [palette.colour(code) for code in datasets.table(name)]
        assert len(set(colours)) == len(colours)


def test_a_chart_becomes_a_picture_and_a_drawing(reading):
    chart = lens_grid(reading, "language", names=NAMES)
    assert png(chart).startswith(b"\x89PNG")
    assert "猫 1/2" in svg(chart)
    assert on_paper(chart)["background"] == "white"


def test_an_exported_label_has_the_font_of_its_script(reading):
    axis = on_paper(lens_grid(reading, names=NAMES))["layer"][0]["encoding"]["y"]["axis"]
    fonts = {case["value"]: case["test"] for case in axis["labelFont"]["condition"]}
    assert "datum.label" in fonts["Noto Sans Arabic"]
    files = {path.name.partition("-")[0] for path in resources.FONTS.glob("Noto*")}
    assert {font.replace(" ", "").replace("SC", "sc") for font in fonts} <= files


@pytest.mark.parametrize(
    ("x", "said"),
    [(0.4712, "0.47"), (-0.0079, "−0.008"), (0.04, "0.04"), (0.00042, "0.0004"), (0, "0"),
     (float("nan"), "–")],
)  # fmt: skip
def test_numbers_are_said_with_the_digits_that_matter(x, said):
    assert words.number(x) == said
