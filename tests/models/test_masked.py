"""Encoders are read by the head of masked words that they were trained with, not as decoders."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModelForMaskedLM, AutoModelForPreTraining

from semhub.charts.lens.grid import lens_grid
from semhub.cli import main
from semhub.experiments.next_word import log_probabilities
from semhub.inputs import Text
from semhub.lenses import jacobian
from semhub.lenses.reading import read
from semhub.models.loading import load, untrained
from semhub.steering.continuation import continuation
from semhub.steering.head_rows import head_row
from tests.models.families import ENCODERS
from tests.sentences import said
from tests.tiny import wordpiece_tokenizer, write_folder

SENTENCE = Text("The cat sleeps beside the dog.")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    tokenizer = wordpiece_tokenizer()
    config = ENCODERS["BERT"](len(tokenizer))
    return write_folder(
        tmp_path_factory.mktemp("bert"), config, tokenizer, kind=AutoModelForMaskedLM
    )


@pytest.fixture(scope="module")
def model(folder):
    return load(str(folder))


def altered(folder: Path, to: Path, change, **named) -> str:
    """A copy of the folder with a change in its weights, and in its config."""
    to.mkdir()
    for file in folder.iterdir():
        (to / file.name).write_bytes(file.read_bytes())
    weights = load_file(to / "model.safetensors")
    change(weights)
    save_file(weights, to / "model.safetensors", metadata={"format": "pt"})
    config = json.loads((to / "config.json").read_text()) | named
    (to / "config.json").write_text(json.dumps(config))
    return str(to)


def test_every_layer_is_read_by_the_heads_transform_norm_and_embedding(model):
    reading = read(model, SENTENCE, top=3)
    ids = model.collate(model.encode([SENTENCE])).ids
    with torch.inference_mode():
        states = model.module.bert(ids, output_hidden_states=True).hidden_states
        for layer, state in enumerate(states):
            own = model.module.cls(state)[0].softmax(-1).topk(3)
            np.testing.assert_allclose(reading.scores[layer], own.values, atol=1e-6)


def test_it_says_what_stands_at_a_position_and_not_what_comes_next(model):
    reading = read(model, SENTENCE, top=1)
    assert reading.fills_in and reading.to_dict()["fills_in"]
    title = json.dumps(lens_grid(reading, names={}).to_dict())
    assert "word at that position" in title and "next word" not in title
    assert "not what comes next" in model.check.sentence


def test_the_paper_s_lens_leaves_the_norm_within_the_head(model):
    logit, paper = (read(model, SENTENCE, kind=kind).scores for kind in ("logit", "paper"))
    np.testing.assert_array_equal(logit, paper)


@pytest.mark.parametrize(
    "ask",
    [
        lambda model: log_probabilities(model, SENTENCE, ["cat", "dog"]),
        lambda model: continuation(model, "The cat"),
        lambda model: jacobian.fit(model, [SENTENCE]),
        lambda model: read(model, SENTENCE, kind="jacobian"),
        lambda model: head_row(model, "cat"),
    ],
)
def test_what_asks_for_the_next_word_is_refused(model, ask):
    assert "does not say what comes next" in said(lambda: ask(model))


def test_a_head_is_found_by_its_weights_whatever_the_config_names(folder, tmp_path, model):
    for k, names in enumerate((None, ["BertModel"], ["BertForPreTraining"])):
        other = load(altered(folder, tmp_path / f"{k}", lambda w: None, architectures=names))
        assert other.has_head and other.check.error == model.check.error


def test_a_head_that_was_not_saved_is_not_made_up(folder, tmp_path):
    def without(weights):
        for name in [name for name in weights if name.startswith("cls.")]:
            del weights[name]

    found = load(altered(folder, tmp_path / "a", without, architectures=["BertForMaskedLM"]))
    assert not found.has_head and "no language-model head" in found.check.sentence


def test_what_else_the_pretraining_asked_is_no_loss(tmp_path):
    tokenizer = wordpiece_tokenizer()
    config = ENCODERS["BERT"](len(tokenizer))
    folder = write_folder(tmp_path, config, tokenizer, kind=AutoModelForPreTraining)
    found = load(str(folder))
    assert found.has_head and "not used" not in found.check.sentence


def test_the_untrained_twin_has_the_head_too(folder):
    assert read(untrained(str(folder)), SENTENCE, top=1).fills_in


def test_the_command_line_reads_it(folder, capsys):
    assert main(["lens", "--model", str(folder), "The cat", "--top", "2"]) == 0
    assert "fill in masked words" in " ".join(capsys.readouterr().out.split())
