"""Sounds: the numbers of a record are those of a slow, obvious version."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from semhub import datasets
from semhub.errors import InputError
from semhub.experiments.gold_predicted import LEAST
from semhub.inputs import texts
from semhub.lenses.neighbours import index
from semhub.models.spelling import first_tokens
from semhub.paper import sounds
from semhub.paper.run import Run
from semhub.paper.setting import AS_PAPER
from semhub.paper.sounds import STRENGTHS, animal_steering, sound_lens, sound_similarity
from semhub.states.extraction import extract
from semhub.states.positions import position_states
from semhub.steering import PRESETS, Push, answers, head_direction
from semhub.steering.choice import distinct_spellings
from tests.paper.test_pictures import LAYER, value


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(sounds, "SOUNDS", 24)


def test_as_in_the_paper_sounds_and_names_are_compared_at_their_last_tokens(nano, memory):
    found = sound_similarity(Run(nano, AS_PAPER, memory=memory))
    assert [part.name for part in found.parts] == ["names", "speech"]
    for part, sides in zip(
        found.parts, (("calls:sound", "calls:en"), ("world:speech", "world:en")), strict=True
    ):
        x, y = (
            extract(nano, datasets.column(side), pool="last", suffix="", memory=memory)[LAYER]
            for side in sides
        )
        x, y = (one / np.linalg.norm(one, axis=1, keepdims=True) for one in (x, y))
        table, n = (x @ y.T).astype(float), len(x)
        expected = np.trace(table) / n - (table.sum() - np.trace(table)) / (n * (n - 1))
        assert value(part, "gap") == pytest.approx(expected, abs=1e-4)


def test_of_a_persons_own_sounds_one_pair_is_compared(nano, memory):
    sides = {name: datasets.column(f"calls:{name}") for name in ("sound", "es")}
    found = sound_similarity(Run(nano, sides=sides, memory=memory))
    assert [part.name for part in found.parts] == ["similarity"] and not any(
        "recording" in note for note in found.notes
    )


def test_as_in_the_paper_the_geometric_mean_over_positions_of_the_animals_word(nano, few):
    found = sound_lens(Run(nano, AS_PAPER))
    (part,), means = found.parts, []
    for sound in found.sides["calls"]:
        animal = sound.label.removeprefix("call of a ")
        states = position_states(nano, sound).states[LAYER]
        with torch.inference_mode():
            table = nano.unembed(states, norm=False).double().softmax(-1).numpy()
        means.append(
            np.exp(np.log(table[:, list(first_tokens(nano, animal))].sum(axis=1) + 1e-300).mean())
        )
    own = value(part, "geometric", side_a="words of its own label")
    assert own == pytest.approx(np.mean(means), rel=1e-3)


def test_a_persons_sounds_are_read_as_the_words_of_their_labels(nano, few):
    heard = datasets.column("calls:sound")
    labels = texts([one.label.removeprefix("call of a ") for one in heard])
    found = sound_lens(Run(nano, AS_PAPER, sides={"sound": heard, "label": labels}))
    assert list(found.sides) == ["sound", "label"]
    (part,) = found.parts
    assert part.data["n"] == len(heard)
    with pytest.raises(InputError, match="give sounds first"):
        sound_lens(Run(nano, AS_PAPER, sides={"label": labels, "sound": heard}))
    alike = {"sound": heard, "label": texts(["dog"] * len(heard))}
    with pytest.raises(InputError, match="another lacks"):
        sound_lens(Run(nano, sides=alike))


def test_the_matrix_has_the_mean_cosine_of_every_animal_less_that_of_all_calls(nano, few):
    found = sound_lens(Run(nano))
    (part,) = found.parts
    heard = [sound.label.removeprefix("call of a ") for sound in found.sides["calls"]]
    used = [k for k, animal in enumerate(heard) if heard.count(animal) >= LEAST]
    read = index(nano)
    cosines = np.array(
        [
            read.read(position_states(nano, found.sides["calls"][k]).states, 1, track=["dog"])
            .tracked["dog"][LAYER].mean()
            for k in used
        ]
    )  # fmt: skip
    dogs = np.array([heard[k] == "dog" for k in used])
    expected = cosines[dogs].mean() - cosines.mean()
    metric = "cosine less its mean"
    assert value(part, metric, side_a="dog", side_b="dog") == pytest.approx(expected, abs=1e-5)
    assert "before any block" in part.sentence and "prompt" not in part.sentence


def test_a_dog_is_pushed_to_be_a_cat(nano, memory):
    (part,) = animal_steering(Run(nano, memory=memory)).parts
    preset = PRESETS["sound"]
    asked, choices = preset.questions(nano, "sound")
    push = Push(8, preset.direction(nano).push(8, 1.0))
    logs = answers(nano, asked, distinct_spellings(nano, choices), [push])
    odds = logs[..., 1] - logs[..., 0]
    np.testing.assert_allclose(part.data["push"]["change"], odds[1] - odds[0], atol=1e-4)


def test_as_in_the_paper_rows_of_the_head_are_added_along_the_sound(nano, memory):
    found = animal_steering(Run(nano, AS_PAPER, memory=memory))
    (part,) = found.parts
    asked, choices = PRESETS["sound"].questions(nano, "sound")
    asked = [replace(one, places="content") for one in asked]
    way = head_direction(nano, "dog", "cat", [one.item for one in asked])
    layer = round(nano.n_layers * 14 / 32)
    for point, strength in zip(part.data["curve"], STRENGTHS, strict=True):
        push = Push(layer, way.push(layer, strength))
        logs = answers(nano, asked, distinct_spellings(nano, choices), [push])
        odds = logs[..., 1] - logs[..., 0]
        assert point["push"]["mean"] == pytest.approx((odds[1] - odds[0]).mean(), abs=1e-3)
    assert any("answers no questions" in note for note in found.notes)


def test_a_model_that_answers_is_asked_whether_it_is_a_mammal(nano, monkeypatch):
    for file in ("sounds", "media"):
        monkeypatch.setattr(f"semhub.paper.{file}.is_embedded", lambda name: False)
    monkeypatch.setattr(sounds, "ASKED", " → ")  # what the embedded model can read
    monkeypatch.setattr(sounds, "ANSWERS", ("dog", "cat"))
    (part,) = animal_steering(Run(nano, AS_PAPER)).parts
    assert (part.data["from"], part.data["to"]) == ("dog", "duck")
    assert part.data["words"][0] == ["dog", "cat"]
