"""Training from the command line: it learns, writes a folder that loads, and can be resumed."""

import json
from itertools import pairwise

import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoModelForMultimodalLM, AutoTokenizer

import semhub
from training.architecture import LAYERS, build_model
from training.stochastic_depth import LAST_LAYERS
from training.tokenizer import build_tokenizer
from training.train import main, milestones


def train(folder, *more):
    state = folder.parent / f"{folder.name}.pt"
    return main(["--out", str(folder), "--state", str(state), *more])


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nano") / "thirty"
    assert train(folder, "--steps", "30") == 0
    return folder


def test_thirty_steps_lower_the_loss(trained):
    losses = json.loads((trained / "training.json").read_text())["loss"]
    assert losses[-1][1] < losses[0][1] - 0.5


def test_the_folder_loads_through_the_auto_classes_without_custom_code(trained):
    model, info = AutoModelForMultimodalLM.from_pretrained(trained, output_loading_info=True)
    assert not info["missing_keys"] and not info["unexpected_keys"]
    assert model.dtype == torch.float32
    tokenizer = AutoTokenizer.from_pretrained(trained)
    ids = tokenizer("A small red dog sleeps.", return_tensors="pt")
    assert model(**ids).logits.shape[-1] == len(tokenizer)


def test_towers_that_learned_nothing_are_not_offered(trained):
    assert semhub.load(str(trained)).modalities == ("text",)


def test_a_layer_that_is_always_left_out_learns_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("training.train.LEFT_OUT", 1.0)
    assert train(tmp_path / "shallow", "--steps", "2") == 0
    learned = load_file(tmp_path / "shallow" / "model.safetensors")
    fresh = build_model(build_tokenizer(), 0).get_decoder().state_dict()
    key = "layers.{}.mlp.up_proj.weight"
    for layer in range(LAYERS):
        name = key.format(layer)
        same = torch.equal(learned[f"model.{name}"], fresh[name].half())
        assert same == (layer >= LAYERS - LAST_LAYERS), layer


def test_the_weights_file_is_below_ten_megabytes(trained):
    assert (trained / "model.safetensors").stat().st_size < 10_000_000


def test_a_resumed_run_ends_where_an_unbroken_one_does(tmp_path, monkeypatch):
    monkeypatch.setattr("training.train.KEEP_EVERY", 4)
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    assert train(whole, "--steps", "8") == 0

    class CutOffError(Exception):
        pass

    from training.train import Run

    kept = Run.keep

    def keep_and_stop(run):
        kept(run)
        raise CutOffError

    with monkeypatch.context() as patch:
        patch.setattr(Run, "keep", keep_and_stop)
        with pytest.raises(CutOffError):
            train(broken, "--steps", "8")
    assert train(broken, "--steps", "8", "--resume") == 0
    first, second = (load_file(folder / "model.safetensors") for folder in (whole, broken))
    assert all(torch.equal(first[name], second[name]) for name in first)


def test_bad_wishes_are_one_sentence_and_exit_code_two(tmp_path, capsys):
    assert train(tmp_path / "none", "--resume") == 2
    assert train(tmp_path / "none", "--steps", "0") == 2
    assert "Traceback" not in capsys.readouterr().err


def test_milestones_are_log_spaced_and_end_at_the_last_step():
    steps = sorted(milestones(5_000, 9))
    ratios = [later / earlier for earlier, later in pairwise(steps)]
    assert len(steps) == 9 and steps[-1] == 5_000
    assert max(ratios) / min(ratios) < 1.1
