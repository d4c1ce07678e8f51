"""Every chart is drawn whatever its words are, and none of them gets into an expression.

Vega takes some words of an expression for its own, even within quotation marks: with a token “if”
a chart stays empty.
"""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import vl_convert

from semhub import charts
from semhub.charts import (
    curve,
    emergence,
    exhibit,
    layer_map,
    matrix,
    patching,
    records,
    series,
)
from semhub.charts import gold_predicted as gold
from semhub.charts import hard_negatives as contrast
from semhub.charts.hub import curves as hub_curves
from semhub.charts.lens import cell as top
from semhub.charts.lens import grid as lens
from semhub.charts.lens import language_mass as mass
from semhub.charts.lens import language_trend, next_word
from semhub.charts.lens import leading_words as leaders
from semhub.charts.lens import rows as lens_rows
from semhub.charts.media import (
    captions,
    conflict,
    patch_map,
    patch_words,
    picture,
    position_words,
    spectrogram,
    word_map,
)
from semhub.charts.media import held_out as right_words
from semhub.charts.steering import scores, shares, shifts, strength, sweep, turned
from semhub.charts.style import apart, on_paper
from semhub.experiments.captions import Reference, nearness
from semhub.experiments.conflict import CURVES, Conflict
from semhub.experiments.gold_predicted import GoldPredicted
from semhub.experiments.patch_words import ColourReading, NounContrast
from semhub.experiments.patching import WORDS as PATCHED
from semhub.experiments.patching import Patching
from semhub.experiments.scored import KINDS as PUSH_KINDS
from semhub.experiments.scored import Scored
from semhub.experiments.turned import Turned
from semhub.lenses.language_mass import LanguageMass
from semhub.lenses.language_trend import LanguageTrend
from semhub.lenses.leading_words import LeadingWords
from semhub.lenses.neighbours import Neighbours
from semhub.lenses.result import Reading
from semhub.states.positions import PositionStates, position_states
from tests.charts import test_contrast, test_hub, test_right_words, test_spectrogram, test_steer
from tests.experiments.test_layer_map_figures import a_map
from tests.inputs.test_spectrogram import clicking
from tests.test_charts import comparison
from tests.toy_picture import square

WORDS = (
    "if", "else", "null", "true", "datum", "event", "layer", "value", "item", "function", "return",
    "width", "undefined", "NaN", "this", '"', "'", "\\", "a\\", "$", "${x}", "[0]", "a.b", "a[b]",
    "]", "'); x", "🙂", "كتاب", "ספר", "\u2028", "if ", " if", "if", "constructor", "__proto__",
)  # fmt: skip
SENTINEL = tuple(f"zq{k}zq" for k in range(len(WORDS)))
WORDLESS = {
    "conflict_curve", "right_curve", "shares", "strength_curve", "sweep_map", "trajectory",
}  # fmt: skip
"""Charts whose texts are all the program's own."""

CHARTS = ("alt.LayerChart", "alt.Chart", "Slides", "slides.Slides", "Moving")
"""What a function that draws gives back."""

LAYERS = 3
BAND = test_contrast.band(0.1, 0.5, 0.2)


def words_of(said, *shape: int) -> list:
    """Nested lists of the words in turn."""
    flat = [said[k % len(said)] for k in range(int(np.prod(shape)))]
    return np.array(flat, dtype=object).reshape(shape).tolist()


def reading(said, **more) -> Reading:
    n = len(said)
    shape = (LAYERS, n, 2)
    texts = words_of(said, n)
    words = [[[texts[(k + p) % n], texts[(p + 1) % n]] for p in range(n)] for k in range(LAYERS)]
    given = dict(
        model=said[0], kind="logit", texts=texts, content=np.ones(n, dtype=bool),
        tokens=np.arange(np.prod(shape)).reshape(shape), scores=np.full(shape, 0.5), words=words,
        tracked={}, languages=tuple(said[:3]), mass=np.full((LAYERS, n, 3), 1 / 3), covered=0.1,
    )  # fmt: skip
    return Reading(**given | more)


def cell(said) -> Reading:
    """A reading with all words in one cell."""
    n = len(said)
    return replace(
        reading(said), tokens=np.arange(LAYERS * n * n).reshape(LAYERS, n, n),
        scores=np.full((LAYERS, n, n), 0.5), words=words_of(said, LAYERS, n, n),
    )  # fmt: skip


