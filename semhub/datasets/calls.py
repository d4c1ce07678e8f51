"""What recorded calls of animals say: the animal, and nothing of the scene that it stands in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from semhub.datasets.senses import calling_rows
from semhub.nano.dataset import LANGUAGES, scenes
from semhub.nano.renderings import GRAMMARS


@cache
def animals() -> Mapping[str, list[str]]:
    """Language -> the animal of each row of the dataset of calls."""
    drawn = scenes()
    calling = [drawn[row] for row in calling_rows()]
    return {
        code: [GRAMMARS[code].keyword_list(["thing"], scene) for scene in calling]
        for code in LANGUAGES
    }
