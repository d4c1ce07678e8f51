"""Sentences beside their logical forms, from a small grammar in the manner of COGS.

COGS (Kim & Linzen, EMNLP 2020) pairs English sentences with forms in which every event has its
agent, theme and recipient. Grammar, words and notation here are the project's own:

    Omar gave the ball to Nora.
    name(x1, Nora) ∧ name(x2, Omar) ∧ ball(x3) ∧ give(e1) ∧ agent(e1, x2) ∧ theme(e1, x3) ∧
    recipient(e1, x1)

People are numbered by the alphabet, so that the order in which a form names them says nothing of
who acts. Each row has two controls that are made of exactly the same symbols as its form, each as
often: `swapped`, in which two people have changed places, so that who did what to whom is another
matter, and `shuffled`, in which the conjuncts stand in another order, which changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from random import Random

ROWS = 120
SEED = 2_025
AND = " ∧ "

NAMES = ("Nora", "Omar", "Lena", "Hugo", "Mira", "Paul", "Ines", "Theo")
THINGS = ("ball", "book", "cake", "hat", "key", "lamp", "letter", "cup")
DEEDS = {
    "see": ("saw", "seen"),
    "help": ("helped", "helped"),
    "thank": ("thanked", "thanked"),
    "follow": ("followed", "followed"),
    "call": ("called", "called"),
    "teach": ("taught", "taught"),
}
"""What one person does to another: past tense, and participle."""

GIFTS = {"give": "gave", "send": "sent", "show": "showed", "lend": "lent"}
SAYINGS = {"say": "said", "think": "thought", "hope": "hoped"}
PLACES = ("garden", "kitchen", "station", "library")
SHAPES = ("deed", "passive", "gift", "double", "nested", "place")


@dataclass(frozen=True)
class Event:
    """Who (`agent`) did what (`verb`) to whom or what (`theme`), for whom (`recipient`), where.

    content: what was said, of a verb of saying. A theme is a person or a thing, all others but
    `verb` and `place` are persons.
    """

    verb: str
    agent: str
    theme: str | None = None
    recipient: str | None = None
    place: str | None = None
    content: Event | None = None

    def renamed(self, names: Mapping[str, str]) -> Event:
        """Return the same with other people in it."""
        said = {slot: names.get(getattr(self, slot), getattr(self, slot)) for slot in _FILLERS}
        return replace(self, **said, content=self.content and self.content.renamed(names))


_FILLERS = ("agent", "theme", "recipient")


@cache
def columns() -> Mapping[str, list[str]]:
    """Return `en`, `form`, `shuffled` and `swapped`, aligned by row."""
    drawn = rows()
    return {
        "en": [sentence(event, shape) for event, shape in drawn],
        "form": [form(event) for event, _ in drawn],
        "shuffled": [shuffled(event, Random(f"{SEED}/{k}")) for k, (event, _) in enumerate(drawn)],
        "swapped": [form(swapped(event)) for event, _ in drawn],
    }


def rows(count: int = ROWS, seed: int = SEED) -> list[tuple[Event, str]]:
    """Return different events, each with the shape of the sentence that tells it."""
    rng = Random(seed)
    drawn: dict[Event, str] = {}
    while len(drawn) < count:
        shape = SHAPES[len(drawn) % len(SHAPES)]
        drawn.setdefault(draw(shape, rng), shape)
    return list(drawn.items())


def draw(shape: str, rng: Random) -> Event:
    first, second, third = rng.sample(NAMES, 3)
    deed = Event(rng.choice(list(DEEDS)), second, third)
    if shape in ("gift", "double"):
        verb = rng.choice(list(GIFTS))
        return Event(verb, first, theme=rng.choice(THINGS), recipient=second)
    if shape == "nested":
        return Event(rng.choice(list(SAYINGS)), first, content=deed)
    return replace(deed, place=rng.choice(PLACES)) if shape == "place" else deed


def sentence(event: Event, shape: str) -> str:
    """Return the event in English, in one of `SHAPES`."""
    if shape == "nested":
        inner = sentence(event.content, "deed")
        return f"{event.agent} {SAYINGS[event.verb]} that {inner}"
    if shape == "gift":
        return f"{event.agent} {GIFTS[event.verb]} the {event.theme} to {event.recipient}."
    if shape == "double":
        return f"{event.agent} {GIFTS[event.verb]} {event.recipient} the {event.theme}."
    past, participle = DEEDS[event.verb]
    if shape == "passive":
        return f"{event.theme} was {participle} by {event.agent}."
    where = f" in the {event.place}" if event.place else ""
    return f"{event.agent} {past} {event.theme}{where}."


def form(event: Event) -> str:
    """Return the event as a conjunction."""
    return AND.join(_conjuncts(event))


def shuffled(event: Event, rng: Random) -> str:
    """Return the same conjuncts in another order."""
    conjuncts = list(_conjuncts(event))
    order = conjuncts
    while order == conjuncts:
        order = rng.sample(conjuncts, len(conjuncts))
    return AND.join(order)


def swapped(event: Event) -> Event:
    """Return the event with its first two people in each other's place."""
    first, second, *_ = people(event)
    return event.renamed({first: second, second: first})


def people(event: Event) -> list[str]:
    """Return everybody in the event: who acts, who gets something, whom it is done to, what is
    said."""
    fillers = (event.agent, event.recipient, event.theme)
    found = [filler for filler in fillers if filler in NAMES]
    return found + (people(event.content) if event.content else [])


def _conjuncts(event: Event) -> Iterator[str]:
    """Yield first who and what there is, then what happens."""
    persons = sorted(people(event))
    variables = {name: f"x{k}" for k, name in enumerate(persons, 1)}
    yield from (f"name({variables[name]}, {name})" for name in persons)
    things = dict.fromkeys(filter(None, _things(event)))
    for k, thing in enumerate(things, len(persons) + 1):
        variables[thing] = f"x{k}"
        yield f"{thing}(x{k})"
    yield from _happening(event, variables, 1)


def _things(event: Event) -> Iterator[str | None]:
    yield None if event.theme in NAMES else event.theme
    yield event.place
    if event.content:
        yield from _things(event.content)


def _happening(event: Event, variables: Mapping[str, str], number: int) -> Iterator[str]:
    e = f"e{number}"
    yield f"{event.verb}({e})"
    for role in ("agent", "theme", "recipient", "place"):
        filler = getattr(event, role)
        if filler:
            yield f"{role}({e}, {variables[filler]})"
    if event.content:
        yield f"content({e}, e{number + 1})"
        yield from _happening(event.content, variables, number + 1)
