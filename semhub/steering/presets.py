"""Pushes to begin with: those of the paper, as questions that a model at hand can be asked.

A preset says what the paper claims, in words, and what is asked here; what comes of it is measured
when it is run. All but `sentiment` are questions to the embedded model, on held-out items of its
world.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from semhub.extraction import Memory, Pool, Progress
from semhub.inputs import Input
from semhub.models.protocol import Model
from semhub.nano.spokes import SPOKES
from semhub.steering.direction import Direction, direction
from semhub.steering.preset_parts import FILMS, Asked, films, half, sound, sums, world


@dataclass(frozen=True)
class Preset:
    """A push from `minus` to `plus`, found in English texts, tried in each of `spokes`.

    claim: what the paper says of such a push, in a sentence. asked: what is asked here.
    layer: where it is put in, or None for two thirds of the depth. strength: see `Direction`.
    """

    name: str
    title: str
    claim: str
    asked: str
    minus: str
    plus: str
    spokes: tuple[str, ...]
    strength: float
    sides: Callable[[], tuple[Sequence[Input], Sequence[Input]]]
    put: Callable[[Model, str], Asked]
    layer: int | None = None
    pool: Pool = "last"
    embedded: bool = True

    def direction(
        self, model: Model, progress: Progress | None = None, memory: Memory | None = None
    ) -> Direction:
        minus, plus = self.sides()
        names = (self.minus, self.plus)
        return direction(
            model, minus, plus, pool=self.pool, names=names, progress=progress, memory=memory
        )

    def questions(self, model: Model, spoke: str) -> Asked:
        """A few questions of a spoke, and the words of each."""
        return self.put(model, spoke)

    def layer_of(self, model: Model) -> int:
        return self.layer or max(1, round(model.n_layers * 2 / 3))


def _preset(name: str, make, **said) -> tuple[str, Preset]:
    sides, put = make
    return name, Preset(name, sides=sides, put=put, **said)


_LANGUAGES = "In the paper, a push found in English also steers what is said in other languages."
_TEXTS = tuple(spoke for spoke in SPOKES if spoke != "sound")

PRESETS: dict[str, Preset] = dict(
    [
        _preset(
            "mood", world("mood", "happy", "sad"),
            title="Sentiment across languages", minus="happy", plus="sad",
            claim="In the paper, a push from one sentiment to the other, found in English, also "
            "turns the sentiment of Chinese and Spanish text.",
            asked="How do the animals feel? They are happy, and are pushed to be sad.",
            spokes=_TEXTS, strength=1.0, layer=8,
        ),
        _preset(
            "sum", sums(5, 6),
            title="A sum's operand", minus="five", plus="six",
            claim="In the paper, the English words “six” minus “five”, added where a sum has its "
            "5, lead the model to the result of a sum with 6.",
            asked="Something plus five is … ? The five is pushed to six.",
            spokes=("digits", "code", "en", "zh", "es", "fr", "de", "ru", "ja"),
            strength=2.0, layer=3,
        ),
        _preset(
            "argument", world("count", 2, 3),
            title="A call's argument", minus="two", plus="three",
            claim="In the paper, a push found in English words changes what a function's argument "
            "is read as.",
            asked="animals(…, n=2) → n= … ? The English two is pushed to three.",
            spokes=("code",), strength=1.0, layer=8,
        ),
        _preset(
            "half", half("red", "green"),
            title="The colour of half a picture", minus="red", plus="green",
            claim="In the paper, a push found in English colour words, at the patches that show "
            "the colour, changes the colour that the model names.",
            asked="Which colour has the animal? It is red, and stands in the left half.",
            spokes=("its half", "the other half"), strength=3.0, layer=5, pool="mean",
        ),
        _preset(
            "sound", sound("dog", "cat"),
            title="The animal in a sound", minus="dog", plus="cat",
            claim="In the paper, a push found in the English names of animals changes which "
            "animal the model hears.",
            asked="Which animal calls? It is a dog, and is pushed to be a cat.",
            spokes=("sound",), strength=1.0, layer=8,
        ),
        _preset(
            "animal", world("thing", "duck", "frog"),
            title="An animal across all spokes", minus="duck", plus="frog", claim=_LANGUAGES,
            asked="Which animal is it? Ducks are pushed to be frogs.",
            spokes=SPOKES, strength=1.0, layer=8,
        ),
        _preset(
            "colour", world("colour", "red", "green"),
            title="A colour across all spokes", minus="red", plus="green", claim=_LANGUAGES,
            asked="Which colour is it? Red is pushed to green.",
            spokes=_TEXTS, strength=1.0, layer=8,
        ),
        _preset(
            "sentiment", films(),
            title="Sentiment, for any language model", minus="bad", plus="good",
            claim=_LANGUAGES, asked="What was the film like?",
            spokes=tuple(FILMS), strength=0.5, embedded=False,
        ),
    ]
)  # fmt: skip
"""By name, in the order in which they are offered."""
