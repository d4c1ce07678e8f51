"""A state of one prompt put into another prompt: does its concept go over, does its language?

After Dumas, Wendler, Veselovsky, Monea and West, "Separating Tongue from Thought" (2024). The
source prompt is about to say its concept's word in language A, the target prompt another concept's
word in language B. At one position of the target the state of one layer is replaced by the source's
of the same layer, and the target prompt is run on from there. Four words can come: either concept
in either language. If the concept goes over at layers where the language stays, or the other way
round, the two are apart there. Beside it stands the state of another item of the source's language,
whose concept is neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from semhub.errors import InputError
from semhub.inputs import Text
from semhub.inputs.door import one_of
from semhub.models.spelling import first_tokens
from semhub.quoting import listed
from semhub.result import Result
from semhub.states.ends import states_at
from semhub.statistics.band import Band
from semhub.statistics.curve import bootstrap_indices, percentile_interval
from semhub.statistics.words_apart import over_words
from semhub.steering.answers import Push, answers
from semhub.steering.asking import Question, encoded
from semhub.steering.continuation import continuation
from semhub.steering.hooks import check_layers

if TYPE_CHECKING:
    import torch

    from semhub.datasets.patches import Patched, Prompt
    from semhub.models.protocol import LanguageModel, Model, Spelling
    from semhub.states.extraction import Progress

WORDS = ("nothing", "concept", "language", "both")
"""What went over, if this word is said: the target's own word; the source's concept in the target's
language; the target's concept in the source's language; the source's own word."""

Place = Literal["end", "item"]
PLACES = ("end", "item")
RESAMPLES = 1000
LEAST = 4
LENGTH = 8
"""Tokens of a continuation."""


@dataclass(frozen=True, repr=False)
class Patching(Result):
    """What n target prompts say with a state of another prompt in them, by its layer.

    place: where the state was taken and put: "end", the position at which the word is asked for, or
        "item", the last of the text before what asks.
    words: (n,) each item's words, as in `WORDS`; two where no word of the source's language is
        given. left_out: items whose words begin with the same token.
    before: word of `WORDS` -> its mean probability with nothing put in.
    probability: word -> its mean probability with the source's state, at layers 1 to the last.
    random: the same with another item's state.
    concept: how far the source's concept goes over, in nats: the log-odds of its word over the
        target's, averaged over the languages, less the same with another item's state.
    language: how far the source's language goes over: the log-odds of a word in it over the same in
        the target's, averaged over the concepts, less the same before; None with two words.

    Intervals of probabilities are over items (a percentile bootstrap), each layer by itself; those
    of `concept` and `language` over words, and hold 95% for all layers at once. Of few items or
    words they are NaN.
    """

    model: str
    place: Place
    words: list[tuple[str, ...]]
    left_out: int
    before: dict[str, float]
    probability: dict[str, Band]
    random: dict[str, Band]
    concept: Band
    language: Band | None

    @property
    def n(self) -> int:
        return len(self.words)

    @property
    def n_layers(self) -> int:
        return len(self.concept.value)

    @property
    def has_interval(self) -> bool:
        """Whether there are words enough to claim anything."""
        return bool(np.isfinite(self.concept.low).all())

    @property
    def concept_over(self) -> list[int]:
        """Layers at which the concept clearly goes over: more than with another item's state, and
        so far that the source's concept is likelier than the target's."""
        return self._over(self.concept, "concept")

    @property
    def language_over(self) -> list[int]:
        """Layers at which the language clearly goes over: more than before, and so far that words
        of the source's language are likelier than those of the target's."""
        return [] if self.language is None else self._over(self.language, "language")

    def _over(self, by: Band, alone: str) -> list[int]:
        taken = [name for name in self.probability if name in (alone, "both")]
        leads = sum(
            (1 if name in taken else -1) * band.value for name, band in self.probability.items()
        )
        return (np.flatnonzero((by.low > 0) & (leads > 0)) + 1).tolist()

    @property
    def said(self) -> list[str]:
        """The word of `WORDS` that is likeliest on average, at each layer from 1 on."""
        names = list(self.probability)
        values = np.array([band.value for band in self.probability.values()])
        return [names[k] for k in values.argmax(axis=0)]

    def to_dict(self) -> dict:
        return {
            "model": self.model,
            "place": self.place,
            "n": self.n,
            "words": [list(words) for words in self.words],
            "left_out": self.left_out,
            "layers": list(range(1, self.n_layers + 1)),
            "before": self.before,
            "probability": {name: band.to_dict() for name, band in self.probability.items()},
            "random": {name: band.to_dict() for name, band in self.random.items()},
            "concept": self.concept.to_dict(),
            "language": self.language and self.language.to_dict(),
            "concept_over": self.concept_over,
            "language_over": self.language_over,
        }


