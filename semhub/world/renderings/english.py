"""English scenes: "A small red dog sleeps in the garden."."""

from __future__ import annotations

from semhub.world.renderings.segment import Grammar, Segment, Style, keyword_table, words
from semhub.world.scenes import COLOURS, COUNTS, PLACES, PREDICATES, THINGS, Scene

COUNT = dict(zip(COUNTS, ("one", "two", "three", "four"), strict=True))
PLURAL = {"fish": "fish", "sheep": "sheep"}
SINGULAR_VERB = words(
    PREDICATES,
    "sleeps, runs, sings, jumps, dances, swims, flies, waits, is happy, is sad, is hungry, "
    "is tired, eats bread, drinks water, reads a book, sees the moon",
)
PLURAL_VERB = words(
    PREDICATES,
    "sleep, run, sing, jump, dance, swim, fly, wait, are happy, are sad, are hungry, "
    "are tired, eat bread, drink water, read a book, see the moon",
)
PLACE = words(
    PLACES,
    "in the garden, in the kitchen, by the river, on the mountain, in the forest, "
    "on the street, at the beach, at the school",
)


def segments(scene: Scene, style: Style) -> list[Segment]:
    many = scene.count > 1
    first_word = scene.size or scene.colour or scene.thing
    if many:
        count = f"the {COUNT[scene.count]}" if style.definite else COUNT[scene.count]
    else:
        count = "the" if style.definite else ("an" if first_word[0] in "aeiou" else "a")
    thing = PLURAL.get(scene.thing, scene.thing + "s") if many else scene.thing
    place = [Segment("place", PLACE[scene.place])] if scene.place else []
    if place and style.place_first:
        place = [Segment("place", PLACE[scene.place] + ",")]
    said = [
        Segment("count", count),
        Segment("size", scene.size or ""),
        Segment("colour", scene.colour or ""),
        Segment("thing", thing),
        Segment("predicate", (PLURAL_VERB if many else SINGULAR_VERB)[scene.predicate]),
    ]
    return place + said if style.place_first else said + place


GRAMMAR = Grammar(
    name="en",
    segments=segments,
    keywords=keyword_table(
        count={str(n): word for n, word in COUNT.items()},
        size={"small": "small", "big": "big"},
        colour={colour: colour for colour in COLOURS},
        thing={thing: thing for thing in THINGS},
        predicate=words(
            PREDICATES,
            "sleep, run, sing, jump, dance, swim, fly, wait, happy, sad, hungry, tired, "
            "bread, water, book, moon",
        ),
        place={place: place for place in PLACES},
    ),
)
