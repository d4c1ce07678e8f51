"""Russian scenes: "Маленькая красная собака спит в саду.".

Written without ё, as most Russian text is. After два, три, четыре the noun stands in the
genitive singular; the adjective in the genitive plural (masculine) or nominative plural
(feminine).
"""

from __future__ import annotations

from semhub.world.renderings.segment import Grammar, Segment, Style, keyword_table, words
from semhub.world.scenes import COLOURS, COUNTS, MOODS, PLACES, PREDICATES, THINGS, Scene

COUNT = dict(zip(COUNTS, ("один", "два", "три", "четыре"), strict=True))
THING = words(
    THINGS,
    "собака, кошка, лошадь, корова, свинья, сова, рыба, утка, лягушка, медведь, лев, обезьяна, "
    "кролик, овца, слон, петух",
)
FEW = words(
    THINGS,
    "собаки, кошки, лошади, коровы, свиньи, совы, рыбы, утки, лягушки, медведя, льва, обезьяны, "
    "кролика, овцы, слона, петуха",
)
MASCULINE = {"bear", "lion", "rabbit", "elephant", "rooster"}
# Nominative masculine and feminine, genitive plural, nominative plural.
HARD = ("ый", "ая", "ых", "ые")
FORMS = {
    "red": ("красн", HARD),
    "blue": ("син", ("ий", "яя", "их", "ие")),
    "green": ("зелен", HARD),
    "yellow": ("желт", HARD),
    "orange": ("оранжев", HARD),
    "purple": ("фиолетов", HARD),
    "white": ("бел", HARD),
    "brown": ("коричнев", HARD),
    "small": ("маленьк", ("ий", "ая", "их", "ие")),
    "big": ("больш", ("ой", "ая", "их", "ие")),
    "happy": ("весел", HARD),
    "sad": ("грустн", HARD),
    "hungry": ("голодн", HARD),
    "tired": ("устал", HARD),
}
VERBS = tuple(predicate for predicate in PREDICATES if predicate not in MOODS)
SINGULAR_VERB = words(
    VERBS,
    "спит, бежит, поет, прыгает, танцует, плавает, летает, ждет, ест хлеб, пьет воду, "
    "читает книгу, видит луну",
)
PLURAL_VERB = words(
    VERBS,
    "спят, бегут, поют, прыгают, танцуют, плавают, летают, ждут, едят хлеб, пьют воду, "
    "читают книгу, видят луну",
)
PLACE = words(PLACES, "в саду, на кухне, у реки, на горе, в лесу, на улице, на пляже, в школе")


def adjective(word: str, form: int) -> str:
    stem, endings = FORMS[word]
    return stem + endings[form]


def segments(scene: Scene, style: Style) -> list[Segment]:
    many = scene.count > 1
    masculine = scene.thing in MASCULINE
    form = (2 if masculine else 3) if many else (0 if masculine else 1)
    count = ""
    if many:
        count = COUNT[scene.count]
        count = "две" if count == "два" and not masculine else count
    elif style.definite:
        count = "этот" if masculine else "эта"
    if many and style.definite:
        count = f"эти {count}"
    if scene.predicate in MOODS:
        verb = adjective(scene.predicate, 3 if many else form)
    else:
        verb = (PLURAL_VERB if many else SINGULAR_VERB)[scene.predicate]
    who = [
        Segment("count", count),
        Segment("size", adjective(scene.size, form) if scene.size else ""),
        Segment("colour", adjective(scene.colour, form) if scene.colour else ""),
        Segment("thing", (FEW if many else THING)[scene.thing]),
        Segment("predicate", verb),
    ]
    place = [Segment("place", PLACE[scene.place])] if scene.place else []
    return place + who if style.place_first else who + place


GRAMMAR = Grammar(
    name="ru",
    segments=segments,
    keywords=keyword_table(
        count={str(n): word for n, word in COUNT.items()},
        size={size: adjective(size, 0) for size in ("small", "big")},
        colour={colour: adjective(colour, 0) for colour in COLOURS},
        thing=THING,
        predicate=words(
            PREDICATES,
            "спать, бежать, петь, прыгать, танцевать, плавать, летать, ждать, веселый, грустный, "
            "голодный, усталый, хлеб, вода, книга, луна",
        ),
        place=words(PLACES, "сад, кухня, река, гора, лес, улица, пляж, школа"),
    ),
)
