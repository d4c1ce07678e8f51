"""What a recipe is, what a document is, and the three recipes."""

from __future__ import annotations

from dataclasses import dataclass

from semhub.world.scenes import Scene, Sum

ARROW = " →"
SWITCH_PROBABILITY = 0.5


@dataclass(frozen=True)
class Recipe:
    """The dominant language and the share of each kind of document (they add to one).

    `dominant_share` is the share of the dominant language among plain and keyword documents;
    the other renderings divide the rest evenly. Of the pairs, `into_dominant` are translations
    into the dominant language, the others out of it. `sum_share` of all frames are sums.
    """

    name: str
    dominant: str
    plain: float
    keywords: float
    pair: float
    switched: float
    dominant_share: float = 0.65
    into_dominant: float = 0.75
    sum_share: float = 0.25

    def kinds(self) -> dict[str, float]:
        names = ("plain", "keywords", "pair", "switched")
        return {name: getattr(self, name) for name in names}


RECIPES = {
    "hub": Recipe("hub", "en", plain=0.18, keywords=0.22, pair=0.3, switched=0.3),
    "chinese": Recipe("chinese", "zh", plain=0.18, keywords=0.22, pair=0.3, switched=0.3),
    "control": Recipe("control", "en", plain=0.45, keywords=0.55, pair=0.0, switched=0.0),
}


@dataclass(frozen=True)
class Document:
    """A training text with its kind, its renderings and the frames that it shows."""

    text: str
    kind: str
    renderings: tuple[str, ...]
    frames: tuple[Scene | Sum, ...]
