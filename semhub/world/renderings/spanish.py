"""Spanish scenes: "Un perro rojo pequeño duerme en el jardín."."""

from __future__ import annotations

from semhub.world.renderings.segment import Grammar, Segment, Style, keyword_table, words
from semhub.world.scenes import COUNTS, PLACES, PREDICATES, THINGS, Scene

COUNT = dict(zip(COUNTS, ("uno", "dos", "tres", "cuatro"), strict=True))
THING = words(
    THINGS,
    "perro, gato, caballo, vaca, cerdo, búho, pez, pato, rana, oso, león, mono, conejo, oveja, "
    "elefante, gallo",
)
PLURAL = words(
    THINGS,
    "perros, gatos, caballos, vacas, cerdos, búhos, peces, patos, ranas, osos, leones, monos, "
    "conejos, ovejas, elefantes, gallos",
)
FEMININE = {"cow", "frog", "sheep"}
# Masculine, feminine, masculine plural, feminine plural.
COLOUR = {
    "red": ("rojo", "roja", "rojos", "rojas"),
    "blue": ("azul", "azul", "azules", "azules"),
    "green": ("verde", "verde", "verdes", "verdes"),
    "yellow": ("amarillo", "amarilla", "amarillos", "amarillas"),
    "orange": ("naranja", "naranja", "naranjas", "naranjas"),
    "purple": ("morado", "morada", "morados", "moradas"),
    "white": ("blanco", "blanca", "blancos", "blancas"),
    "brown": ("marrón", "marrón", "marrones", "marrones"),
}
SIZE = {
    "small": ("pequeño", "pequeña", "pequeños", "pequeñas"),
    "big": ("grande", "grande", "grandes", "grandes"),
}
MOOD = {
    "happy": ("contento", "contenta", "contentos", "contentas"),
    "sad": ("triste", "triste", "tristes", "tristes"),
    "hungry": ("hambriento", "hambrienta", "hambrientos", "hambrientas"),
    "tired": ("cansado", "cansada", "cansados", "cansadas"),
}
VERBS = tuple(predicate for predicate in PREDICATES if predicate not in MOOD)
SINGULAR_VERB = words(
    VERBS,
    "duerme, corre, canta, salta, baila, nada, vuela, espera, come pan, bebe agua, lee un libro, "
    "ve la luna",
)
PLURAL_VERB = words(
    VERBS,
    "duermen, corren, cantan, saltan, bailan, nadan, vuelan, esperan, comen pan, beben agua, "
    "leen un libro, ven la luna",
)
PLACE = words(
    PLACES,
    "en el jardín, en la cocina, junto al río, en la montaña, en el bosque, en la calle, "
    "en la playa, en la escuela",
)
ARTICLE = {False: ("un", "una", "", ""), True: ("el", "la", "los", "las")}


def segments(scene: Scene, style: Style) -> list[Segment]:
    many = scene.count > 1
    form = 2 * many + (scene.thing in FEMININE)
    article = ARTICLE[style.definite][form]
    count = f"{article} {COUNT[scene.count]}".strip() if many else article
    if scene.predicate in MOOD:
        verb = f"{'están' if many else 'está'} {MOOD[scene.predicate][form]}"
    else:
        verb = (PLURAL_VERB if many else SINGULAR_VERB)[scene.predicate]
    place = [Segment("place", PLACE[scene.place])] if scene.place else []
    if place and style.place_first:
        place = [Segment("place", PLACE[scene.place] + ",")]
    said = [
        Segment("count", count),
        Segment("thing", (PLURAL if many else THING)[scene.thing]),
        Segment("colour", COLOUR[scene.colour][form] if scene.colour else ""),
        Segment("size", SIZE[scene.size][form] if scene.size else ""),
        Segment("predicate", verb),
    ]
    return place + said if style.place_first else said + place


GRAMMAR = Grammar(
    name="es",
    segments=segments,
    keywords=keyword_table(
        count={str(n): word for n, word in COUNT.items()},
        size={size: forms[0] for size, forms in SIZE.items()},
        colour={colour: forms[0] for colour, forms in COLOUR.items()},
        thing=THING,
        predicate=words(
            PREDICATES,
            "dormir, correr, cantar, saltar, bailar, nadar, volar, esperar, contento, triste, "
            "hambriento, cansado, pan, agua, libro, luna",
        ),
        place=words(PLACES, "jardín, cocina, río, montaña, bosque, calle, playa, escuela"),
    ),
)
