"""The evaluation: complete, within range, and on bad input one sentence."""

import json
from types import SimpleNamespace

import pytest

from semhub.evaluation import evaluate as evaluation
from semhub.evaluation.evaluate import main
from semhub.evaluation.figures.retrieval import inner_layers
from semhub.evaluation.targets import TARGETS
from training.card import card
from training.train import main as train


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nano") / "measured"
    state = folder.parent / "state.pt"
    assert train(["--steps", "1", "--out", str(folder), "--state", str(state)]) == 0
    out = folder / "figures.json"
    assert main(["--model", str(folder), "--rows", "12", "--json", str(out)]) == 0
    return folder


@pytest.fixture(scope="module")
def figures(folder):
    return json.loads((folder / "figures.json").read_text())


def test_inner_layers_leave_out_the_first_quarter_and_the_last():
    assert list(inner_layers(8)) == [3, 4, 5, 6, 7]


def test_every_group_of_targets_is_measured(figures):
    assert set(TARGETS) < set(figures["retrieval"])
    assert {group for group in figures["retrieval"] if group not in TARGETS} == {
        f"{kind}, unit" for kind in ("languages", "never anchored", "notations", "sums")
    }
    for group in figures["retrieval"].values():
        for figure in group:
            low, value, high = figure["low"] - 1e-9, figure["value"], figure["high"] + 1e-9
            assert low <= value <= high
            assert figure["value"] == pytest.approx(figure["curve"][figure["layer"]], abs=1e-4)


def test_an_untrained_model_says_nothing_right(figures):
    assert all(share["value"] < 0.3 for share in figures["competence"].values())


def test_the_card_quotes_what_was_measured(folder, figures):
    text = card(folder)
    first = figures["retrieval"]["languages, mean"][0]
    assert f"{first['value']:.2f} [{first['low']:.2f}, {first['high']:.2f}]" in text
    assert "random" in text.split("\n## ")[0]


def test_an_unknown_model_is_one_sentence_and_exit_code_two(capsys):
    assert main(["--model", "./no-such-folder"]) == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.fixture
def asked(monkeypatch):
    """What is asked of each kind of figure, of a model that answers nothing."""
    calls = {}

    def recorder(name, gives):
        def figures(_model, pivot, rows, seed):
            calls[name] = pivot, rows, seed
            return gives

        monkeypatch.setattr(evaluation, name, figures)

    recorder("retrieval_figures", {})
    recorder("readout_figures", {"lens": [], "mass": {}, "competence": {}, "sums": {}})
    recorder("push_figures", [])
    recorder("sense_figures", {"retrieval": {}, "described": {}, "push": []})
    recorder("reading_figures", [{"name": "place"}])
    return calls


@pytest.mark.parametrize("taught", [(), ("pictures",), ("pictures", "speech")])
def test_figures_are_in_the_dominant_language_and_of_the_senses_that_were_taught(
    taught, asked, monkeypatch, tmp_path
):
    record = {"recipe": {"dominant": "zh"}} | {name: {} for name in taught}
    (tmp_path / "training.json").write_text(json.dumps(record))
    monkeypatch.setattr(evaluation.catalogue, "folder", lambda _name: tmp_path)
    found = evaluation.evaluate(SimpleNamespace(name="own", revision="1"), 500, 7)
    assert {pivot for pivot, *_ in asked.values()} == {found["pivot"]} == {"zh"}
    assert {seed for *_, seed in asked.values()} == {7}
    assert asked["retrieval_figures"][1] == 500 and asked["push_figures"][1] == 200
    senses = len(taught) == 2
    assert ("sense_figures" in asked) == ("reading_figures" in asked) == senses
    assert bool(found["senses"]) == bool(found["readings"]) == senses
    if senses:
        assert asked["sense_figures"][1] == 500 and asked["reading_figures"][1] == 100


def test_the_table_has_a_line_for_every_figure(figures):
    share = {"value": 0.31, "low": 0.3, "high": 0.32, "n": 9}
    push = {"name": "thing in sound", "layer": 4, "curve": [0.33], "flipped": share,
            "random": share}  # fmt: skip
    seen = {**figures["retrieval"]["languages, mean"][0], "name": "en with image"}
    senses = {
        "retrieval": {"unit": [seen]},
        "described": {"image": {"place in ru": share}},
        "push": [push],
    }
    reading = {"name": "place in speech", "neighbours": [0.34], "logit": [0.35]}
    told = evaluation.table(figures | {"senses": senses, "readings": [reading]})
    for group, listed in figures["retrieval"].items():
        assert f"Retrieval@1, {group}" in told
        for figure in listed:
            assert f"  {figure['name']:20} {figure['value']:.2f} [" in told
    for part in ("en with image", "place in ru      0.31", "thing in sound   0.31 / 0.31",
                 "place in speech        neighbours  0.34"):  # fmt: skip
        assert part in told
    assert "image" not in evaluation.table(figures)


def test_the_json_on_the_screen_is_what_is_written(folder, figures, asked, capsys):
    assert main(["--model", str(folder), "--rows", "3", "--json", "-"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed.keys() == figures.keys() and printed["rows"] == 3


def test_a_file_that_cannot_be_written_is_one_sentence(folder, tmp_path, capsys):
    out = tmp_path / "no such folder" / "figures.json"
    assert main(["--model", str(folder), "--rows", "12", "--json", str(out)]) == 2
    assert capsys.readouterr().err.endswith("cannot be written: No such file or directory.\n")
