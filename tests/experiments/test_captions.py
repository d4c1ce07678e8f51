"""One item beside captions: cosines against a loop, and what other captions reach."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from semhub.charts.media.captions import answer, caption_curve, led_by, than_others
from semhub.charts.series import Series
from semhub.experiments.captions import Reference, nearness

LAYERS, WIDTH = 3, 16


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def reference(rng) -> Reference:
    items, texts = (
        rng.normal(size=(LAYERS, 10, WIDTH)) + 5,
        rng.normal(size=(LAYERS, 30, WIDTH)) - 3,
    )
    languages, rows = ["en"] * 10 + ["zh"] * 10 + ["es"] * 10, [*range(10)] * 3
    return Reference(items, texts, [f"text {i}" for i in range(30)], languages, rows)


def cosine(x, y) -> float:
    return float(x @ y / np.linalg.norm(x) / np.linalg.norm(y))


@pytest.mark.parametrize("centred", [True, False])
def test_it_is_the_cosine_less_the_references_means(rng, reference, centred):
    item, states = rng.normal(size=(LAYERS, WIDTH)), rng.normal(size=(LAYERS, 2, WIDTH))
    found = nearness(item, ["x", "y"], states, reference, centred=centred)
    for layer in range(LAYERS):
        off = reference.items[layer].mean(0), reference.texts[layer].mean(0)
        off = off if centred else (0, 0)
        others = [cosine(item[layer] - off[0], text - off[1]) for text in reference.texts[layer]]
        np.testing.assert_allclose(
            [found.low[layer], found.high[layer]], np.quantile(others, [0.025, 0.975])
        )
        for caption in range(2):
            expected = cosine(item[layer] - off[0], states[layer, caption] - off[1])
            assert found.value[caption, layer] == pytest.approx(expected)


def test_a_caption_is_no_other_caption_of_itself(rng, reference):
    item = rng.normal(size=(LAYERS, WIDTH))
    found = nearness(item, ["text 4"], reference.texts[:, 4:5], reference)
    assert found.others == 29


def test_centring_takes_away_what_all_items_share(rng, reference):
    """The item lies where all items lie, and each caption where all texts do."""
    meaning = rng.normal(size=(LAYERS, WIDTH)) * 4
    item = reference.items.mean(axis=1) + meaning
    states = (reference.texts.mean(axis=1) + meaning)[:, None]
    assert nearness(item, ["x"], states, reference).value == pytest.approx(1)
    assert (nearness(item, ["x"], states, reference, centred=False).value < 0.9).all()


@pytest.fixture
def apart(rng, reference) -> Reference:
    """The same, with each language somewhere of its own."""
    offset = {code: 20 * rng.normal(size=WIDTH) for code in reference.languages}
    moved = reference.texts + np.array([offset[code] for code in reference.languages])
    return replace(reference, texts=moved)


def test_a_caption_is_centred_on_its_own_language_as_those_are_that_it_is_compared_with(rng, apart):
    meaning = rng.normal(size=(LAYERS, WIDTH)) * 4
    item = apart.items.mean(axis=1) + meaning
    zh = np.array(apart.languages) == "zh"
    states = (apart.texts[:, zh].mean(axis=1) + meaning)[:, None]
    found = nearness(item, ["x"], states, apart, languages=["zh"])
    assert found.value == pytest.approx(1) and (found.nearer == 1).all()
    assert (nearness(item, ["x"], states, apart).value < 0.9).all()


def test_it_is_nearer_than_the_share_of_other_captions_that_lie_farther(rng, reference):
    item = rng.normal(size=(LAYERS, WIDTH))
    states = rng.normal(size=(LAYERS, 1, WIDTH)) + reference.texts.mean(axis=1)[:, None]
    found = nearness(item, ["x"], states, reference)
    for layer in range(LAYERS):
        x = item[layer] - reference.items[layer].mean(0)
        mean = reference.texts[layer].mean(0)
        others = [cosine(x, text - mean) for text in reference.texts[layer]]
        share = np.mean([other < found.value[0, layer] for other in others])
        assert found.nearer[0, layer] == pytest.approx(share)
    assert found.nearer.any()
    said = than_others(found, 0, 1)
    assert said == f"than {100 * found.nearer[0, 1]:.0f} of 100 other captions"


def test_what_is_said_of_the_same_row_in_any_language_is_no_other_caption(rng, reference):
    item = rng.normal(size=(LAYERS, WIDTH))
    found = nearness(item, ["text 4"], reference.texts[:, 4:5], reference, row=4)
    assert found.others == 27


def test_the_layer_from_which_a_caption_stays_ahead_is_named(rng, reference):
    meaning = rng.normal(size=(LAYERS, WIDTH)) * 4
    item = reference.items.mean(axis=1) + meaning
    states = (reference.texts.mean(axis=1) + meaning)[:, None]
    states[0] = reference.texts[0].mean(0) - meaning[0]
    said = led_by(nearness(item, ["right"], states, reference), "sound")
    assert said == (
        "“right”: nearer to the sound than 100 of 100 other captions from layer 1 on; by chance 50"
    )


def test_the_answer_names_the_caption_that_stands_farthest_above_the_others(rng, reference):
    meaning = rng.normal(size=(LAYERS, WIDTH)) * 4
    item = reference.items.mean(axis=1) + meaning
    states = rng.normal(size=(LAYERS, 2, WIDTH)) + reference.texts.mean(axis=1)[:, None]
    states[1, 1] = reference.texts[1].mean(0) + meaning[1]
    found = nearness(item, ["wrong", "right"], states, reference)
    assert answer(found).startswith("Farthest ahead: “right” at layer 1, centred cosine 1.00")


def test_captions_that_no_layer_brings_near_are_said_to_be_none(rng, reference):
    item = reference.items.mean(axis=1) + rng.normal(size=(LAYERS, WIDTH))
    states = (reference.texts.mean(axis=1) - (item - reference.items.mean(axis=1)))[:, None]
    assert answer(nearness(item, ["x"], states, reference)).startswith("At no layer")


def test_the_chart_holds_every_caption_and_the_band_of_the_others(rng, reference):
    item, states = rng.normal(size=(LAYERS, WIDTH)), rng.normal(size=(LAYERS, 2, WIDTH))
    found = nearness(item, ["x", "y"], states, reference)
    shown = [Series("x", "#0072B2"), Series("y", "#8C8C8C", dashed=True)]
    spec = caption_curve(found, shown, "picture", cosines=True).to_dict()
    assert spec["title"]["text"] == "Which caption does the picture come near?"
    assert spec["title"]["subtitle"][1] == f"grey: 95% of {found.others} other captions"
    rows = [row for rows in spec["datasets"].values() for row in rows]
    values = [row["value"] for row in rows if row.get("series") == "y"]
    assert values == pytest.approx(found.value[1], abs=1e-4)
    assert [row["high"] for row in rows if "high" in row][:LAYERS] == pytest.approx(found.high)


def test_the_chart_counts_of_100_and_marks_chance(rng, reference):
    item, states = rng.normal(size=(LAYERS, WIDTH)), rng.normal(size=(LAYERS, 1, WIDTH))
    found = nearness(item, ["x"], states, reference)
    spec = caption_curve(found, [Series("x", "#0072B2")], "picture").to_dict()
    rows = [row for rows in spec["datasets"].values() for row in rows]
    assert [row["value"] for row in rows if "value" in row] == pytest.approx(100 * found.nearer[0])
    assert {row["chance"] for row in rows if "chance" in row} == {50}
