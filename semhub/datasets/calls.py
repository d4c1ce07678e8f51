"""What recorded calls of animals say: the animal, and nothing of the scene that it stands in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from semhub.datasets.senses import calling_scenes
from semhub.world.held_out import LANGUAGES
from semhub.world.renderings import GRAMMARS


@cache
def animals() -> Mapping[str, list[str]]:
    """Return language -> the animal of each row of the dataset of calls."""
    scenes = calling_scenes()
    return {
        code: [GRAMMARS[code].keyword_list(["thing"], scene) for scene in scenes]
        for code in LANGUAGES
    }
