"""The data types that are set against each other, and the rows on which they can be.

Two spokes can be compared only where item i of both means the same. No set of rows is said in all
data types: scenes have no digits, sums no picture, and an animal's call says the animal alone. So
spokes come in sets of aligned rows, and a pair is compared on the largest set that has both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from semhub import datasets
from semhub.datasets.arguments import sides_of
from semhub.errors import InputError
from semhub.inputs import Input
from semhub.inputs.door import kind_of

SETS = ("world", "sums", "calls")
"""The sets of the embedded model's own world: scenes, sums, and animals that call."""

USUAL = (
    "en", "zh", "es", "fr", "de", "ru", "ja", "code", "digits", "logic", "image", "speech", "sound",
)  # fmt: skip
"""The spokes of these sets that are shown where none were chosen."""

ELSEWHERE = ("everyday",)
"""The sets for any other model."""

USUAL_ELSEWHERE = ("en", "zh", "es", "fr", "de", "ja", "ru", "ar", "hi", "speech")
"""The spokes of these that are shown where none were chosen, of those that a model takes."""


@dataclass(frozen=True)
class Spokes:
    """Data types with their items.

    names: every spoke once, in the order in which they are shown.
    sets: name of a set of rows -> spoke -> its items; row i means the same in every spoke of a
        set. A spoke may stand in several sets.
    left_out: spoke -> the sentence that says why it is not among `names`.

    Raises `InputError` for a set whose spokes have different numbers of items.
    """

    names: tuple[str, ...]
    sets: Mapping[str, Mapping[str, Sequence[Input]]]
    left_out: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, columns in self.sets.items():
            lengths = {spoke: len(items) for spoke, items in columns.items()}
            if len(set(lengths.values())) > 1:
                said = ", ".join(f"{spoke} {n:,}" for spoke, n in lengths.items())
                raise InputError(
                    f"Data types of the rows “{name}” must have the same number of items, since "
                    f"item i must mean the same in each of them; these have {said}."
                )

    def rows(self, name: str) -> int:
        """Return the number of rows of a set."""
        return len(next(iter(self.sets[name].values())))

    def texts(self, name: str) -> list[str]:
        """Return what each row of a set says: the label of its item in the first spoke of texts, or
        in the first of all where none has texts."""
        columns = list(self.sets[name].values())
        of = next((items for items in columns if items[0].modality == "text"), columns[0])
        return [item.label for item in of]

    def shared(self, a: str, b: str) -> str | None:
        """Return the set with the most rows that both spokes stand in, the first of equals; or
        None."""
        both = [name for name, columns in self.sets.items() if a in columns and b in columns]
        return max(both, key=self.rows, default=None)

    def pairs(self) -> dict[tuple[str, str], str | None]:
        """Return every pair of spokes, in order -> the set that it is compared on, or None."""
        return {pair: self.shared(*pair) for pair in combinations(self.names, 2)}

    def read_by(self, model: str, modalities: Sequence[str]) -> Spokes:
        """Return what has to be run in a model: the spokes of the senses that it takes. The others
        are left out with a sentence."""
        why = {
            spoke: f"{model} takes {' and '.join(modalities)}, but no {items[0].modality}."
            for columns in self.sets.values()
            for spoke, items in columns.items()
            if items[0].modality not in modalities
        }
        return self.without(why)

    def without(self, why: Mapping[str, str]) -> Spokes:
        """Leave spokes out. why: spoke -> the sentence on it. What stays does so in the sets that a
        pair is compared on."""
        names = tuple(name for name in self.names if name not in why)
        pairs = [(a, b, self.shared(a, b)) for a, b in combinations(names, 2)]
        needed = {(rows, spoke) for *pair, rows in pairs for spoke in pair}
        sets = {
            rows: {spoke: items for spoke, items in columns.items() if (rows, spoke) in needed}
            for rows, columns in self.sets.items()
        }
        kept = {rows: columns for rows, columns in sets.items() if columns}
        return Spokes(names, kept, {**self.left_out, **why})


def spokes_of(given: object) -> Spokes:
    """Return spokes as they are, or make them of one set of rows, data type -> its items. Raises
    `InputError` on anything else, and for fewer than two data types."""
    if isinstance(given, Spokes):
        return given
    if not isinstance(given, Mapping):
        raise InputError(
            f"The data types are {kind_of(given)}; give a dict of their names and their items."
        )
    if len(given) < 2:
        raise InputError(f"{len(given)} data types meet nothing; give two or more.")
    names = tuple(map(str, given))
    items, _ = sides_of(*given.values())
    return Spokes(names, {"rows": dict(zip(names, items, strict=True))})


def usual_elsewhere(modalities: Sequence[str]) -> tuple[str, ...]:
    """Return `USUAL_ELSEWHERE` for a model that takes `modalities`: speech only where it takes
    sounds."""
    deaf = "audio" not in modalities
    return tuple(name for name in USUAL_ELSEWHERE if not (deaf and name in datasets.SOUNDS))


def from_sets(
    sets: Iterable[str] = SETS, names: Iterable[str] = USUAL, rows: int | None = None
) -> Spokes:
    """Return the columns `names` of embedded sets, in the order of `names`, their first `rows`
    rows.

    Raises `InputError` on an unknown set, or a name that is a column of none of them.
    """
    names, known = tuple(names), {name: datasets.columns(name) for name in sets}
    columns = dict.fromkeys(code for codes in known.values() for code in codes)
    unknown = [name for name in names if name not in columns]
    if unknown:
        raise InputError(
            f"None of {', '.join(known)} has a column “{unknown[0]}”; choose of "
            f"{', '.join(columns)}."
        )
    return Spokes(
        names,
        {
            name: {
                code: datasets.column(f"{name}:{code}")[:rows] for code in names if code in codes
            }
            for name, codes in known.items()
        },
    )
