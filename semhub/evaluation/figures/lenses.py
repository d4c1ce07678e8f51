"""Which lens reads the concept: is its English word among a state's ten best, in another language?

A held-out sentence is read in two places: at the last piece of the *word* that says a slot, and at
the *arrow* behind the sentence, where the model must know all that was said. Each lens gives its
ten best words there, layer by layer; a head's words are pieces, so the concept's counts by its
first piece, in any spelling; a neighbour is a whole word. Beside it stands how often the ten hold
a word of the same class that was not said (`other`, the mean over them): ten of all the pieces of
a vocabulary and ten of an index's few words are not the same chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from semhub.evaluation.figures.retrieval import inner_layers
from semhub.inputs import Text
from semhub.lenses import jacobian, neighbours
from semhub.lenses.head import distributions
from semhub.models.protocol import LanguageModel
from semhub.models.spelling import first_tokens
from semhub.states.extraction import positions_of_all
from semhub.statistics.curve import bootstrap_indices, percentile_interval
from semhub.world.held_out import LANGUAGES, scenes
from semhub.world.recipes import ARROW
from semhub.world.renderings import GRAMMARS
from semhub.world.renderings.segment import PLAIN
from semhub.world.scenes import CLASSES, Scene

TOP = 10
SLOTS = ("thing", "colour", "predicate", "place")
WHERE = ("word", "arrow")
LENSES = ("logit", "jacobian", "neighbours")
DRAWS = 1000


@dataclass(frozen=True)
class Share:
    """Of the scenes, each the mean over the languages that it can be asked in; 95% by bootstrap
    over scenes. One number a layer, or one for all inner layers together."""

    value: list[float] | float
    low: list[float] | float
    high: list[float] | float


@dataclass(frozen=True)
class LensFigure:
    """where: "word" or "arrow". n: scenes. left_out: of all scenes and languages, those whose
    word cannot be told from another's, or is not made of whole pieces.

    curves: lens -> by layer. other: lens -> (layers,) how often a word that was not said is there.
    inner: lens -> over all inner layers. ahead: "jacobian over logit" -> the difference there,
    scene by scene. by_language: language -> lens -> (layers,).
    """

    where: str
    slot: str
    n: int
    left_out: int
    curves: dict[str, Share]
    other: dict[str, list[float]]
    inner: dict[str, Share]
    ahead: dict[str, Share]
    by_language: dict[str, dict[str, list[float]]]


def lens_figures(model: LanguageModel, rows: int, seed: int) -> list[LensFigure]:
    """Return every place and slot. Raises `InputError` where no Jacobian lens is fitted to the
    model."""
    drawn = scenes(rows, seed)
    languages = [name for name in LANGUAGES if name != "en"]
    spots = {name: [_spots(model, scene, name) for scene in drawn] for name in languages}
    index = neighbours.index(model)
    found = {name: _best(model, spots[name], index) for name in languages}
    figures = []
    for where in WHERE:
        for slot in SLOTS:
            said = [CLASSES[slot].index(getattr(scene, slot)) for scene in drawn]
            forms = _forms(index.vocabulary, slot)
            hits = [
                _hits(found[name], where, slot, _pieces(model, slot, name), forms)
                for name in languages
            ]
            figures.append(_figure(where, slot, languages, np.stack(hits), said, model.n_layers))
    return figures


def _spots(
    model: LanguageModel, scene: Scene, language: str
) -> tuple[Text, dict[tuple[str, str], int]]:
    """Return the sentence with its arrow, and (where, slot) -> position; without those whose word
    does not end with a piece."""
    grammar = GRAMMARS[language]
    text = Text(grammar.sentence(scene) + ARROW)
    encoded = model.encode([text])[0]
    begins = encoded.content.index(True)
    whole = list(model.content_ids([text.text]))
    spots = {("arrow", slot): len(encoded) - 1 for slot in SLOTS}
    said = ""
    for segment in grammar.segments(scene, PLAIN):
        said += (grammar.joiner if said and segment.text else "") + segment.text
        begun = list(model.content_ids([said[:1].upper() + said[1:] if grammar.capitals else said]))
        if segment.slot in SLOTS and segment.text:
            spots.pop(("word", segment.slot), None)
            if whole[: len(begun)] == begun:
                spots["word", segment.slot] = begins + len(begun) - 1
    return text, spots


@dataclass(frozen=True)
class _Best:
    """asked: (scene, where, slot) of each column. words: lens -> (layers, asked, TOP) numbers in
    the lens's own vocabulary."""

    asked: dict[tuple[int, str, str], int]
    words: dict[str, np.ndarray]
    scenes: int


