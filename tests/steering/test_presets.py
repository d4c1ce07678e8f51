"""Every preset can be asked in every spoke that it names, and says no result beforehand."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

import semhub
from semhub.datasets.pushes import ABOUT
from semhub.datasets.tried import recorded
from semhub.datasets.world_spokes import SPOKES, rendered_scenes, value_of
from semhub.steering import PRESETS, steer
from semhub.steering.choice import distinct_spellings
from semhub.steering.preset_parts import FILMS, MOST
from semhub.world.scenes import held_out
from tests.tiny import llama_folder

WORLD = [name for name, preset in PRESETS.items() if preset.embedded]


@pytest.fixture(scope="module")
def nano():
    return semhub.load("semhub-nano")


def test_what_is_said_of_a_preset_is_at_hand_without_torch():
    code = (
        "import sys; from semhub.ui.steer import controls, offered; "
        "print(len(offered.presets('semhub-nano')), "
        "*{'torch', 'transformers', 'semhub.steering'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    worked = {one.preset for one in recorded("semhub-nano") if one.worked}
    assert done.stdout.split() == [str(len(worked) + 1)]
    assert list(ABOUT) == list(PRESETS)


def test_films_are_asked_about_in_the_languages_that_are_offered():
    assert ABOUT["sentiment"].spokes == tuple(FILMS)


@pytest.mark.parametrize("name", WORLD)
def test_every_spoke_has_questions_whose_words_can_be_told_apart(nano, name):
    preset = PRESETS[name]
    for spoke in preset.spokes:
        questions, choices = preset.questions(nano, spoke)
        assert 2 <= len(questions) == len(choices) <= MOST
        distinct_spellings(nano, choices)
    found = preset.direction(nano)
    assert (found.minus, found.plus) == (preset.minus, preset.plus)
    assert found.vectors[preset.layer_of(nano)].any()


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_says_what_is_claimed_and_asked_and_no_figure_of_a_result(name):
    preset = PRESETS[name]
    assert preset.name == name and preset.title
    for sentence in (preset.claim, preset.asked):
        assert sentence[-1] in ".?" and not re.search(r"\d\.\d|%", sentence)


@pytest.mark.parametrize("spoke", SPOKES)
def test_what_is_pushed_is_held_out_of_training(spoke):
    assert all(held_out(scene) for scene, _ in rendered_scenes(spoke))


def test_questions_of_a_world_preset_are_of_scenes_that_say_what_is_pushed_away(nano):
    questions, _ = PRESETS["animal"].questions(nano, "zh")
    ducks = [item for scene, item in rendered_scenes("zh") if value_of(scene, "thing") == "duck"]
    assert [question.item for question in questions] == ducks[: len(questions)]


@pytest.mark.parametrize(
    ("spoke", "text", "piece"),
    [("digits", "3 + 5 =", "5"), ("zh", "三加五等于", "五"), ("en", "Three plus five is", "ve")],
)
def test_a_sum_is_pushed_at_its_second_term_and_breaks_off_before_its_result(
    nano, spoke, text, piece
):
    questions, _ = PRESETS["sum"].questions(nano, spoke)
    (question,) = [one for one in questions if one.item.text == text]
    (place,) = question.places
    assert nano.tokens(question.item)[place].strip() == piece


def test_the_halves_of_a_picture_are_pushed_apart_and_share_no_position(nano):
    preset = PRESETS["half"]
    shown, other = (preset.questions(nano, spoke)[0] for spoke in preset.spokes)
    for one, two in zip(shown, other, strict=True):
        assert one.item.digest == two.item.digest
        assert not set(one.places) & set(two.places)
        assert len(one.places) + len(two.places) == sum(nano.encode([one.item])[0].content)


def test_a_push_in_the_half_that_shows_the_animal_does_more_than_in_the_other(nano):
    preset = PRESETS["half"]
    found = preset.direction(nano)
    means = []
    for spoke in preset.spokes:
        questions, choices = preset.questions(nano, spoke)
        result = steer(
            nano, found, questions[:3], choices[:3],
            layer=preset.layer_of(nano), strength=preset.strength,
        )  # fmt: skip
        means.append(result.point.push.mean)
    assert means[0] > 3 * abs(means[1])


def test_a_preset_for_any_model_runs_on_any(tmp_path):
    model = semhub.load(str(llama_folder(tmp_path)))
    preset = PRESETS["sentiment"]
    questions, choices = preset.questions(model, "en")
    layer = preset.layer_of(model)
    assert layer == 2
    result = steer(model, preset.direction(model), questions, choices, layer=layer)
    assert result.n == 1 and result.words == [("bad", "good")]
