"""Japanese scenes as they are pronounced, in kana: いっぴきの あかい いぬが にわで ねています.

For voices that cannot read kanji.
"""

from __future__ import annotations

from semhub.world.renderings.japanese import COLOUR, COUNT, GRAMMAR, PLACE, SIZE, THING, VERB
from semhub.world.renderings.segment import PLAIN, words
from semhub.world.scenes import COLOURS, COUNTS, PLACES, PREDICATES, SIZES, THINGS, Scene

COUNTED = {
    "匹": "いっぴき,にひき,さんびき,よんひき",
    "頭": "いっとう,にとう,さんとう,よんとう",
    "羽": "いちわ,にわ,さんわ,よんわ",
}
PRONUNCIATIONS = (
    (SIZE, words(SIZES, "ちいさい,おおきい")),
    (
        COLOUR,
        words(COLOURS, "あかい,あおい,みどりの,きいろい,おれんじの,むらさきの,しろい,ちゃいろい"),
    ),
    (
        THING,
        words(
            THINGS,
            "いぬ,ねこ,うま,うし,ぶた,ふくろう,さかな,あひる,かえる,くま,らいおん,さる,うさぎ,"
            "ひつじ,ぞう,おんどり",
        ),
    ),
    (
        VERB,
        words(
            PREDICATES,
            "ねています,はしっています,うたっています,はねています,おどっています,およいでいます,"
            "とんでいます,まっています,うれしいです,かなしいです,くうふくです,つかれています,"
            "ぱんを たべています,みずを のんでいます,ほんを よんでいます,つきを みています",
        ),
    ),
    (PLACE, words(PLACES, "にわ,だいどころ,かわのそば,やま,もり,とおり,はまべ,がっこう")),
)
READING = {written[value]: said[value] for written, said in PRONUNCIATIONS for value in written} | {
    COUNT[count] + counter: reading
    for counter, readings in COUNTED.items()
    for count, reading in words(COUNTS, readings).items()
}
PARTICLES = ("の", "が", "で")


def in_kana(scene: Scene) -> str:
    """Return the Japanese sentence of `scene` in kana, a space between its parts."""
    return " ".join(_read(s.text) for s in GRAMMAR.segments(scene, PLAIN) if s.text) + "。"


def _read(written: str) -> str:
    if written in READING:
        return READING[written]
    stem, particle = written[:-1], written[-1]
    if particle not in PARTICLES:
        raise ValueError(f"No reading of {written} is known.")
    return READING[stem] + particle