def _best(
    model: LanguageModel,
    spots: Sequence[tuple[Text, dict[tuple[str, str], int]]],
    index: neighbours.Index,
) -> _Best:
    columns, asked = [], {}
    read = positions_of_all(model, [text for text, _ in spots])
    for row, ((_, at), (_, states)) in enumerate(zip(spots, read, strict=True)):
        for key, position in at.items():
            asked[row, *key] = len(columns)
            columns.append(states[:, position])
    states = torch.stack(columns, dim=1)
    words = {
        kind: np.stack([p.topk(TOP).indices.cpu().numpy() for p in
                        distributions(model, states, "logit", fitted)])
        for kind, fitted in (("logit", None), ("jacobian", jacobian.fitted(model)))
    }  # fmt: skip
    words["neighbours"] = index.read(states.float().cpu(), TOP).numbers
    return _Best(asked, words, len(spots))


def _hits(
    best: _Best, where: str, slot: str, pieces: list[list[int]], forms: list[list[int]]
) -> np.ndarray:
    """Return (lenses, layers, scenes, values) 1 where a value's word is among the ten; NaN where it
    cannot be asked. pieces, forms: of each value, what says it for a head and for neighbours."""
    layers = len(best.words["logit"])
    hits = np.full((len(LENSES), layers, best.scenes, len(CLASSES[slot])), np.nan)
    for (row, at, asked), column in best.asked.items():
        if (at, asked) != (where, slot):
            continue
        for number, kind in enumerate(LENSES):
            ten = best.words[kind][:, column]
            for value, own in enumerate(forms if kind == "neighbours" else pieces):
                if forms[value] and pieces[value]:  # the same items for every lens
                    hits[number, :, row, value] = np.isin(ten, own).any(axis=-1)
    return hits


def _pieces(model: LanguageModel, slot: str, language: str) -> list[list[int]]:
    """Return for each value the first pieces of its English keyword; none where another English
    word of the class, or one of the language that is read, begins so."""
    values = [str(value) for value in CLASSES[slot]]
    english, own = (
        [set(first_tokens(model, GRAMMARS[name].keywords[slot, value])) for value in values]
        for name in ("en", language)
    )
    return [
        []
        if any(mine & each for k, each in enumerate(english) if k != value)
        or any(mine & each for each in own)
        else sorted(mine)
        for value, mine in enumerate(english)
    ]


def _forms(vocabulary: Sequence[str], slot: str) -> list[list[int]]:
    """Return for each value the numbers of the index's words that say it and no other value: "pig",
    "pigs". What all its sentences share, such as "the", says nothing."""
    grammar = GRAMMARS["en"]
    said: list[set[str]] = []
    for value in CLASSES[slot]:
        forms = {grammar.keywords[slot, str(value)]}
        for count in (1, 2):
            scene = Scene(**{"count": count, "thing": "dog", "predicate": "sleep", slot: value})
            for segment in grammar.segments(scene, PLAIN):
                forms |= set(segment.text.split()) if segment.slot == slot else set()
        said.append(forms)
    own = [
        forms - set().union(*(other for k, other in enumerate(said) if k != value))
        for value, forms in enumerate(said)
    ]
    numbers = {word.casefold(): number for number, word in enumerate(vocabulary)}
    return [sorted(numbers[form] for form in forms if form in numbers) for forms in own]


def _figure(
    where: str, slot: str, languages: list[str], hits: np.ndarray, said: list[int], n_layers: int
) -> LensFigure:
    """Return a figure from hits (languages, lenses, layers, scenes, values)."""
    rows = np.arange(len(said))
    right = hits[..., rows, said]
    wrong = hits.copy()
    wrong[..., rows, said] = np.nan
    askable = ~np.isnan(right[:, 0, 0])
    kept = askable.any(axis=0)
    by_scene = np.nanmean(right[..., kept], axis=0)
    inner = by_scene[:, list(inner_layers(n_layers))].mean(axis=1)
    pairs = [("jacobian", "logit"), ("neighbours", "logit")]
    lens = {kind: number for number, kind in enumerate(LENSES)}
    return LensFigure(
        where=where,
        slot=slot,
        n=int(kept.sum()),
        left_out=int((~askable).sum()),
        curves={kind: _share(by_scene[number]) for kind, number in lens.items()},
        other={
            kind: np.round(np.nanmean(wrong[:, number], axis=(0, 2, 3)), 4).tolist()
            for kind, number in lens.items()
        },
        inner={kind: _share(inner[number]) for kind, number in lens.items()},
        ahead={f"{a} over {b}": _share(inner[lens[a]] - inner[lens[b]]) for a, b in pairs},
        by_language={
            name: {
                kind: np.round(np.nanmean(right[row, number], axis=-1), 4).tolist()
                for kind, number in lens.items()
            }
            for row, name in enumerate(languages)
            if askable[row].any()
        },
    )


def _share(values: np.ndarray) -> Share:
    """Return the share and its interval from hits (scenes,) or (layers, scenes)."""
    draws = bootstrap_indices(values.shape[-1], DRAWS, seed=0)
    if values.ndim == 1:
        low, high = percentile_interval(values[draws].mean(axis=-1))
        return Share(round(float(values.mean()), 4), round(low, 4), round(high, 4))
    each = [_share(row) for row in values]
    return Share(*([getattr(share, name) for share in each] for name in ("value", "low", "high")))
