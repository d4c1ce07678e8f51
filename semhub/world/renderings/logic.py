"""Scenes as logical forms: `∃2x (DOG(x) ∧ SMALL(x) ∧ RED(x) ∧ SLEEP(x) ∧ AT(x, GARDEN))`."""

from __future__ import annotations

from semhub.world.renderings.segment import Grammar, Segment, Style, keyword_table
from semhub.world.scenes import COLOURS, COUNTS, PLACES, PREDICATES, SIZES, THINGS, Scene


def _predicate(predicate: str) -> str:
    verb, _, thing = predicate.partition(" ")
    argument = f", {thing.split()[-1].upper()}" if thing else ""
    return f"{verb.upper()}(x{argument})"


def segments(scene: Scene, style: Style) -> list[Segment]:
    conjuncts = [
        Segment("thing", f"{scene.thing.upper()}(x)"),
        Segment("size", f"{scene.size.upper()}(x)" if scene.size else ""),
        Segment("colour", f"{scene.colour.upper()}(x)" if scene.colour else ""),
        Segment("predicate", _predicate(scene.predicate)),
        Segment("place", f"AT(x, {scene.place.upper()})" if scene.place else ""),
    ]
    conjuncts = [segment for segment in conjuncts if segment.text]
    if style.definite:  # conjunction commutes
        conjuncts = conjuncts[::-1]
    said = [Segment("count", f"∃{scene.count}x (")]
    for number, segment in enumerate(conjuncts):
        said += [Segment("", " ∧ "), segment] if number else [segment]
    return [*said, Segment("", ")")]


GRAMMAR = Grammar(
    name="logic",
    segments=segments,
    keywords=keyword_table(
        count={str(n): f"∃{n}" for n in COUNTS},
        size={size: size.upper() for size in SIZES},
        colour={colour: colour.upper() for colour in COLOURS},
        thing={thing: thing.upper() for thing in THINGS},
        predicate={predicate: predicate.split()[-1].upper() for predicate in PREDICATES},
        place={place: place.upper() for place in PLACES},
    ),
    joiner="",
    stop="",
    gap="\n",
    capitals=False,
)