def tracking(said, k: int = 0) -> Reading:
    """A reading whose words have sentences, and one of which is tracked."""
    n = len(said)
    scores = np.linspace(0.9, 0.1, LAYERS * n * 2).reshape(LAYERS, n, 2)
    sentences = words_of(said, LAYERS, n, 2)
    words = words_of(said, LAYERS, n, 2)
    near = Neighbours(words, np.zeros(scores.shape, dtype=int), scores, scores, sentences, {})
    return Reading(
        said[1], "logit", words_of(said, n), np.ones(n, dtype=bool), near.numbers, scores, words,
        {said[k]: scores[..., 0]}, neighbours=near,
    )  # fmt: skip


def sensed_of(said) -> PositionStates:
    from tests.toy_picture import PlantedPicture

    return position_states(PlantedPicture(meets_at=2), square(1, len(said), 0, 0))


def sound(said, k: int = 0):
    audio = clicking(0.5, 2.0)
    step = 2.0 / len(said)
    tracked = said[k], np.full(len(said), 0.5)
    given = test_spectrogram.heard(audio, list(said), step, tracked=tracked)
    return spectrogram.spectrogram(given, f"{said[0]}?", f"{said[1]}.")


def steering(said):
    words = [(said[k], said[k + 1]) for k in range(test_steer.N)]
    made = test_steer.result.__wrapped__()
    return replace(
        made, minus=said[0], plus=said[1], labels=list(said[: test_steer.N]), words=words
    )


def near(said):
    rng = np.random.default_rng(0)
    texts = rng.normal(size=(LAYERS, 30, 8))
    reference = Reference(
        rng.normal(size=(LAYERS, 30, 8)), texts, [f"t{k}" for k in range(30)], ["en"] * 30,
        list(range(30)),
    )  # fmt: skip
    own = rng.normal(size=(LAYERS, len(said), 8))
    return nearness(rng.normal(size=(LAYERS, 8)), list(said), own, reference)


def checkpoints() -> list[dict]:
    """Of the embedded model: its pairs are of the program's own languages."""
    history = Path(charts.__file__).parents[2] / "checkpoints/semhub-nano/history/emergence.json"
    return json.loads(history.read_text(encoding="utf-8"))["checkpoints"]


def gold_predicted_of(said) -> GoldPredicted:
    n = len(said)
    value = np.linspace(-1, 1, LAYERS * n * n).reshape(LAYERS, n, n)
    return GoldPredicted(
        said[0], "logit", list(said), list(said), [2] * n, "log-probability", value, BAND, 1 / n
    )


def turned_of(said) -> Turned:
    said = list(said)
    return Turned("m", said[0], said[1], said, 1, [1.0, 2.0], said[::-1], said, [said] * 2,
                  [[said] * 2], 0)  # fmt: skip


def scored_of(said) -> Scored:
    scores = {kind: np.array([[0.5, -0.5, 0.0]]) for kind in PUSH_KINDS}
    return Scored("m", said[0], said[1], 1, 1.0, list(said)[:3], scores, {})


def nouns(n: int) -> NounContrast:
    return NounContrast("logit", n, BAND, BAND, BAND)


def patching_of(said) -> Patching:
    """Of one item, so that its own words are shown."""
    each = dict.fromkeys(PATCHED, BAND)
    each["both"] = replace(BAND, value=3 * BAND.value)  # which is what makes a claim
    words = [tuple(said[: len(PATCHED)])]
    return Patching(said[0], "end", words, 0, dict.fromkeys(PATCHED, 0.1), each, each, BAND, BAND)


def conflict_of(said) -> Conflict:
    """The same of a contradiction."""
    curves = dict.fromkeys(CURVES, BAND)
    return Conflict(said[0], "logit", "image", [tuple(said[:2])], 0, BAND, BAND, curves)


