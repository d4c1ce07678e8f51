"""What the model reads: documents of four kinds, in the shares that a recipe states.

`plain`     one to three sentences, one rendering; the later ones come back to the first.
`keywords`  a sentence, an arrow, and its content words in any order, one rendering. At the
              arrow the model must know everything that was said, so that one position carries
              the whole meaning.
`pair`      the same meaning twice, once in the dominant language; at times only a few words
              of it, as in a glossary.
`switched`  a sentence in another rendering, with its keywords or a retelling; some words, of
              the sentence, the list or the retelling, are the dominant language's.

`pair` and `switched` are the anchors. They always involve the dominant language, so any two
other renderings never meet. No document shows a held-out combination.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from semhub.world.recipes import ARROW, SWITCH_PROBABILITY, Document, Recipe
from semhub.world.renderings import GRAMMARS, LANGUAGES, NOTATIONS
from semhub.world.renderings.segment import Grammar, Segment, Style
from semhub.world.scenes import Scene, draw_scene
from semhub.world.sum_documents import sum_document

SWITCHED_FORMS = ("sentence", "list", "retelling")
RETELLING = Style(definite=True)
GLOSSARY_PROBABILITY = 0.4
CASUAL_PROBABILITY = 0.15


def documents(recipe: Recipe, rng: Random) -> Iterator[Document]:
    """Yield documents without end, from `rng` alone."""
    kinds = recipe.kinds()
    while True:
        kind = rng.choices(list(kinds), weights=list(kinds.values()))[0]
        if rng.random() < recipe.sum_share:
            yield sum_document(recipe, kind, rng)
        else:
            yield _scene_document(recipe, kind, rng)


def _style(rng: Random) -> Style:
    return Style(definite=rng.random() < 0.3, place_first=rng.random() < 0.2)


def _casual(text: str, grammar: Grammar, rng: Random) -> str:
    """Return the text at times as people type it: no capital, no full stop."""
    if rng.random() >= CASUAL_PROBABILITY:
        return text
    text = text.removesuffix(grammar.stop) if grammar.stop else text
    return text[:1].lower() + text[1:] if grammar.capitals else text


def _keywords(scene: Scene, grammar: Grammar, rng: Random, other: Grammar | None = None) -> str:
    """Return all content words in any order; with `other`, each at random from one of the two."""
    slots = list(scene.meanings())
    rng.shuffle(slots)
    if other is None:
        return grammar.keyword_list(slots, scene)
    chosen = [other if rng.random() < SWITCH_PROBABILITY else grammar for _ in slots]
    words = [each.keyword_list([slot], scene) for each, slot in zip(chosen, slots, strict=True)]
    return grammar.comma.join(words)


def _switched_sentence(
    scene: Scene, grammar: Grammar, other: Grammar, rng: Random, style: Style
) -> str:
    """Return the sentence in `grammar` with some of its words replaced by those of `other`."""
    donor: dict[str, str] = {}
    for segment in other.segments(scene, Style(definite=style.definite)):
        donor[segment.slot] = segment.text
    swapped: set[str] = {slot for slot in donor if slot and rng.random() < SWITCH_PROBABILITY}
    spaced = grammar.joiner == "" and other.joiner == " "
    mixed, done = [], set()
    for segment in grammar.segments(scene, style):
        if segment.slot not in swapped:
            mixed.append(segment)
        elif segment.text and segment.slot not in done:
            text = donor[segment.slot]
            mixed.append(Segment(segment.slot, f" {text} " if spaced else text))
            done.add(segment.slot)
    return grammar.write(mixed).replace("  ", " ")


def _scene_document(recipe: Recipe, kind: str, rng: Random) -> Document:
    dominant = GRAMMARS[recipe.dominant]
    others = [name for name in (*LANGUAGES, *NOTATIONS) if name != recipe.dominant]
    other = GRAMMARS[rng.choice(others)]
    scene = draw_scene(rng, held=False)
    if kind in ("plain", "keywords"):
        grammar = dominant if rng.random() < recipe.dominant_share else other
        return _one_rendering(kind, grammar, scene, rng)
    names = (dominant.name, other.name)
    if kind == "pair":
        if rng.random() < GLOSSARY_PROBABILITY:
            slots = rng.sample(list(scene.meanings()), rng.choice((1, 2, 3)))
            texts = [grammar.keyword_list(slots, scene) for grammar in (dominant, other)]
        else:
            style = _style(rng)
            texts = [_casual(g.sentence(scene, style), g, rng) for g in (dominant, other)]
        if rng.random() < recipe.into_dominant:
            texts.reverse()
        return Document("\n".join(texts), kind, names, (scene,))
    form = "list" if other.name in NOTATIONS else rng.choice(SWITCHED_FORMS)
    if form == "sentence":
        text = _switched_sentence(scene, other, dominant, rng, _style(rng))
    else:
        text = _casual(other.sentence(scene, _style(rng)), other, rng)
    if form == "retelling":
        text = other.sentence(scene, _style(rng)) + other.gap
        text += _switched_sentence(_retold(scene, rng), other, dominant, rng, RETELLING)
    elif form == "list" or rng.random() < 0.5:
        text = f"{text}{ARROW} {_keywords(scene, other, rng, dominant)}"
    return Document(text, kind, names, (scene,))


def _one_rendering(kind: str, grammar: Grammar, scene: Scene, rng: Random) -> Document:
    if kind == "keywords":
        sentence = _casual(grammar.sentence(scene, _style(rng)), grammar, rng)
        text = f"{sentence}{ARROW} {_keywords(scene, grammar, rng)}"
        return Document(text, kind, (grammar.name,), (scene,))
    frames = (scene, *(_retold(scene, rng) for _ in range(rng.choice((0, 1, 1, 2)))))
    text = grammar.sentence(scene, _style(rng))
    for frame in frames[1:]:
        text += grammar.gap + grammar.sentence(frame, RETELLING)
    text = text if len(frames) > 1 else _casual(text, grammar, rng)
    return Document(text, kind, (grammar.name,), frames)


def _retold(scene: Scene, rng: Random) -> Scene:
    """Return the same scene with less said, as a text comes back to what it spoke of."""
    dropped = {slot: None for slot in ("size", "colour", "place") if rng.random() < 0.5}
    return replace(scene, **dropped)
