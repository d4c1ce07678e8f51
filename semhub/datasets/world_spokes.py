"""The embedded model, asked in any spoke for one word of a held-out scene.

Behind a text, a picture or a sound stands the arrow that opens a list of keywords; in code, whose
keywords all begin alike, stands the beginning of the one that is asked for. Pushes are found in
English sentences of other held-out scenes, at the arrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from semhub import datasets
from semhub.inputs import Audio, Input, Text
from semhub.world.held_out import LANGUAGES, RATE, SEED, calls, scenes
from semhub.world.recipes import ARROW
from semhub.world.renderings import GRAMMARS
from semhub.world.renderings.sound import CALLING
from semhub.world.scenes import CLASSES, MOODS, Scene

SPOKES = (*LANGUAGES, "code", "logic", "image", "speech", "sound")
"""`speech` is English; `sound` is an animal's call, and says the thing alone."""

VALUES = {**CLASSES, "mood": MOODS}
"""Slot -> what it can say. A mood is a predicate, asked for among moods."""

_CODE = {"thing": '"', "colour": 'rgb="', "mood": 'feel("', "count": "n="}
CONTRASTS = 12


def rendered_scenes(spoke: str) -> list[tuple[Scene, Input]]:
    """Return the 200 held-out scenes of the dataset `world` and each as the spoke says it; of
    sounds, those with an animal whose call is recorded."""
    drawn = scenes()
    if spoke == "sound":
        drawn = [scene for scene in drawn if scene.thing in CALLING]
        sounds = [
            Audio(sound, RATE, f"call of a {scene.thing}")
            for scene, sound in zip(drawn, calls(drawn), strict=True)
        ]
        return list(zip(drawn, sounds, strict=True))
    return list(zip(drawn, datasets.column(f"world:{spoke}"), strict=True))


def value_of(scene: Scene, slot: str):
    """Return what the scene says of a slot of `VALUES`."""
    return scene.predicate if slot == "mood" else getattr(scene, slot)


def opening(spoke: str, slot: str) -> str:
    """Return what stands behind an item when the word of `slot` is asked for."""
    return f"{ARROW} {_CODE[slot]}" if spoke == "code" else ARROW


def words(spoke: str, slot: str) -> dict:
    """Return value -> the word for it behind the opening: English where nothing is written."""
    if spoke == "code":
        return {value: str(value) for value in VALUES[slot]}
    keywords = GRAMMARS[spoke if spoke in GRAMMARS else "en"].keywords
    kind = "predicate" if slot == "mood" else slot
    return {value: keywords[kind, str(value)] for value in VALUES[slot]}


def contrasts(slot: str, value, *, ending: str = ARROW, seed: int = SEED + 1) -> list[Text]:
    """Return English sentences that say `value`, of scenes that are alike but for it."""
    kind = "predicate" if slot == "mood" else slot
    said: Sequence[Scene] = [replace(s, **{kind: value}) for s in scenes(CONTRASTS, seed)]
    return [Text(GRAMMARS["en"].sentence(scene) + ending) for scene in said]


def open_list(scene: Scene, rendering: str, slot: str, rng: Random) -> tuple[str, str]:
    """Return the sentence and its keywords but for `slot`; and what completes it."""
    grammar = GRAMMARS[rendering]
    slots = [name for name in scene.meanings() if name != slot]
    rng.shuffle(slots)
    begun = f"{grammar.sentence(scene)}{ARROW} {grammar.keyword_list(slots, scene)}"
    end = grammar.keyword_list([*slots, slot], scene)[len(grammar.keyword_list(slots, scene)) :]
    comma = grammar.comma.rstrip()
    return begun + comma, end.removeprefix(comma)
