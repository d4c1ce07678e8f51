"""The evaluation: complete, within range, and on bad input one sentence."""

import json

import pytest

from semhub.nano.card import card
from semhub.nano.card_tables import TARGETS
from semhub.nano.evaluate import main
from semhub.nano.figures.retrieval import inner_layers
from semhub.nano.train import main as train


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
    assert set(figures["retrieval"]) == set(TARGETS)
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
