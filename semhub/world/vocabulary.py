"""The words of the world: which ones each language has, and which typed words lie outside."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import product

from semhub.errors import InputError
from semhub.world.renderings import GRAMMARS, LANGUAGES
from semhub.world.renderings.arithmetic import RENDERINGS as SUM_RENDERINGS
from semhub.world.renderings.arithmetic import sum_text
from semhub.world.renderings.numerals import LARGEST, number_words
from semhub.world.renderings.segment import Style
from semhub.world.scenes import CLASSES, Scene, all_sums

UNSPACED_LANGUAGES = ("zh", "ja")
# Words of the unspaced languages that the sentences only show inside longer pieces.
SINGLE = {
    "zh": ("加", "减", "等于", "在", "的", "那", "很", "吃", "喝", "看", "只", "头", "条", "匹"),
    "ja": ("足す", "引く", "は", "が", "で", "の", "を", "その", "です", "ます", "ています",
           "食べて", "飲んで", "読んで", "見て", "います"),
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")


def scene_texts(rendering: str) -> list[str]:
    """Return sentences that together show every word form of `rendering`.

    Each thing meets each predicate, colour, size and place in the singular and in the plural,
    so that every agreement occurs.
    """
    grammar = GRAMMARS[rendering]
    sizes, colours, places = (CLASSES[slot] for slot in ("size", "colour", "place"))
    texts = []
    for count, definite, place_first in product(CLASSES["count"], (False, True), (False, True)):
        for turn, thing in enumerate(CLASSES["thing"]):
            for number, predicate in enumerate(CLASSES["predicate"]):
                scene = Scene(
                    count=count,
                    thing=thing,
                    predicate=predicate,
                    size=sizes[number % 2] if number < 8 else None,
                    colour=colours[number % 8] if (turn + number) % 5 else None,
                    place=places[number % 8],
                )
                texts.append(grammar.sentence(scene, Style(definite, place_first)))
    return texts


def sum_texts(rendering: str) -> list[str]:
    """Return every sum that training may show, in `rendering`."""
    return [sum_text(item, rendering) for item in all_sums(held=False)]


def world_texts() -> list[str]:
    """Return texts with every word form of every rendering, with and without a capital in front."""
    texts = ["→、"]
    for name, grammar in GRAMMARS.items():
        said = [*scene_texts(name), *grammar.keywords.values()]
        texts += [*said, *(text[:1].lower() + text[1:] for text in said if grammar.capitals)]
    for name in SUM_RENDERINGS:
        texts += sum_texts(name)
    return texts


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold().replace("ё", "е")


@cache
def known_words(language: str) -> frozenset[str]:
    """Return every word form of the world in `language`, in lower case.

    For Chinese and Japanese, which put no spaces, the pieces that sentences are made of.

    Raises
    ------
    InputError
        If `language` is not one of the world's.
    """
    if language not in LANGUAGES:
        raise InputError(
            f"The embedded model does not know the language {language!r}; "
            f"choose one of {', '.join(LANGUAGES)}."
        )
    grammar = GRAMMARS[language]
    if language not in UNSPACED_LANGUAGES:
        numbers = [number_words(number, language) for number in range(LARGEST + 1)]
        signs = sum_texts(language)[-1:] + sum_texts(language)[:1]
        texts = [*scene_texts(language), *grammar.keywords.values(), *numbers, *signs]
        return frozenset(word for text in texts for word in _WORD.findall(_plain(text)))
    pieces = set(grammar.keywords.values()) | {*"零一二三四五六七八九十", *SINGLE[language]}
    for style, count, thing in product(
        (Style(), Style(True, True)), CLASSES["count"], CLASSES["thing"]
    ):
        for number, predicate in enumerate(CLASSES["predicate"]):
            scene = Scene(count, thing, predicate, CLASSES["size"][number % 2],
                          CLASSES["colour"][number % 8], CLASSES["place"][number % 8])  # fmt: skip
            pieces.update(segment.text.strip("，") for segment in grammar.segments(scene, style))
    return frozenset(pieces - {""})


def unknown_words(text: str, language: str) -> list[str]:
    """Return the words of `text` that the embedded model has never read in `language`.

    In the order of the text, each once; in Chinese and Japanese, the stretches that no known
    word covers. Digits and punctuation are never unknown.
    """
    known = known_words(language)
    if language not in UNSPACED_LANGUAGES:
        found = [word for word in _WORD.findall(text) if _plain(word) not in known]
        return list(dict.fromkeys(found))
    longest = max(map(len, known))
    stretches = [""]
    position = 0
    while position < len(text):
        for length in range(min(longest, len(text) - position), 0, -1):
            if text[position : position + length] in known:
                stretches.append("")
                position += length
                break
        else:
            stretches[-1] += text[position]
            position += 1
    words = [word for stretch in stretches for word in _WORD.findall(stretch)]
    return list(dict.fromkeys(words))
