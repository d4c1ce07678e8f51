"""French scenes: "Un petit chien rouge dort dans le jardin."."""

from __future__ import annotations

from semhub.world.renderings.segment import Grammar, Segment, Style, keyword_table, words
from semhub.world.scenes import COUNTS, PLACES, PREDICATES, THINGS, Scene

COUNT = dict(zip(COUNTS, ("un", "deux", "trois", "quatre"), strict=True))
THING = words(
    THINGS,
    "chien, chat, cheval, vache, cochon, hibou, poisson, canard, grenouille, ours, lion, singe, "
    "lapin, mouton, éléphant, coq",
)
PLURAL = words(
    THINGS,
    "chiens, chats, chevaux, vaches, cochons, hiboux, poissons, canards, grenouilles, ours, "
    "lions, singes, lapins, moutons, éléphants, coqs",
)
FEMININE = {"cow", "frog"}
ELIDED = {"elephant", "bear"}  # "l'ours"; the h of "hibou" does not elide
# Masculine, feminine, masculine plural, feminine plural.
COLOUR = {
    "red": ("rouge", "rouge", "rouges", "rouges"),
    "blue": ("bleu", "bleue", "bleus", "bleues"),
    "green": ("vert", "verte", "verts", "vertes"),
    "yellow": ("jaune", "jaune", "jaunes", "jaunes"),
    "orange": ("orange", "orange", "orange", "orange"),
    "purple": ("violet", "violette", "violets", "violettes"),
    "white": ("blanc", "blanche", "blancs", "blanches"),
    "brown": ("brun", "brune", "bruns", "brunes"),
}
SIZE = {
    "small": ("petit", "petite", "petits", "petites"),
    "big": ("grand", "grande", "grands", "grandes"),
}
MOOD = {
    "happy": ("content", "contente", "contents", "contentes"),
    "sad": ("triste", "triste", "tristes", "tristes"),
    "hungry": ("affamé", "affamée", "affamés", "affamées"),
    "tired": ("fatigué", "fatiguée", "fatigués", "fatiguées"),
}
VERBS = tuple(predicate for predicate in PREDICATES if predicate not in MOOD)
SINGULAR_VERB = words(
    VERBS,
    "dort, court, chante, saute, danse, nage, vole, attend, mange du pain, boit de l'eau, "
    "lit un livre, voit la lune",
)
PLURAL_VERB = words(
    VERBS,
    "dorment, courent, chantent, sautent, dansent, nagent, volent, attendent, mangent du pain, "
    "boivent de l'eau, lisent un livre, voient la lune",
)
PLACE = words(
    PLACES,
    "dans le jardin, dans la cuisine, près de la rivière, sur la montagne, dans la forêt, "
    "dans la rue, à la plage, à l'école",
)
ARTICLE = {False: ("un", "une", "", ""), True: ("le", "la", "les", "les")}


def segments(scene: Scene, style: Style) -> list[Segment]:
    many = scene.count > 1
    form = 2 * many + (scene.thing in FEMININE)
    article = ARTICLE[style.definite][form]
    count = f"{article} {COUNT[scene.count]}".strip() if many else article
    thing = (PLURAL if many else THING)[scene.thing]
    if style.definite and not many and not scene.size and scene.thing in ELIDED:
        count, thing = "", f"l'{thing}"
    if scene.predicate in MOOD:
        verb = f"{'sont' if many else 'est'} {MOOD[scene.predicate][form]}"
    else:
        verb = (PLURAL_VERB if many else SINGULAR_VERB)[scene.predicate]
    place = [Segment("place", PLACE[scene.place])] if scene.place else []
    if place and style.place_first:
        place = [Segment("place", PLACE[scene.place] + ",")]
    said = [
        Segment("count", count),
        Segment("size", SIZE[scene.size][form] if scene.size else ""),
        Segment("thing", thing),
        Segment("colour", COLOUR[scene.colour][form] if scene.colour else ""),
        Segment("predicate", verb),
    ]
    return place + said if style.place_first else said + place


GRAMMAR = Grammar(
    name="fr",
    segments=segments,
    keywords=keyword_table(
        count={str(n): word for n, word in COUNT.items()},
        size={size: forms[0] for size, forms in SIZE.items()},
        colour={colour: forms[0] for colour, forms in COLOUR.items()},
        thing=THING,
        predicate=words(
            PREDICATES,
            "dormir, courir, chanter, sauter, danser, nager, voler, attendre, content, triste, "
            "affamé, fatigué, pain, eau, livre, lune",
        ),
        place=words(PLACES, "jardin, cuisine, rivière, montagne, forêt, rue, plage, école"),
    ),
)
