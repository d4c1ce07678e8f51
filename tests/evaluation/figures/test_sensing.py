"""Pictures, speech and calls: each item is matched with, and said as, what it alone shows."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

import semhub
from semhub.errors import InputError
from semhub.evaluation.figures import sensing
from semhub.evaluation.figures.readout import Share
from semhub.evaluation.figures.retrieval import Figure, words_of
from semhub.experiments.verdict import VERDICTS
from semhub.inputs import Image, Text
from semhub.states.extraction import Memory
from semhub.world.held_out import calls, pictures, scenes, speech
from semhub.world.renderings import GRAMMARS
from semhub.world.renderings.sound import CALLING
from semhub.world.scenes import SLOTS
from tests.sentences import said

ROWS, SEED = 16, 5


@pytest.fixture(scope="module")
def model():
    return semhub.load("semhub-nano")


@pytest.fixture(scope="module")
def drawn():
    return scenes(ROWS, SEED)


@pytest.fixture(scope="module")
def seen(drawn):
    return [Image(np.asarray(picture)) for picture in pictures(drawn, SEED)]


def rolled(items: list) -> list:
    return [*items[1:], items[0]]


def test_a_picture_finds_the_sentence_of_its_own_scene(model, drawn, seen):
    sentences = [Text(GRAMMARS["en"].sentence(scene)) for scene in drawn]
    columns = {"en": sentences, "image": seen, "shifted": rolled(seen)}
    rest = "mean", Memory(), words_of(drawn)
    own = sensing.matched(model, columns, "en", "image", *rest)
    assert own.name == "en with image" and own.n == ROWS and own.chance == 1 / ROWS
    assert own.value > 0.8
    assert own.other_words[0] < own.low and own.verdict in VERDICTS
    assert sensing.matched(model, columns, "en", "shifted", *rest).value < 0.3


def test_what_is_said_is_of_the_item_given(model, drawn, seen):
    own = sensing.described(model, "en", "place", drawn, seen)
    assert own.n == ROWS and own.value > 0.6
    places = [scene.place for scene in drawn]
    by_chance = np.mean([a == b for a, b in zip(places, rolled(places), strict=True)])
    assert sensing.described(model, "en", "place", drawn, rolled(seen)).value < by_chance + 0.3


def test_words_that_begin_alike_are_left_out(monkeypatch, drawn):
    values = sorted({scene.thing for scene in drawn})
    alike = values[:2]
    asked = []

    def first_piece(_model, _language, _slot, value):
        return "alike" if value in alike else value

    def answers(_model, questions, tokens):
        asked.extend(questions)
        return np.zeros((1, len(questions), len(tokens[0])))

    monkeypatch.setattr(sensing, "first_piece", first_piece)
    monkeypatch.setattr(sensing, "answers", answers)
    share = sensing.described(None, "zh", "thing", drawn, [scene.thing for scene in drawn])
    assert {question.item.text for question in asked} == set(values) - set(alike)
    assert share.n == sum(scene.thing not in alike for scene in drawn)


@pytest.fixture
def sets(monkeypatch):
    """The texts and sounds of each comparison; the first set is matched, the others never."""
    seen = []

    def extract(_model, items, pool):
        half = len(items) // 2
        seen.append((items[:half], items[half:]))
        own = np.eye(half)
        other = own if len(seen) == 1 else np.roll(own, 1, axis=0)
        return np.broadcast_to(np.concatenate([own, other]), (9, 2 * half, half))

    monkeypatch.setattr(sensing, "extract", extract)
    return seen


def test_calls_are_matched_among_names_each_animal_once_a_set(sets):
    rows = scenes(60, SEED)
    figure = sensing.matched_calls(SimpleNamespace(n_layers=8), rows, "de", SEED, "unit")
    names = [[text.text for text in texts] for texts, _ in sets]
    spelt = {GRAMMARS["de"].keywords["thing", thing]: thing for thing in CALLING}
    for listed, (_, sounds) in zip(names, sets, strict=True):
        assert len(set(listed)) == len(listed) == len(sounds) >= sensing.LEAST
        assert {spelt[name] for name in listed} <= set(CALLING)
    count = sum(map(len, names))
    assert count <= sum(scene.thing in CALLING for scene in rows)
    assert figure.name == "de with sound" and figure.n == count
    assert figure.value == pytest.approx(len(names[0]) / count)
    assert figure.chance == pytest.approx(len(sets) / count)


def test_a_set_holds_the_calls_of_its_own_names(sets):
    rows = [scene for scene in scenes(40, SEED) if scene.thing in CALLING]
    sensing.matched_calls(SimpleNamespace(n_layers=8), rows, "en", SEED, "unit")
    texts, sounds = sets[0]
    chosen = [next(scene for scene in rows if scene.thing == text.text) for text in texts]
    for sound, expected in zip(sounds, calls(chosen, SEED), strict=True):
        np.testing.assert_array_equal(sound.samples, expected)


def test_too_few_animals_are_one_sentence():
    assert "ask for more rows" in said(lambda: sensing.sense_figures(None, "en", 1, SEED))


def test_every_sense_is_matched_described_and_pushed(monkeypatch):
    """What is asked of which items; the answers themselves are tested above."""
    asked = {"matched": [], "described": [], "push": []}

    def matched(_model, columns, a, b, *_rest):
        asked["matched"].append((columns[a][0].modality, columns[b][0].modality))
        return Figure(f"{a} with {b}", 0, 0, 0, 1, [], 0, len(columns[a]))

    def described(_model, language, slot, drawn, items, opens=True):
        asked["described"].append((items[0].modality, language, slot, opens))
        assert len(drawn) == len(items)
        return Share(0, 0, 0, len(items))

    def push_figure(_model, name, told, language, slot, pivot, _seed):
        asked["push"].append((name, told[0][1].modality, language, slot, pivot))
        return Share(0, 0, 0, len(told))

    monkeypatch.setattr(sensing, "matched", matched)
    monkeypatch.setattr(sensing, "described", described)
    monkeypatch.setattr(sensing, "push_figure", push_figure)
    monkeypatch.setattr(
        sensing, "matched_calls", lambda _m, _d, language, *_rest:
            Figure(f"{language} with sound", 0, 0, 0, 1, [], 0, 1),
    )  # fmt: skip
    tone = np.sin(np.arange(16_000, dtype=np.float32) / 9)
    monkeypatch.setattr(sensing, "speech", lambda drawn, _language, _seed: [tone] * len(drawn))
    found = sensing.sense_figures(None, "zh", ROWS, SEED)
    assert list(found["retrieval"]) == ["unit", "mean"]
    for figures in found["retrieval"].values():
        assert [f["name"] for f in figures] == [
            *(f"{a} with {b}" for a, b in sensing.PAIRS),
            *(f"{language} with sound" for language in ("zh", "en", "es")),
        ]
    of = {"image": "image", "speech": "audio", "speech-zh": "audio", "speech-es": "audio"}
    assert asked["matched"] == [
        tuple(of.get(side, "text") for side in pair) for pair in 2 * sensing.PAIRS
    ]
    assert set(found["described"]) == {"image", "speech", "sound"}
    for name, modality in (("image", "image"), ("speech", "audio")):
        assert set(found["described"][name]) == {
            f"{s} in {c}" for s in SLOTS for c in ("zh", "en", "es")
        }
        assert all(
            (modality, c, s, True) in asked["described"] for s in SLOTS for c in ("zh", "es")
        )
    assert ("audio", "es", "thing", False) in asked["described"]
    assert asked["push"] == [
        ("thing in image", "image", "zh", "thing", "zh"),
        ("colour in image", "image", "zh", "colour", "zh"),
        ("thing in speech", "audio", "zh", "thing", "zh"),
        ("colour in speech", "audio", "zh", "colour", "zh"),
        ("thing in sound", "audio", "zh", "thing", "zh"),
    ]


def test_a_language_that_no_voice_speaks_is_refused(drawn):
    with pytest.raises(InputError, match="No voice speaks logic"):
        speech(drawn, "logic")
