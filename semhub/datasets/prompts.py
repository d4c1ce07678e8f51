"""Prompts that break off before a word, with what the meaning, and what the surface, would say.

Lists, calls and sums follow the questions that Wu et al. (ICLR 2025) ask of code and arithmetic;
the prompts themselves are the project's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from semhub.datasets import logic
from semhub.world import held_out as dataset
from semhub.world.documents import ARROW
from semhub.world.renderings import GRAMMARS
from semhub.world.renderings.numerals import number_words
from semhub.world.scenes import all_sums


@dataclass(frozen=True)
class Prompt:
    """`text` breaks off before a word.

    meaning: the word for what is meant there. surface: what will stand there.
    others: words of the meaning's class that are wrong there.
    """

    text: str
    meaning: str
    surface: str
    others: tuple[str, ...]


CONJUNCTIONS = ("or", "but", "then", "because", "while", "than")
LISTS = (
    "[1, 2", "[3, 5", "[10, 20", "[7, 8", "(4, 9", "(0, 1", "[2, 4", "[100, 200",
    "x = [1, 3", "sizes = [30, 40", "years = [1990, 2000", "marks = [5, 7", "point = (3, 6",
    "[red, green", "[apples, pears", "[north, south", "[cat, dog", "[x, y", "[first, second",
    "(width, height", "names = [ann, ben", "colours = [red, blue", "days = [monday, tuesday",
    "print(a, b", "total = sum([price, tax", "return [left, right",
)  # fmt: skip
CALLS = (
    ("range(0,", "end", "count"),
    ("pow(base,", "exponent", "n"),
    ("round(price,", "digits", "k"),
    ("random.randint(1,", "maximum", "sides"),
    ("isinstance(value,", "type", "list"),
    ("getattr(user,", "name", "field"),
    ("open(path,", "mode", "flag"),
    ("time.sleep(", "seconds", "pause"),
    ("enumerate(names,", "start", "first"),
    ("line.split(", "separator", "mark"),
    ("requests.post(url,", "data", "form"),
    ("datetime(2024,", "month", "m"),
    ("datetime(2024, 5,", "day", "d"),
    ("draw_circle(x, y,", "radius", "r"),
    ("draw_rectangle(x, y,", "width", "w"),
    ("draw_rectangle(x, y, w,", "height", "h"),
    ("Color(r,", "green", "g"),
    ("Color(r, g,", "blue", "b"),
    ("send_email(sender,", "recipient", "friend"),
    ("translate(sentence,", "language", "target"),
    ("shutil.copy(source,", "destination", "folder"),
    ("os.rename(old,", "new", "title"),
    ("zip(keys,", "values", "items"),
    ("numpy.zeros(", "shape", "size"),
    ("transfer(sender, receiver,", "amount", "money"),
    ("json.load(", "file", "source"),
)
"""(call up to an argument, what the argument is for, what stands there)"""

RANGES = (
    "def print_all(data):\n    for i in range(",
    "def total(numbers):\n    result = 0\n    for i in range(",
    "def squares(n):\n    return [i * i for i in range(",
    "def count_down(n):\n    for step in range(",
    "def join(words):\n    text = ''\n    for k in range(",
    "def largest(values):\n    best = values[0]\n    for i in range(",
    "names = ['ann', 'ben']\nfor k in range(",
    "def repeat(word, times):\n    for _ in range(",
)
"""Programs that break off where `range` takes its arguments."""

ROLES = ("agent", "theme", "recipient")

DIGITS = range(10)
ASKED = ("count", "size", "colour")
"""What the embedded model's code writes otherwise than English does: n=2, size=0.5, rgb="red"."""


def list_commas() -> list[Prompt]:
    """Return prompts that end before a comma of a list: "and" is what it means."""
    return [Prompt(text, "and", ",", CONJUNCTIONS) for text in LISTS]


def arguments() -> list[Prompt]:
    """Return prompts that end before an argument of a call: its role, against the name that stands
    there."""
    roles = [role for _, role, _ in CALLS]
    return [
        Prompt(text, role, surface, tuple(word for word in roles if word != role))
        for text, role, surface in CALLS
    ]


def world_arguments(rows: int = 120, seed: int = dataset.SEED) -> list[Prompt]:
    """Return prompts that end before the last keyword of the embedded model's own code: English
    against code.

    The line and all its keywords but one stand there, so that one thing is left to say.
    """
    code, english, rng = GRAMMARS["code"], GRAMMARS["en"], Random(seed)
    prompts = []
    for scene in dataset.scenes(rows, seed):
        said = scene.meanings()
        slot = rng.choice(ASKED)
        rest = [name for name in said if name != slot]
        rng.shuffle(rest)
        words = {v: w for (name, v), w in english.keywords.items() if name == slot}
        text = f"{code.sentence(scene)}{ARROW} {code.keyword_list(rest, scene)},"
        meaning = words.pop(said[slot])
        prompts.append(
            Prompt(text, meaning, code.keywords[slot, said[slot]], tuple(words.values()))
        )
    return prompts


def after_commas() -> list[Prompt]:
    """Behind the first comma of a list, where the paper reads: "and", against what comes next."""
    return [
        Prompt(f"{text.partition(',')[0]},", "and", text.partition(",")[2].strip(), CONJUNCTIONS)
        for text in dict.fromkeys(LISTS)
        if "[" in text
    ]


def list_openings() -> list[Prompt]:
    """Behind the bracket that opens a list, where no comma can stand: what a word that is read
    before commas is read like anyway."""
    openings = dict.fromkeys(re.match(r"[^\[(]*[\[(]+", text)[0] for text in LISTS)
    return [Prompt(text, "and", ",", CONJUNCTIONS) for text in openings]


def swapped_for(prompts: list[Prompt], word: str) -> list[Prompt]:
    """The same prompts, of which `word`, one of the class, is asked for as the meaning."""
    return [
        replace(
            p, meaning=word,
            others=tuple(one for one in (p.meaning, *p.others) if one != word),
        )
        for p in prompts
    ]  # fmt: skip


def roles() -> list[Prompt]:
    """Before a name within a sentence: the role of the person, as the logical form says it."""
    found: dict[str, Prompt] = {}
    for event, shape in logic.rows():
        told = logic.sentence(event, shape)
        for role, name in _roles(event):
            text = told.partition(name)[0].rstrip()
            if text:  # a name at the beginning has nothing before it that could tell
                others = tuple(one for one in ROLES if one != role)
                found.setdefault(text, Prompt(text, role, name, others))
    return [*found.values()]


def _roles(event: logic.Event) -> Iterator[tuple[str, str]]:
    for role in ROLES:
        if getattr(event, role) in logic.NAMES:
            yield role, getattr(event, role)
    if event.content:
        yield from _roles(event.content)


def sums_result_first() -> list[Prompt]:
    """Return prompts such as `8=5+`: the missing number, as a word and as a digit."""
    sums = [(a, b) for a in DIGITS for b in DIGITS if a and b and a + b in DIGITS]
    return [_number(f"{a + b}={a}+", b) for a, b in sums]


def sums_result_last() -> list[Prompt]:
    """Return prompts such as `5 + 3 =`, as the embedded model writes them, on sums that it never
    saw."""
    return [
        _number(f"{item.left} {item.operation} {item.right} =", item.result)
        for item in all_sums(held=True)
        if item.result in DIGITS
    ]


def _number(text: str, answer: int) -> Prompt:
    words = [number_words(number, "en") for number in DIGITS]
    return Prompt(text, words.pop(answer), str(answer), tuple(words))
