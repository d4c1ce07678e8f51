"""What the embedded model is about to say: the lens before a word, and the word itself.

On a held-out row the next word is asked in two places. In a *list*, "…睡觉。 → 红色、小、", one
word is left to say, so the world allows an answer that is always right. In a *retelling*,
"…花园里睡觉。那只小小的红色的", the text comes back to what it spoke of, as plain text does.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from random import Random

import numpy as np
import torch

from semhub.datasets.world_spokes import open_list
from semhub.inputs import Text
from semhub.lenses.languages import table
from semhub.lenses.reading import read
from semhub.models.protocol import LanguageModel
from semhub.states.extraction import extract, positions
from semhub.statistics.curve import clustered_share, wilson_interval
from semhub.world.held_out import LANGUAGES, columns, scenes, sums
from semhub.world.renderings import GRAMMARS
from semhub.world.renderings.arithmetic import sum_text
from semhub.world.renderings.segment import Style
from semhub.world.scenes import CLASSES, Scene

MASS_ROWS = 60
ASKED = {"list": ("thing", "colour", "place"), "retelling": ("thing", "colour")}


@dataclass(frozen=True)
class Share:
    """How often something held, over `n` held-out items, with a 95% Wilson interval."""

    value: float
    low: float
    high: float
    n: int

    @classmethod
    def of(cls, hits: list[bool]) -> Share:
        value, n = float(np.mean(hits)), len(hits)
        low, high = wilson_interval(value, n, (value * (1 - value) / n) ** 0.5)
        return cls(value, low, high, n)

    @classmethod
    def over(cls, hits: np.ndarray, owners: np.ndarray) -> Share:
        """Return the share of hits (n,) of which those with the same owner (n,), such as the
        patches of one picture, are not independent: the interval is over owners."""
        groups = [np.flatnonzero(owners == owner) for owner in np.unique(owners)]
        return cls(*clustered_share(hits.astype(float), groups), len(hits))


@dataclass(frozen=True)
class LensBeforeWord:
    """The lens before a word of `rendering`, by layer (0 to the last).

    right: the pivot's word is right among the pivot's words of that class.
    own_right: the same within the rendering's own words.
    pivot_ahead: the right word is likelier in the pivot language than in its own.
    left_out: items whose right word shares its first piece with another word.
    """

    context: str
    rendering: str
    pivot: str
    right: list[float]
    own_right: list[float]
    pivot_ahead: list[float]
    n: int
    left_out: int


def open_retelling(scene: Scene, rendering: str, slot: str) -> str:
    """Return the sentence, and its retelling up to the word for `slot`."""
    grammar = GRAMMARS[rendering]
    begun = []
    for segment in grammar.segments(scene, Style(definite=True)):
        if segment.slot == slot:
            break
        begun.append(segment)
    told = grammar.write(begun).removesuffix(grammar.stop)
    return grammar.sentence(scene) + grammar.gap + told


def first_piece(model: LanguageModel, rendering: str, slot: str, value: str) -> int:
    """Return the piece with which a keyword of `rendering` begins after a comma."""
    grammar = GRAMMARS[rendering]
    comma = grammar.comma.rstrip()
    opened = list(model.content_ids([comma]))
    whole = list(model.content_ids([comma + grammar.comma[len(comma) :]
                                    + grammar.keywords[slot, value]]))  # fmt: skip
    return whole[len(opened)]


def lens_before_word(
    model: LanguageModel, context: str, rendering: str, pivot: str, rows: int, seed: int
) -> LensBeforeWord:
    """Read every layer at the position before a word of `rendering`."""
    rng = Random(seed)
    prompts, tables, answers = [], [], []
    left_out = 0
    for scene in scenes(rows, seed):
        slot = rng.choice(ASKED[context])
        values = [str(value) for value in CLASSES[slot]]
        pieces = [[first_piece(model, name, slot, value) for value in values]
                  for name in (pivot, rendering)]  # fmt: skip
        answer = values.index(scene.meanings()[slot])
        mine = {row[answer] for row in pieces}
        if len(mine) < 2 or any((pieces[0] + pieces[1]).count(piece) > 1 for piece in mine):
            left_out += 1
            continue
        prompt = (
            open_list(scene, rendering, slot, rng)[0]
            if context == "list"
            else open_retelling(scene, rendering, slot)
        )
        prompts.append(Text(prompt))
        tables.append(pieces)
        answers.append(answer)
    logits = model.unembed(torch.tensor(extract(model, prompts, pool="last", suffix=""))).cpu()
    seen = np.zeros((3, len(logits), len(prompts)))
    for item, ((pivots, own), answer) in enumerate(zip(tables, answers, strict=True)):
        row = logits[:, item]
        seen[0, :, item] = row[:, pivots].argmax(-1) == answer
        seen[1, :, item] = row[:, own].argmax(-1) == answer
        seen[2, :, item] = row[:, pivots[answer]] > row[:, own[answer]]
    right, own_right, ahead = (np.round(part.mean(-1), 4).tolist() for part in seen)
    return LensBeforeWord(
        context, rendering, pivot, right, own_right, ahead, len(prompts), left_out
    )


def _says(model: LanguageModel, prompt: str, answer: str) -> bool:
    """Return whether every piece of `answer` is the likeliest after `prompt`."""
    batch, states = positions(model, Text(prompt + answer))
    length = len(list(model.content_ids([prompt])))
    asked = batch.ids[0][batch.content[0].cpu()][length:]
    likeliest = model.unembed(states[-1][-len(asked) - 1 : -1]).argmax(-1)
    return bool((likeliest.cpu() == asked.cpu()).all())


def competence(model: LanguageModel, rendering: str, rows: int, seed: int) -> Share:
    """Return how often the last keyword of the list is said right, all its pieces."""
    rng = Random(seed)
    asked = [
        open_list(scene, rendering, rng.choice(list(scene.meanings())), rng)
        for scene in scenes(rows, seed)
    ]
    return Share.of([_says(model, prompt, answer) for prompt, answer in asked])


def sum_competence(model: LanguageModel, rendering: str, rows: int, seed: int) -> Share:
    """Return how often a held-out sum in digits or in words is finished right."""
    hits = []
    for item in sums(rows, seed):
        text = sum_text(item, rendering)
        prompt = text[: text.rindex("=") + 1] if rendering == "digits" else text
        if rendering == "en":
            prompt = text[: text.rindex(" is ") + 3]
        hits.append(_says(model, prompt, text[len(prompt) :]))
    return Share.of(hits)


def language_mass(model: LanguageModel, text: str, rows: int, seed: int) -> dict[str, list[float]]:
    """Return language -> the lens's mean probability on its tokens in sentences of `text`, by
    layer.

    Which language a token belongs to is counted from other held-out rows of every language.
    """
    other = columns(rows, seed + 1)
    known = table(model, {name: other[name] for name in LANGUAGES}, model.vocabulary_size)
    curves = [
        read(model, Text(sentence), top=1, languages=known).language_curve()
        for sentence in columns(rows, seed)[text]
    ]
    mean = np.mean(curves, axis=0)
    return {name: np.round(mean[:, k], 4).tolist() for k, name in enumerate(known.languages)}


def readout_figures(model: LanguageModel, pivot: str, rows: int, seed: int) -> dict:
    """Return the lens before a word, and competence, for every rendering."""
    others = [name for name in LANGUAGES if name != pivot]
    lens = [
        lens_before_word(model, context, name, pivot, rows, seed)
        for context in ASKED
        for name in others
    ]
    return {
        "lens": [asdict(figure) for figure in lens],
        "competence": {name: asdict(competence(model, name, rows, seed)) for name in GRAMMARS},
        "sums": {name: asdict(sum_competence(model, name, rows, seed)) for name in
                 ("digits", "en")},
        "mass": {"es": language_mass(model, "es", min(rows, MASS_ROWS), seed)},
    }  # fmt: skip
