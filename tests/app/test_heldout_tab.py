"""How often it is right: the recorded figures stand on both pages, and can be measured again."""

from __future__ import annotations

import json

import numpy as np
import pytest
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.testing.v1 import AppTest

import semhub
from semhub.charts.text_format import number
from semhub.evaluation import held_out_words as heldout
from semhub.evaluation.figures import patches, sensing
from semhub.models import catalogue
from tests.app.conftest import APP, ROOT, healthy, said, shown
from tests.models.multimodal import folder

NANO = catalogue.EMBEDDED
IMAGE, AUDIO = "pages/4_Image.py", "pages/5_Audio.py"
KEYS = {IMAGE: "image_", AUDIO: "audio_"}
TAB = "How often it is right"
FIGURES = json.loads((catalogue.CHECKPOINTS / NANO / heldout.FILE).read_text(encoding="utf-8"))
READINGS = {reading["name"]: reading["best"] for reading in FIGURES["readings"]}
DESCRIBED = FIGURES["senses"]["described"]


@pytest.fixture
def opened():
    """The tab of a page, as a link with these parameters opens it."""

    def page(path: str, **link: str) -> AppTest:
        page = AppTest.from_file(str(ROOT / APP), default_timeout=600)
        page.switch_page(path)
        for key, value in ({f"{KEYS[path]}tab": TAB} | link).items():
            page.query_params[key] = value
        return healthy(page.run())

    return page


@pytest.fixture
def in_short(monkeypatch):
    """Fewer sentences in the index, and a tone for every spoken one."""
    tone = np.sin(np.arange(16_000, dtype=np.float32) / 9)
    monkeypatch.setattr(patches, "INDEXED", 40)
    for module in (patches, sensing):
        monkeypatch.setattr(module, "speech", lambda drawn, _language, _seed: [tone] * len(drawn))


def drawn(page: AppTest):
    """The tab's chart."""
    return next((chart for chart in page.get("vega_lite_chart")
                 if "find the right words" in chart.proto.spec), None)  # fmt: skip


def dots(page: AppTest, measured: str) -> dict[tuple[str, str], dict]:
    """(which word, how) -> the dot's row."""
    frames = [convert_arrow_bytes_to_pandas_df(d.data.data) for d in drawn(page).proto.datasets]
    rows = max(frames, key=len).to_dict("records")
    return {(r["place"], r["way"]): r for r in rows if r["measured"] == measured}


def same(row: dict, share: dict) -> bool:
    return all(row[key] == share[key] for key in ("value", "low", "high", "n"))


def test_the_recorded_share_of_things_at_patches_stands_on_the_image_page(opened):
    page = opened(IMAGE)
    found = dots(page, "recorded")
    assert same(found["thing", "read at its patches"], READINGS["thing at its patches"])
    assert same(found["thing", "continued in Chinese"], DESCRIBED["image"]["thing in zh"])
    assert same(found["colour", "continued in Spanish"], DESCRIBED["image"]["colour in es"])
    assert len(found) == 4 + 18 and not dots(page, "again")
    command = f"--rows {FIGURES['rows']} --seed {FIGURES['seed']}"
    assert f"python -m semhub.evaluation.evaluate --model {NANO} {command}" in said(page)


def test_what_falls_short_of_its_target_is_told_on_the_image_page(opened):
    first = json.loads(drawn(opened(IMAGE)).proto.spec)["usermeta"]["subtitle"][0]
    for called, share in (
        ("thing read at its patches", READINGS["thing at its patches"]),
        ("thing continued in Chinese", DESCRIBED["image"]["thing in zh"]),
    ):
        assert (f"{called} {number(share['value'])}" in first) == (share["value"] < 0.6)


def test_what_is_read_in_speech_and_told_of_calls_stands_on_the_audio_page(opened):
    found = dots(opened(AUDIO), "recorded")
    assert same(found["colour", "read in speech"], READINGS["colour in speech"])
    assert same(found["thing", "continued in Spanish"], DESCRIBED["speech"]["thing in es"])
    call = found["thing, of its call", "continued in Chinese"]
    assert same(call, DESCRIBED["sound"]["thing in zh"])
    assert len(found) == 4 + 18 + 3


@pytest.mark.parametrize(("path", "modality"), [(IMAGE, "image"), (AUDIO, "audio")])
def test_measuring_again_runs_what_evaluate_runs(opened, in_short, path, modality):
    seed, rows = 11, 20
    page = opened(path, **{f"{KEYS[path]}seed": str(seed), f"{KEYS[path]}rows": str(rows)})
    before = dots(page, "recorded")
    page.button(key=f"{KEYS[path]}measure").click()
    page = healthy(page.run())
    expected = heldout.measured(semhub.load(NANO), modality, "en", rows, seed)
    values = sorted((p.value, p.low, p.high, p.n) for p in expected.points)
    found = dots(page, "again")
    assert sorted((r["value"], r["low"], r["high"], r["n"]) for r in found.values()) == values
    assert {(row["rows"], row["seed"]) for row in found.values()} == {(rows, seed)}
    assert dots(page, "recorded").keys() == before.keys() == found.keys()
    assert f"--rows {rows} --seed {seed}" in said(page)
    assert not page.error and not page.warning


def test_another_seed_than_the_recorded_one_is_offered(opened):
    page = opened(IMAGE)
    assert page.number_input(key="image_seed").value != FIGURES["seed"]


def test_of_another_model_it_is_said_whose_figures_these_are(opened):
    page = opened(IMAGE, model=folder("LLaVA"), image_by="Logit lens")
    assert "was trained on other pictures" in said(page) and drawn(page) is None
    page.button(key="image_heldout_use").click()
    assert drawn(healthy(page.run()))


@pytest.mark.parametrize("path", [IMAGE, AUDIO])
def test_where_nothing_is_recorded_it_is_said_how_to_measure(opened, monkeypatch, path):
    monkeypatch.setattr(heldout, "FILE", "no such file")
    page = opened(path)
    assert f"“python -m semhub.evaluation.evaluate --model {NANO} --json" in shown(said(page))
    assert drawn(page) is None and not page.error