def patching(
    model: Model,
    items: Sequence[Patched],
    *,
    place: Place = "end",
    progress: Progress | None = None,
) -> Patching:
    """Put the state of every item's source into its target, layer by layer, and that of its other
    source as a control. A word is read by the tokens that it begins with.

    progress: as in `semhub.steering.answers`.
    Raises `InputError` if the model cannot be read out, which an encoder cannot, if all of an
    item's words begin alike, and where items have two words and others four.
    """
    reads = model.require_head()
    one_of(place, PLACES, "place of a patch")
    if len({len(one.words) for one in items}) != 1:
        raise InputError("Every item to be patched has as many words as the others; give them.")
    told = [(one, begun) for one in items if (begun := _beginnings(reads, one.words))]
    if not told:
        words = items[0].words
        raise InputError(
            f"{model.name} begins {listed(words, ', ')} with the same tokens; choose other words."
        )
    used = [one for one, _ in told]
    names = WORDS[: len(used[0].words)]
    targets = _at(reads, [one.target for one in used], place)
    sides = ([one.source for one in used], [one.random for one in used])
    taken = [_states(reads, side, place) for side in sides]
    numbers = range(1, model.n_layers + 1)
    pushes = [Push(k, side[k].numpy(), replace=True) for side in taken for k in numbers]
    spelt: list[list[list[Spelling]]] = [
        [[(token,) for token in word] for word in one] for _, one in told
    ]
    logs = answers(reads, targets, spelt, pushes, progress)
    before, under = logs[0], logs[1:].reshape(2, model.n_layers, *logs.shape[1:])
    draws = bootstrap_indices(len(used), RESAMPLES, 0)
    source, random = (
        {name: _mean(np.exp(side[:, :, k]), draws) for k, name in enumerate(names)}
        for side in under
    )
    labels = [one.labels for one in used]
    concept = over_words(_of_concept(under[0]) - _of_concept(under[1]), labels)
    return Patching(
        model.name, place, [one.words for one in used], len(items) - len(used),
        {name: float(np.exp(before[:, k]).mean()) for k, name in enumerate(names)}, source, random,
        concept,
        over_words(_of_language(under[0]) - _of_language(before), labels) if names[2:] else None,
    )  # fmt: skip


@dataclass(frozen=True)
class Said:
    """What a target prompt goes on to say: as it is, with the source's state in it, and with the
    other source's."""

    before: str
    after: str
    random: str


def said(
    model: Model, one: Patched, layer: int, *, place: Place = "end", length: int = LENGTH
) -> Said:
    """Go on with one target prompt, by the likeliest token each time.

    layer: of the states that are put in, 1 to the last. length: tokens.
    Raises `InputError` as `semhub.steering.continuation` does.
    """
    reads = model.require_head()
    (target,) = _at(reads, [one.target], place)
    states = _states(reads, [one.source, one.random], place)
    check_layers([layer], model.n_layers)
    pushes = [None, *(Push(layer, state.numpy(), replace=True) for state in states[layer])]
    return Said(*(continuation(model, target, push, length=length).text for push in pushes))


def _of_concept(logs: np.ndarray) -> np.ndarray:
    """Log-odds of the source's concept over the target's, of (..., words)."""
    odds = logs[..., 1] - logs[..., 0]
    return odds if logs.shape[-1] == 2 else (odds + logs[..., 3] - logs[..., 2]) / 2


def _of_language(logs: np.ndarray) -> np.ndarray:
    """Log-odds of the source's language over the target's, of (..., words)."""
    return (logs[..., 2] - logs[..., 0] + logs[..., 3] - logs[..., 1]) / 2


def _beginnings(model: LanguageModel, words: Sequence[str]) -> list[list[int]]:
    """Return the tokens that each word begins with and no other of them; empty where one keeps
    none."""
    first = [set(first_tokens(model, word)) for word in words]
    own = [
        sorted(one.difference(*(rest for k, rest in enumerate(first) if k != number)))
        for number, one in enumerate(first)
    ]
    return own if all(own) else []


def _at(model: LanguageModel, prompts: Sequence[Prompt], place: Place) -> list[Question]:
    """Return the prompts as questions that know where a state is put."""
    questions = [Question(Text(text), suffix) for text, suffix in prompts]
    if place == "end":
        return questions
    ends = _positions(model, questions, place)
    return [
        Question(one.item, one.suffix, (end,)) for one, end in zip(questions, ends, strict=True)
    ]


def _states(model: LanguageModel, prompts: Sequence[Prompt], place: Place) -> torch.Tensor:
    """Return (layers + 1, prompts, width) states."""
    questions = [Question(Text(text), suffix) for text, suffix in prompts]
    ends = _positions(model, questions, place)
    return states_at(model, encoded(model, questions), ends)


def _positions(model: LanguageModel, questions: Sequence[Question], place: Place) -> list[int]:
    begun = encoded(model, questions)
    if place == "end":
        return [len(one) - 1 for one in begun]
    return [int(np.flatnonzero(one.content).max()) for one in begun]


def _mean(values: np.ndarray, draws: np.ndarray) -> Band:
    """The mean over items of (layers, n), with an interval where there are enough of them."""
    value = values.mean(axis=1)
    if values.shape[1] < LEAST:
        return Band(value, np.full_like(value, np.nan), np.full_like(value, np.nan))
    ends = [percentile_interval(layer[draws].mean(axis=1)) for layer in values]
    low, high = np.array(ends).T
    return Band(value, low, high)
