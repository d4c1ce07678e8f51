"""German scenes: "Ein kleiner roter Hund schläft im Garten."."""

from __future__ import annotations

from semhub.world.renderings.segment import Grammar, Segment, Style, keyword_table, words
from semhub.world.scenes import COLOURS, COUNTS, MOODS, PLACES, PREDICATES, THINGS, Scene

COUNT = dict(zip(COUNTS, ("eins", "zwei", "drei", "vier"), strict=True))
THING = words(
    THINGS,
    "Hund, Katze, Pferd, Kuh, Schwein, Eule, Fisch, Ente, Frosch, Bär, Löwe, Affe, Hase, Schaf, "
    "Elefant, Hahn",
)
PLURAL = words(
    THINGS,
    "Hunde, Katzen, Pferde, Kühe, Schweine, Eulen, Fische, Enten, Frösche, Bären, Löwen, Affen, "
    "Hasen, Schafe, Elefanten, Hähne",
)
FEMININE = {"cat", "cow", "owl", "duck"}
NEUTER = {"horse", "pig", "sheep"}
SIZE = {"small": "klein", "big": "groß"}
COLOUR = words(COLOURS, "rot, blau, grün, gelb, orange, violett, weiß, braun")
ENDING = {False: {"m": "er", "f": "e", "n": "es"}, True: {"m": "e", "f": "e", "n": "e"}}
ARTICLE = {False: {"m": "ein", "f": "eine", "n": "ein"}, True: {"m": "der", "f": "die", "n": "das"}}
VERBS = tuple(predicate for predicate in PREDICATES if predicate not in MOODS)
MOOD = words(MOODS, "glücklich, traurig, hungrig, müde")
SINGULAR_VERB = words(
    VERBS,
    "schläft, läuft, singt, springt, tanzt, schwimmt, fliegt, wartet, isst Brot, trinkt Wasser, "
    "liest ein Buch, sieht den Mond",
)
PLURAL_VERB = words(
    VERBS,
    "schlafen, laufen, singen, springen, tanzen, schwimmen, fliegen, warten, essen Brot, "
    "trinken Wasser, lesen ein Buch, sehen den Mond",
)
PLACE = words(
    PLACES,
    "im Garten, in der Küche, am Fluss, auf dem Berg, im Wald, auf der Straße, am Strand, "
    "in der Schule",
)


def _inflected(stem: str, ending: str) -> str:
    return stem if stem == "orange" else stem + ending  # "orange" takes no ending


def segments(scene: Scene, style: Style) -> list[Segment]:
    many = scene.count > 1
    gender = "f" if scene.thing in FEMININE else "n" if scene.thing in NEUTER else "m"
    if many:
        count = f"die {COUNT[scene.count]}" if style.definite else COUNT[scene.count]
        ending = "en" if style.definite else "e"
    else:
        count = ARTICLE[style.definite][gender]
        ending = ENDING[style.definite][gender]
    if scene.predicate in MOOD:
        verb = f"{'sind' if many else 'ist'} {MOOD[scene.predicate]}"
    else:
        verb = (PLURAL_VERB if many else SINGULAR_VERB)[scene.predicate]
    who = [
        Segment("count", count),
        Segment("size", _inflected(SIZE[scene.size], ending) if scene.size else ""),
        Segment("colour", _inflected(COLOUR[scene.colour], ending) if scene.colour else ""),
        Segment("thing", (PLURAL if many else THING)[scene.thing]),
    ]
    place = [Segment("place", PLACE[scene.place])] if scene.place else []
    if not (place and style.place_first):
        return [*who, Segment("predicate", verb), *place]
    finite, _, rest = verb.partition(" ")  # the finite verb stays second
    return [*place, Segment("predicate", finite), *who, Segment("predicate", rest)]


GRAMMAR = Grammar(
    name="de",
    segments=segments,
    keywords=keyword_table(
        count={str(n): word for n, word in COUNT.items()},
        size=SIZE,
        colour=COLOUR,
        thing=THING,
        predicate=words(
            PREDICATES,
            "schlafen, laufen, singen, springen, tanzen, schwimmen, fliegen, warten, glücklich, "
            "traurig, hungrig, müde, Brot, Wasser, Buch, Mond",
        ),
        place=words(PLACES, "Garten, Küche, Fluss, Berg, Wald, Straße, Strand, Schule"),
    ),
)