def drawn_of(said, found) -> dict:
    """Name of a chart -> the chart with these words, wherever a word can come from."""
    names = dict(zip("abcz", said, strict=False))
    logs = dict(zip(("meaning", "surface", "others"), [BAND] * 3, strict=True))
    told = test_contrast.next_word.__wrapped__()
    cosines = np.linspace(-1, 1, len(said) ** 2).reshape(len(said), -1)
    sides = {"side_a": said[0], "side_b": said[1], "pairs": len(said)}
    tints = [series.Series(word, "#0072B2") for word in dict.fromkeys(said)]
    states, read = sensed_of(said), reading(said)
    boxes = np.array([[k, 0, k + 1, 1] for k in range(len(said))]) / [len(said), 1, len(said), 1]
    result = steering(said)
    lens_kinds = [read, replace(read, kind="jacobian")]
    same = {("logit", "jacobian"): np.ones((LAYERS, len(said)), dtype=bool)}
    led = LeadingWords(list(dict.fromkeys(said)), np.full((LAYERS, len({*said})), 0.2),
                  [[0]] * len({*said}), 0)  # fmt: skip
    of_words = {f"tracked_curve {k}": position_words.tracked_curve(
        tracking(said, k), said[k], list(said), said[1]) for k in range(3)}  # fmt: skip
    return {
        "patching_curve": patching.patching_curve(patching_of(said), (said[0], said[1])),
        "effects_curve": patching.effects_curve(patching_of(said), (said[0], said[1])),
        "conflict_curve": conflict.conflict_curve(conflict_of(said)),
        "race_curve": conflict.race_curve(conflict_of(said)),
        "caption_curve": captions.caption_curve(near([*dict.fromkeys(said)]), tints, said[0]),
        "contrast_curve": contrast.contrast_curve(
            test_contrast.TOLD, dict(zip(test_contrast.KINDS, said, strict=False)),
            question=f"{said[0]}?", layer=1),
        "layer_curve": curve.layer_curve(comparison(), "acc1", said[0], said[1], 1),
        "cosine_curve": curve.cosine_curve(np.array([0.1, 0.3]), 2, said[0], said[1], 1),
        "models_curve": emergence.models_curve(
            {word: comparison() for word in said[:2]}, said[0], said[1], "acc1", ["red", "blue"]),
        "meeting_curves": exhibit.meeting_curves({"es": comparison()}, {"es": said[0]}),
        "mass_curves": exhibit.mass_curves(
            LanguageMass("m", 3, {"en": BAND, "es": BAND}, 0.1), "es",
            {"en": said[0], "es": said[1]}),
        "gold_predicted_matrix": gold.gold_predicted_matrix(gold_predicted_of(said)),
        "right_curve": gold.right_curve(gold_predicted_of(said)),
        "hub_curves": hub_curves.hub_curves(found, model=said[0], names=names, chosen=("a", "b")),
        "hub_matrix": test_hub.hub_matrix(
            found, model=said[0], names=names, spokes=("a", "b", "c"), top=1.0),
        "hub_plane": test_hub.plane(
            found, dict(enumerate(words_of(said, test_hub.ROWS))), names)[1],
        "language_trend_curve": language_trend.language_trend_curve(
            LanguageTrend("m", 3, "es", "en", BAND, 1.5, 1.0, 2.0, 0.9),
            {"en": said[0], "es": said[1]}),
        "overlay": records.overlay(
            pd.DataFrame({"series": said, "depth": 0.5, "layer": 1, "value": 0.3, "low": 0.2,
                          "high": 0.4}), said[0], said[1]),
        "layer_map": layer_map.layer_map(
            a_map([[0.1, 0.2, 0.4], [0.31, 0.3, 0.7]]), "cka", said[0], said[1]),
        "layer_map of two models": layer_map.layer_map(
            replace(a_map([[0.1, 0.7]], peak=(0, 1)), models=tuple(said[:2]), corner={}), "cka",
            said[0], said[1]),
        "leading_words": leaders.leading_words(led, read, 0),
        "lens_grid": lens.lens_grid(read, names={}, chosen=(1, 0)),
        "lens_grid by language": lens.lens_grid(read, "language", names={}),
        "lens_rows": lens_rows.lens_rows(lens_kinds, same),
        "language_mass": mass.language_mass(read, names={}),
        "similarity_matrix": matrix.similarity_matrix(cosines, said, said, layer=0, **sides),
        "similarity_slides": matrix.similarity_slides(cosines[None], said, said, **sides),
        "next_word_curve": next_word.next_word_curve(
            told, dict(zip(logs, said, strict=False)), f"{said[0]}?"),
        "two_words_curve": next_word.two_words_curve(
            {word: np.array([-1.0, -2.0]) for word in said[:2]}, said[0]),
        "patch_map": patch_map.patch_map(
            states, tracking(said), boxes, 1, chosen=0, tracked=said[0]),
        "noun_curve": patch_words.noun_curve(nouns(9), said[0], said[1]),
        "noun_curve of one": patch_words.noun_curve(
            replace(nouns(1), own=replace(BAND, low=BAND.low * np.nan)), said[0], said[1]),
        "colour_grid": patch_words.colour_grid(ColourReading(
            "logit", [*dict.fromkeys(said)], np.ones((LAYERS, len({*said}), len({*said}))), BAND)),
        "contact_sheet": picture.contact_sheet(["data:,"] * len(said), said, 0, 0),
        "position_words": position_words.position_words(tracking(said), 0, 1, said[0]),
        **of_words,
        "right_words": right_words.right_words(
            test_right_words.SEEN, None, names=dict(zip(("en", "zh", "es"), said, strict=False))),
        "turned_curve": turned.turned_curve(turned_of(said), f"{said[0]}?"),
        "said_matrix": turned.said_matrix(turned_of(said)),
        "score_chart": scores.score_chart(scored_of(said), f"{said[0]}?"),
        "series_curve": series.series_curve(
            [(one, BAND) for one in tints], question=f"{said[0]}?", answer=f"{said[1]}.", axis="p"),
        "shares": shares.shares(result),
        "shifts": shifts.shifts(result, 0),
        "strength_curve": strength.strength_curve(result, 1.0),
        "sweep_map": sweep.sweep_map(result.sweep, 5, [3], 1.0),
        "spectrogram": sound(said),
        "top_words": top.top_words(cell(said), 0, 0),
        "word_map": word_map.word_map(tracking(said), said[0], 0.1, 1),
        "trajectory": emergence.trajectory(checkpoints(), 0, *said[:2], names={}),
    }  # fmt: skip


