"""What is shipped: it loads, is what its card says, and reproduces a part of the card."""

import hashlib
import json
import re
from pathlib import Path

import pytest

import semhub
from semhub.evaluation.figures.retrieval import inner_layers
from semhub.models.folder import revision
from training.card import card
from training.train import DEFAULT_OUT

ROOT = Path(__file__).parents[2]
FOLDERS = [ROOT / folder for folder in DEFAULT_OUT.values() if (ROOT / folder).is_dir()]


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.name)
def folder(request):
    return request.param


def test_something_is_shipped():
    assert ROOT / DEFAULT_OUT["hub"] in FOLDERS


def test_the_weights_are_those_of_the_card(folder):
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    assert digest in (folder / "README.md").read_text(encoding="utf-8")


def test_the_card_is_what_its_records_give(folder):
    assert card(folder) == (folder / "README.md").read_text(encoding="utf-8")


def test_the_figures_are_of_the_weights_that_are_shipped(folder):
    for figures in ("figures.json", "pushes.json"):
        assert json.loads((folder / figures).read_text())["revision"] == revision(folder)


def test_the_model_loads_and_can_be_read_out(folder):
    model = semhub.load(str(folder))
    assert model.check.passed, model.check.sentence


def test_the_files_stay_small():
    for file in (ROOT / "checkpoints").rglob("*"):
        assert file.stat().st_size < 10_000_000
    total = sum(file.stat().st_size for file in (ROOT / "checkpoints").rglob("*"))
    assert total < 80_000_000


def test_a_part_of_the_card_is_reproduced(folder):
    """On another seed, so the two intervals must overlap; the layer is the card's."""
    card = json.loads((folder / "figures.json").read_text(encoding="utf-8"))
    stated = card["retrieval"]["languages, unit"][-1]
    names = stated["name"].split(" with ")
    rows = stated["n"]
    model = semhub.load(str(folder))
    from semhub.world.held_out import columns

    texts = columns(rows, seed=card["seed"] + 1)
    sides = [semhub.texts(texts[name]) for name in names]
    curve = semhub.compare(model, *sides, metrics=("acc1",)).metrics["acc1"]
    layer = stated["layer"]
    assert layer in inner_layers(model.n_layers)
    assert curve.low[layer] <= stated["high"] and curve.high[layer] >= stated["low"]


def test_the_card_says_what_was_not_trained_in_its_first_lines(folder):
    first = (folder / "README.md").read_text(encoding="utf-8").split("\n## ")[0]
    untrained = json.loads((folder / "training.json").read_text())["untrained"]
    assert not untrained or re.search(r"Not trained|random weights", first)
