"""What the ready-made pushes are called, ask and say, so that they can be offered at once.

How each is made and run is in `semhub.steering.presets`, which takes torch; this loads none.
What is said of "The Semantic Hub Hypothesis" (Wu et al., ICLR 2025) is what its authors' released
code does (github.com/ZhaofengWu/semantic-hub, an `intervention.py` for each data type), and what
that is meant to change; the paper's abstract reports that outputs do change as predicted.
"""

from __future__ import annotations

from dataclasses import dataclass

from semhub.datasets.world_spokes import SPOKES
from semhub.pools import Pool


@dataclass(frozen=True)
class About:
    """A push from `minus` to `plus`, found in English texts, tried in each of `spokes`.

    claim: what the paper does of this kind, in a sentence. asked: what is asked here.
    layer: where it is put in, or None for two thirds of the depth. strength: in natural differences
    of that layer: 1 adds the mean difference of the texts that it is found in. pool: the position
    that a direction is found at. embedded: whether it asks about the world of the embedded models.
    """

    name: str
    title: str
    claim: str
    asked: str
    minus: str
    plus: str
    spokes: tuple[str, ...]
    strength: float
    layer: int | None = None
    pool: Pool = "last"
    embedded: bool = True


_SENTIMENT = (
    "In the paper, the English “Good” minus “Bad”, or the reverse, is added while a model goes on "
    "with Chinese or Spanish text, which should turn its sentiment."
)
_LANGUAGES = (
    "In the paper, it is sentiment that is pushed from English into other languages; here it is "
)
SENSES = {
    "image": "image", "its half": "image", "the other half": "image", "speech": "audio",
    "sound": "audio",
}  # fmt: skip
"""Spoke -> the modality that a model needs for it; of the others, text."""

_TEXTS = tuple(spoke for spoke in SPOKES if spoke != "sound")

ABOUT: dict[str, About] = {
    one.name: one
    for one in (
        About(
            "mood", title="Sentiment across languages", minus="happy", plus="sad",
            claim=_SENTIMENT,
            asked="How do the animals feel? They are happy, and are pushed to be sad.",
            spokes=_TEXTS, strength=2.0, layer=8,
        ),
        About(
            "sum", title="A sum's operand", minus="five", plus="six",
            claim="In the paper, the difference of two sums in English words, one operand apart, "
            "is added behind the plus of a sum such as “5=3+”, which should make the model go on "
            "as behind “5=4+”.",
            asked="Something plus five is … ? The five is pushed to six.",
            spokes=("digits", "code", "en", "zh", "es", "fr", "de", "ru", "ja"),
            strength=2.0, layer=3,
        ),
        About(
            "argument", title="A call's argument", minus="two", plus="three",
            claim="In the paper, the English “start” minus “end” is added behind “range(”, "
            "which should make the model write a start as well, as in “range(0, n)”.",
            asked="animals(…, n=2) → n= … ? The English two is pushed to three.",
            spokes=("code",), strength=1.0, layer=8,
        ),
        About(
            "half", title="The colour of half a picture", minus="red", plus="green",
            claim="In the paper, the difference of two English colour words takes the place of the "
            "states of one half of a two-coloured picture, which should change the colour that the "
            "model names for it.",
            asked="Which colour has the animal? It is red, and stands in the left half.",
            spokes=("its half", "the other half"), strength=8.0, layer=5, pool="mean",
        ),
        About(
            "sound", title="The animal in a sound", minus="dog", plus="cat",
            claim="In the paper, the difference of two English names of animals is added along a "
            "sound, which should change whether the model takes it for a mammal's.",
            asked="Which animal calls? It is a dog, and is pushed to be a cat.",
            spokes=("sound",), strength=1.0, layer=8,
        ),
        About(
            "animal", title="An animal across all spokes", minus="duck", plus="frog",
            claim=f"{_LANGUAGES}an animal.",
            asked="Which animal is it? Ducks are pushed to be frogs.",
            spokes=SPOKES, strength=4.0, layer=8,
        ),
        About(
            "colour", title="A colour across all spokes", minus="red", plus="green",
            claim=f"{_LANGUAGES}a colour.",
            asked="Which colour is it? Red is pushed to green.",
            spokes=_TEXTS, strength=2.0, layer=8,
        ),
        About(
            "sentiment", title="Sentiment, for any language model", minus="bad", plus="good",
            claim=_SENTIMENT, asked="What was the film like?",
            spokes=("en", "es", "fr", "de", "zh"), strength=1.0, embedded=False,
        ),
    )
}  # fmt: skip
"""By name, in the order in which they are offered."""
