"""The sides and the questions of ready-made pushes; `presets.py` says what each is for.

Each maker gives `Parts`: functions for the texts of both sides, for the questions of a spoke, with
the words of each, and for the texts of the other words of the class.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np

from semhub.datasets.sums import question, upto
from semhub.datasets.world_spokes import (
    VALUES,
    contrasts,
    opening,
    rendered_scenes,
    value_of,
    words,
)
from semhub.inputs import Audio, Image, Input, Text, texts
from semhub.models.protocol import LanguageModel
from semhub.models.spelling import apart, spellings_of
from semhub.steering.asking import Question
from semhub.steering.choice import Choice
from semhub.steering.region import HALVES, within
from semhub.world.held_out import RATE, SEED, calls, scenes
from semhub.world.recipes import ARROW
from semhub.world.renderings import GRAMMARS
from semhub.world.renderings.arithmetic import sum_word
from semhub.world.renderings.picture import draw_picture
from semhub.world.scenes import LARGEST_TERM, Sum

MOST = 12
"""Questions of a spoke, so that a push with all its controls comes in seconds."""

Prompts = tuple[list[Question], list[Choice]]


@dataclass(frozen=True)
class Parts:
    """sides, others, put: as `Preset` has them."""

    sides: Callable[[], tuple[Sequence[Input], Sequence[Input]]]
    others: Callable[[], dict[str, Sequence[Input]]]
    put: Callable[[LanguageModel, str], Prompts]


def world(slot: str, minus, plus) -> Parts:
    """Return the texts and the questions of a push from one value of a slot to another."""

    def put(_model: LanguageModel, spoke: str) -> Prompts:
        written = words(spoke, slot)
        others = tuple(word for value, word in written.items() if value not in (minus, plus))
        choice = Choice(written[minus], written[plus], others, by="beginning")
        items = [item for scene, item in rendered_scenes(spoke) if value_of(scene, slot) == minus]
        questions = [Question(item, opening(spoke, slot)) for item in items[:MOST]]
        return questions, [choice] * len(questions)

    return Parts(*_contrasted(slot, minus, plus), put=put)


def _contrasted(slot, minus, plus, **how):
    """Return the sides and the others of a slot's values, as `contrasts` writes them."""

    def sides():
        return contrasts(slot, minus, **how), contrasts(slot, plus, **how)

    def others():
        rest = [value for value in VALUES[slot] if value not in (minus, plus)]
        return {str(value): contrasts(slot, value, **how) for value in rest}

    return sides, others


def sums(minus: int, plus: int) -> Parts:
    """Return a sum broken off behind its sign of equality; pushed at the second term."""

    terms = range(LARGEST_TERM + 1)

    def written(right: int) -> list[Text]:
        return [Text(upto(Sum(left, "+", right), "en", "right")) for left in terms]

    def sides():
        return written(minus), written(plus)

    def others():
        return {str(right): written(right) for right in terms if right not in (minus, plus)}

    def put(model: LanguageModel, spoke: str) -> Prompts:
        questions, choices = [], []
        for left in terms:
            item = Sum(left, "+", minus)
            says, would = (sum_word(left + right, spoke) for right in (minus, plus))
            was, becomes = (spellings_of(model, word) for word in (says, would))
            if not (apart(was, becomes) and apart(becomes, was)):  # one result begins the other
                continue
            place = len(model.encode([Text(upto(item, spoke, "right"))])[0]) - 1
            questions.append(Question(Text(question(item, spoke)), places=(place,)))
            choices.append(Choice(says, would))
        return questions[:MOST], choices[:MOST]

    return Parts(sides, others, put)


def half(minus: str, plus: str) -> Parts:
    """Return pictures of one animal in the left half; pushed in that half, or in the other."""

    def put(model: LanguageModel, spoke: str) -> Prompts:
        questions = []
        for row, scene in enumerate(scenes(20 * MOST)):
            scene = replace(scene, count=1, colour=minus)
            seed = f"{SEED}/half/{row}"
            drawn, changed = (
                np.asarray(draw_picture(one, Random(seed)))
                for one in (scene, replace(scene, colour=plus))
            )
            across = (drawn != changed).any(axis=(0, 2)).nonzero()[0]
            if len(questions) < MOST and across.max() < drawn.shape[1] * 0.4:
                picture = Image(drawn, label=GRAMMARS["en"].sentence(scene))
                side = HALVES["left" if spoke == "its half" else "right"]
                questions.append(Question(picture, ARROW, within(model, picture, side)))
        written = words("image", "colour")
        others = tuple(word for word in written.values() if word not in (minus, plus))
        return questions, [Choice(minus, plus, others, by="beginning")] * len(questions)

    return Parts(*_contrasted("colour", minus, plus, ending=""), put=put)


def sound(minus: str, plus: str) -> Parts:
    """Return variations of one animal's recorded call."""

    def put(_model: LanguageModel, _spoke: str) -> Prompts:
        scene = next(scene for scene in scenes() if scene.thing == minus)
        sounds = calls([scene] * MOST)
        questions = [
            Question(Audio(sound, RATE, f"call of a {minus}, {number}"), ARROW)
            for number, sound in enumerate(sounds, start=1)
        ]
        written = words("sound", "thing")
        others = tuple(word for word in written.values() if word not in (minus, plus))
        return questions, [Choice(minus, plus, others, by="beginning")] * len(questions)

    return replace(world("thing", minus, plus), put=put)


FILMS = {
    "en": ("The film was really", "bad", "good"),
    "es": ("La película fue muy", "mala", "buena"),
    "fr": ("Ce film était très", "mauvais", "bon"),
    "de": ("Der Film war wirklich sehr", "schlecht", "gut"),
    "zh": ("这部电影真的很", "差", "好"),
}
_LIKED = ("I love this film; it is", "What a wonderful day; it was", "The food here is")
_JUDGED = {"bad": ("awful", "terrible", "horrible"), "good": ("great", "wonderful", "lovely")}


def films() -> Parts:
    """Return, for any model that reads, a verdict on a film, broken off before its last word."""

    def sides():
        return [
            texts([f"{start} {word}" for start in _LIKED for word in _JUDGED[side]])
            for side in ("bad", "good")
        ]

    def put(_model: LanguageModel, spoke: str) -> Prompts:
        text, bad, good = FILMS[spoke]
        return [Question(Text(text))], [Choice(bad, good)]

    return Parts(sides, dict, put)
