"""Next words by name: what a record says is the lens at the prompts' last positions."""

from __future__ import annotations

import numpy as np
import pytest

from semhub.datasets import prompts
from semhub.datasets.prompts import Prompt
from semhub.errors import InputError
from semhub.experiments.next_word import written_as
from semhub.inputs import Text
from semhub.lenses.head import log_distribution
from semhub.paper.arithmetic import arithmetic_lens
from semhub.paper.code import _beside, code_commas, code_roles
from semhub.paper.registry import EXPERIMENTS
from semhub.paper.run import Run, kept
from semhub.paper.semantics import semantics_roles
from semhub.paper.setting import AS_PAPER
from semhub.records.part import Part
from semhub.states.extraction import positions
from tests.toy import PlantedHub


def first_tokens_logs(model, text: str, words) -> np.ndarray:
    """(layers, words) of the last position, by the head without a norm on inner layers."""
    states = positions(model, Text(text))[1][:, -1]
    rows = []
    for layer, state in enumerate(states):
        logs = log_distribution(model, state, "paper", last=layer == len(states) - 1)
        rows.append(
            [
                np.logaddexp.reduce([float(logs[t]) for (t,) in written_as(model, w, "beginning")])
                for w in words
            ]
        )
    return np.array(rows)


def series(part: Part, metric: str, **at) -> list[float]:
    return [
        row["value"]
        for row in part.rows
        if row["metric"] == metric and all(row.get(k) == v for k, v in at.items())
    ]


def test_as_in_the_paper_a_sums_words_are_mean_log_probabilities_of_first_tokens(nano, memory):
    found = arithmetic_lens(Run(nano, AS_PAPER, memory=memory))
    asked = prompts.sums_result_last()
    logs = np.mean([first_tokens_logs(nano, p.text, [p.meaning, p.surface]) for p in asked], axis=0)
    words, numbers = found.parts
    assert series(words, "log-probability: meaning") == pytest.approx(logs[:, 0], abs=1e-3)
    assert series(words, "log-probability: surface") == pytest.approx(logs[:, 1], abs=1e-3)
    assert numbers.data["mean"] == "log-probability" and found.options == {"words": "beginning"}


def test_as_in_the_paper_roles_are_mean_probabilities_less_their_mean_over_all(nano, memory):
    found = semantics_roles(Run(nano, AS_PAPER, memory=memory))
    (part,) = found.parts
    assert "can tell the role by itself" in found.notes[0]
    asked, classes = prompts.roles(), sorted(prompts.ROLES)
    read = np.exp([first_tokens_logs(nano, p.text, classes)[4] for p in asked])
    for gold in classes:
        mine = [row for p, row in zip(asked, read, strict=True) if p.meaning == gold]
        expected = np.mean(mine, axis=0) - read.mean(axis=0)
        for role, value in zip(classes, expected, strict=True):
            (told,) = series(part, "probability less its mean", side_a=gold, side_b=role, layer=4)
            assert told == pytest.approx(value, abs=1e-6)


def test_the_embedded_model_reads_english_before_its_code(nano, memory):
    found = code_roles(Run(nano, AS_PAPER, memory=memory))
    right = found.parts[0].data["right"]
    assert max(right["low"][:-1]) > right["chance"]
    assert found.notes


TOY = PlantedHub(meanings=20, n_layers=4, meets_at=2)
OWN = [
    Prompt(f"a{k} b{i}", f"a{i}", f"b{i}", tuple(f"a{j}" for j in (1, 2, 3) if j != i))
    for i in (1, 2, 3)
    for k in (5, 6)
]


@pytest.mark.parametrize("run", [arithmetic_lens, code_commas, code_roles, semantics_roles])
def test_a_persons_own_prompts_are_read_where_they_are_given(run):
    found = run(Run(TOY, prompts=OWN))
    assert [item.text for item in found.sides["prompts"]] == [p.text for p in OWN]
    assert (np.array(found.parts[0].data["right"]["value"])[2:] == 1).all()


def shares(value: float) -> Part:
    band = {"value": [0.0, value, 0], "low": [0.0, value - 0.1, 0], "high": [0.0, value + 0.1, 0]}
    return Part("next_word", "x", [], [], "", {"right": band})


def test_a_word_that_leads_where_no_comma_can_stand_says_nothing_of_commas():
    assert "says nothing" in _beside("or", shares(0.9), shares(0.8))
    assert "commas are read so" in _beside("or", shares(0.9), shares(0.5))


def test_a_record_of_ones_own_prompts_is_told_by_all_of_their_words(tmp_path):
    one = EXPERIMENTS["code-roles"]
    other = [Prompt(p.text, p.meaning, p.surface, p.others[:1]) for p in OWN]
    made = [kept(one, Run(TOY, prompts=OWN), tmp_path)[1] for _ in range(2)]
    assert made == [False, True]
    with pytest.raises(InputError, match="another record"):
        kept(one, Run(TOY, prompts=other), tmp_path)


def test_a_place_that_is_taken_is_told_before_anything_is_run(tmp_path, monkeypatch):
    one = EXPERIMENTS["arithmetic-lens"]
    kept(one, Run(TOY, prompts=OWN), tmp_path)
    monkeypatch.setattr("semhub.paper.run.reproduce", None)  # is not called
    with pytest.raises(InputError, match="with another seed"):
        kept(one, Run(TOY, prompts=OWN, seed=1), tmp_path)
    with pytest.raises(InputError, match="with another setting"):
        kept(one, Run(TOY, AS_PAPER, prompts=OWN), tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="cannot be written"):
        kept(one, Run(TOY, prompts=OWN), tmp_path / "file")


def test_a_record_that_was_damaged_is_made_again(tmp_path):
    one = EXPERIMENTS["arithmetic-lens"]
    whole, _ = kept(one, Run(TOY, prompts=OWN), tmp_path)
    (tmp_path / one.name / "result.parquet").write_bytes(b"x")
    again, was_there = kept(one, Run(TOY, prompts=OWN), tmp_path)
    assert not was_there and again.to_pandas().equals(whole.to_pandas())
