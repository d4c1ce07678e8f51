"""Scenes as Python-like calls: `animals("dog", n=2, size=0.5, rgb="red").sleep(at="garden")`."""

from __future__ import annotations

from semhub.world.renderings.segment import Grammar, Segment, Style, keyword_table
from semhub.world.scenes import COLOURS, COUNTS, MOODS, PLACES, PREDICATES, SIZES, THINGS, Scene

SIZE = {"small": "0.5", "big": "2.0"}


def _call(predicate: str) -> str:
    if predicate in MOODS:
        return f'feel("{predicate}"'
    verb, _, thing = predicate.partition(" ")
    return f'{verb}("{thing.split()[-1]}"' if thing else f"{verb}("


def segments(scene: Scene, style: Style) -> list[Segment]:
    call = _call(scene.predicate)
    place = f'at="{scene.place}"' if scene.place else ""
    comma = ", " if place and not call.endswith("(") else ""
    size = f", size={SIZE[scene.size]}" if scene.size else ""
    rgb = f', rgb="{scene.colour}"' if scene.colour else ""
    first = Segment("thing", f'animals("{scene.thing}"')
    number = Segment("count", f", n={scene.count}")
    looks = [Segment("size", size), Segment("colour", rgb)]
    middle = [*looks, number] if style.definite else [number, *looks]
    return [
        first,
        *middle,
        Segment("", ")."),
        Segment("predicate", call),
        Segment("place", comma + place),
        Segment("", ")"),
    ]


GRAMMAR = Grammar(
    name="code",
    segments=segments,
    keywords=keyword_table(
        count={str(n): f"n={n}" for n in COUNTS},
        size={size: f"size={SIZE[size]}" for size in SIZES},
        colour={colour: f'rgb="{colour}"' for colour in COLOURS},
        thing={thing: f'"{thing}"' for thing in THINGS},
        predicate={predicate: _call(predicate) + ")" for predicate in PREDICATES},
        place={place: f'at="{place}"' for place in PLACES},
    ),
    joiner="",
    stop="",
    gap="\n",
    capitals=False,
)
