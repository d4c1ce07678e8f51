"""Sums in digits, in words and in code: "7 + 5 = 12", "seven plus five is twelve"."""

from __future__ import annotations

from semhub.nano.renderings.numerals import number_words
from semhub.nano.world import Sum

PLUS = {"en": "plus", "zh": "加", "es": "más", "fr": "plus", "de": "plus", "ru": "плюс"}
PLUS |= {"ja": "足す"}
MINUS = {"en": "minus", "zh": "减", "es": "menos", "fr": "moins", "de": "minus", "ru": "минус"}
MINUS |= {"ja": "引く"}
EQUALS = {"en": "is", "zh": "等于", "es": "es", "fr": "égale", "de": "ist", "ru": "равно"}
EQUALS |= {"ja": "は"}
RENDERINGS = ("digits", "code", *PLUS)


def sum_text(item: Sum, rendering: str) -> str:
    """The sum with its result, as one sentence of ``rendering`` (one of ``RENDERINGS``)."""
    if rendering == "digits":
        return f"{item.left} {item.operation} {item.right} = {item.result}"
    if rendering == "code":
        return f"assert {item.left} {item.operation} {item.right} == {item.result}"
    sign = (PLUS if item.operation == "+" else MINUS)[rendering]
    left, right, result = (
        number_words(number, rendering) for number in (item.left, item.right, item.result)
    )
    joiner = "" if rendering in ("zh", "ja") else " "
    text = joiner.join((left, sign, right, EQUALS[rendering], result))
    return text + "。" if joiner == "" else text[0].upper() + text[1:] + "."


def number_list(numbers: list[int], rendering: str) -> str:
    """The numbers one after another, with commas, as ``rendering`` writes them."""
    if rendering in ("digits", "code"):
        return ", ".join(map(str, numbers))
    comma = "、" if rendering in ("zh", "ja") else ", "
    return comma.join(number_words(number, rendering) for number in numbers)
