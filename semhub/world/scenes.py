"""What can be meant: scenes and sums, and which of them are never shown in training.

A frame is a meaning without words. A scene is a number of animals of one size and colour that
do or are something somewhere; a sum is two numbers and an operation. The split holds out
*combinations*, never words: every pair of a thing with a colour, a colour with a predicate and a
predicate with a thing occurs in training, and one in eight of their triples does not. Because
the rule is a sum of indices modulo eight, each thing, colour and predicate (and each pair of
them) is held out equally often, so that no single word can give the split away.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from random import Random

COUNTS = (1, 2, 3, 4)
SIZES = ("small", "big")
COLOURS = ("red", "blue", "green", "yellow", "orange", "purple", "white", "brown")
THINGS = (
    "dog", "cat", "horse", "cow", "pig", "owl", "fish", "duck",
    "frog", "bear", "lion", "monkey", "rabbit", "sheep", "elephant", "rooster",
)  # fmt: skip
ACTIONS = ("sleep", "run", "sing", "jump", "dance", "swim", "fly", "wait")
MOODS = ("happy", "sad", "hungry", "tired")
ERRANDS = ("eat bread", "drink water", "read a book", "see the moon")
PREDICATES = ACTIONS + MOODS + ERRANDS
PLACES = ("garden", "kitchen", "river", "mountain", "forest", "street", "beach", "school")
OPERATIONS = ("+", "-")
LARGEST_TERM = 24

SLOTS = ("count", "size", "colour", "thing", "predicate", "place")
SUM_SLOTS = ("left", "operation", "right", "result")
CLASSES: dict[str, tuple] = {
    "count": COUNTS,
    "size": SIZES,
    "colour": COLOURS,
    "thing": THINGS,
    "predicate": PREDICATES,
    "place": PLACES,
}
HELD_OUT_EVERY = 8
HELD_OUT_SUM_EVERY = 4
# The terms in an arbitrary order: a split that follows the numbers themselves (their remainders,
# say) can be learnt, and a model that has learnt it rules the held-out results out. With this one
# every result of a held-out sum is also that of one in training.
_TERM_ORDER = Random(28).sample(range(LARGEST_TERM + 1), LARGEST_TERM + 1)


@dataclass(frozen=True)
class Scene:
    """`count` animals (`thing`) that do or are `predicate`; None: not said."""

    count: int
    thing: str
    predicate: str
    size: str | None = None
    colour: str | None = None
    place: str | None = None

    def meanings(self) -> dict[str, str]:
        """Return slot -> value for everything that is said, in the order in which it is said."""
        said = {slot: getattr(self, slot) for slot in SLOTS}
        return {slot: str(value) for slot, value in said.items() if value is not None}


@dataclass(frozen=True)
class Sum:
    """`left` `operation` `right`; a difference is never negative."""

    left: int
    operation: str
    right: int

    def meanings(self) -> dict[str, str | int]:
        """Return slot -> value for everything that is said, in the order in which it is said."""
        said = (self.left, self.operation, self.right, self.result)
        return dict(zip(SUM_SLOTS, said, strict=True))

    @property
    def result(self) -> int:
        return self.left + self.right if self.operation == "+" else self.left - self.right


def held_out(frame: Scene | Sum) -> bool:
    """Return whether training must never show this combination.

    A scene that leaves its colour unsaid shows no triple, so it is free. For sums the rule is
    symmetric in the two terms: if 3 + 7 is held out, so is 7 + 3.
    """
    if isinstance(frame, Sum):
        places = _TERM_ORDER[frame.left] + _TERM_ORDER[frame.right]
        return (places + OPERATIONS.index(frame.operation)) % HELD_OUT_SUM_EVERY == 0
    if frame.colour is None:
        return False
    indices = (
        THINGS.index(frame.thing),
        COLOURS.index(frame.colour),
        PREDICATES.index(frame.predicate),
    )
    return sum(indices) % HELD_OUT_EVERY == 0


def draw_scene(rng: Random, held: bool, full: bool = False) -> Scene:
    """Return one scene from the training side (`held=False`) or the held-out side.

    `full` says everything; otherwise size, colour and place are left unsaid at times, as
    people do. Held-out scenes always say their colour.
    """
    while True:
        scene = Scene(
            count=rng.choice(COUNTS),
            thing=rng.choice(THINGS),
            predicate=rng.choice(PREDICATES),
            size=rng.choice(SIZES) if full or rng.random() < 0.7 else None,
            colour=rng.choice(COLOURS) if full or held or rng.random() < 0.85 else None,
            place=rng.choice(PLACES) if full or rng.random() < 0.75 else None,
        )
        if held_out(scene) == held:
            return scene


def all_sums(held: bool) -> list[Sum]:
    """Return every sum of the world on one side of the split, in a fixed order."""
    terms = range(LARGEST_TERM + 1)
    sums = [Sum(a, op, b) for op, a, b in product(OPERATIONS, terms, terms) if op == "+" or a >= b]
    return [item for item in sums if held_out(item) == held]
