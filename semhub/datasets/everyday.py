"""Sentences that people would say, in nine languages, and seven of these aloud.

They are about different things. Names, digits and words that are spelt alike in several languages
are left out as far as can be, so that little but the meaning makes a pair alike. Written by this
project, and each language read back against English.

espeak-ng does not read kanji, and reads Arabic without its unwritten vowels: these two languages
have no voice.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from random import Random
from typing import TYPE_CHECKING

from semhub.world.renderings.speech import ACCENTS as WORLD
from semhub.world.renderings.speech import Accent, in_accent, uttered

if TYPE_CHECKING:
    import numpy as np

SEED = 2_026

ACCENTS = {
    "en": WORLD["en"],
    "zh": Accent(("cmn-latn-pinyin",), (245, 275)),
    "es": WORLD["es"],
    "fr": WORLD["fr"],
    "de": WORLD["de"],
    "ru": WORLD["ru"],
    "hi": Accent(("hi",), (190, 230)),
}
"""Language -> its voices. Chinese is slower than in the world, whose sentences are longer."""

SPOKEN = tuple(ACCENTS)

READ_AS = {
    "睡着": "睡zhao2", "打不着": "打不zhao2", "头发": "头fa4", "便宜": "pian2宜",
    "宁愿": "ning4愿", "地下": "di4下", "地方": "di4方", "地震": "di4震", "地上": "di4上",
    "长得": "zhang3得", "市长": "市zhang3", "长大": "zhang3大", "磨坊": "mo4坊", "裁缝": "裁feng2",
    "为止": "wei2止", "放假": "放jia4", "音乐": "音yue4", "不了": "不liao3", "一只": "一zhi1",
    "有只": "有zhi1", "彩虹": "彩hong2", "得到": "de2到", "得了": "de2了", "没还我": "没huan2我",
    "落在": "la4在", "空座位": "kong4座位", "又量": "又liang2", "冲你": "chong4你", "削": "xiao1",
    "种一棵": "zhong4一棵", "滑倒": "滑dao3", "待在": "dai1在",
}  # fmt: skip
"""Chinese words with a character that espeak-ng reads in another of its ways -> the same with that
character in Pinyin, which it reads as written."""


@cache
def columns() -> Mapping[str, list[str]]:
    """Return the languages, aligned by row."""
    from semhub.datasets import entries

    rows = [row["texts"] for row in entries("everyday.json")]
    return {code: [row[code] for row in rows] for code in rows[0]}


def spoken(language: str, texts: list[str]) -> list[np.ndarray]:
    """Return the texts of one language of `SPOKEN`: waveforms (samples,), float32 at 16 kHz, at
    most 3 s.

    Raises `InputError` if espeak-ng is not installed.
    """
    rngs = (Random(f"{SEED}/{language}/{row}") for row in range(len(texts)))
    return [
        uttered(in_accent(_pronounced(text, language), ACCENTS[language], rng))
        for text, rng in zip(texts, rngs, strict=True)
    ]


def _pronounced(text: str, language: str) -> str:
    if language == "zh":
        for written, read in READ_AS.items():
            text = text.replace(written, read)
    return text