@pytest.fixture(scope="module")
def found():
    return test_hub.hub_of(test_hub.MODEL, test_hub.SPOKES, resamples=50)


@pytest.fixture(scope="module")
def marked(found) -> dict:
    """Every chart, with words that are found again."""
    return drawn_of(SENTINEL, found)


def spec_of(chart) -> dict:
    """As a file has it, with the fonts of its words; of slides, the first. A sheet of pictures
    is only on the page."""
    chart = chart.at(0) if hasattr(chart, "at") else chart
    return on_paper(chart) if "title" in chart.to_dict() else chart.to_dict()


def compiled(chart) -> dict:
    return vl_convert.vegalite_to_vega(spec_of(chart))


def expressions(part, inside: bool = False):
    """Every text of a Vega specification that Vega parses as an expression."""
    if isinstance(part, dict):
        for key, value in part.items():
            yield from expressions(value, key in ("signal", "expr", "test", "update", "init"))
            if key == "field" and isinstance(value, str):
                yield value
    elif isinstance(part, list):
        for value in part:
            yield from expressions(value, inside)
    elif inside and isinstance(part, str):
        yield part


def rotated(k: int) -> tuple[str, ...]:
    return WORDS[k:] + WORDS[:k]


@pytest.mark.parametrize("first", [0, 19])
def test_every_chart_is_drawn_whatever_its_words_are(found, first, capfd):
    for name, chart in drawn_of(rotated(first), found).items():
        drawing = vl_convert.vegalite_to_svg(spec_of(chart))
        assert "<path" in drawing or "<image" in drawing, name
        assert "Error" not in capfd.readouterr().err, name


def test_no_word_is_a_part_of_an_expression_or_the_name_of_a_field(marked):
    for name, chart in marked.items():
        vega = compiled(chart)
        assert ("zq" in json.dumps(vega)) == (name not in WORDLESS), name
        assert not [one for one in expressions(vega) if "zq" in one], name


def test_every_chart_that_there_is_is_among_them(marked):
    made = {name.partition(" ")[0] for name in marked}
    there = set()
    for module in pkgutil.walk_packages(charts.__path__, "semhub.charts."):
        for name, one in inspect.getmembers(
            importlib.import_module(module.name), inspect.isfunction
        ):
            gives = str(inspect.signature(one).return_annotation)
            if gives in CHARTS and not name.startswith("_"):
                there.add(name)
    parts = {"lines", "named", "laid_out", "moving"}  # of which others are made
    assert there - parts == made


def test_labels_that_read_the_same_keep_a_place_each():
    labels = ["if", "if", "if ", "a"]
    found = apart(labels)
    assert len({*found}) == 4 and [one.rstrip() for one in found] == ["if", "if", "if", "a"]
