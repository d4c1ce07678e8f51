"""How often the embedded model finds the right word for what it sees or hears, held-out scenes all:
as its folder records it, and measured again.

A word is *read* where a picture shows it or in speech, or *told* after a picture, a sentence or a
call, in several languages. `recorded` takes this from what `python -m semhub.evaluation.evaluate`
wrote, `measured` runs the functions that it runs; both end in the same points.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from semhub.evaluation.figures import patches
from semhub.evaluation.figures.sensing import DESCRIBED, SPOKEN, calling, described_shares, items_of
from semhub.evaluation.targets import DESCRIBED_TARGETS, READING_TARGET
from semhub.models import catalogue
from semhub.models.protocol import Model
from semhub.states.batches import Progress
from semhub.world.held_out import scenes
from semhub.world.scenes import CLASSES

FILE = "figures.json"
KINDS = {"image": ("image",), "audio": ("speech", "sound")}
"""Modality -> kinds of its items."""


@dataclass(frozen=True)
class Point:
    """How often the right word of a class (`slot`) is found in items of one kind.

    language: in which it is told after the item; None where it is read in the item itself.
    low, high: 95% interval over n. chance: of a guess among the words of the class.
    target: what was to be reached, where that was said.
    """

    kind: str
    slot: str
    language: str | None
    value: float
    low: float
    high: float
    n: int
    chance: float
    target: float | None

    @property
    def missed(self) -> bool:
        return self.target is not None and self.value < self.target

    @property
    def guessed(self) -> bool:
        """Whether it may be no better than a guess."""
        return self.low <= self.chance


@dataclass(frozen=True)
class HeldOut:
    """pivot: the language that words are read in. rows: scenes, drawn from `seed`."""

    modality: str
    pivot: str
    rows: int
    seed: int
    points: tuple[Point, ...]

    def overlapping(self, other: HeldOut) -> int:
        """Return how many points have an interval that overlaps that of the other's same point."""
        theirs = {(point.kind, point.slot, point.language): point for point in other.points}
        return sum(
            point.low <= theirs[key].high and theirs[key].low <= point.high
            for point in self.points
            if (key := (point.kind, point.slot, point.language)) in theirs
        )


def recorded(model: Model, modality: str) -> HeldOut | None:
    """Return what the model's folder records; None where it has nothing of this modality, or where
    it was measured with other weights."""
    file = catalogue.folder(model.name) / FILE
    if not file.is_file():
        return None
    figures = json.loads(file.read_text(encoding="utf-8"))
    if figures["revision"] != model.revision or not (figures["senses"] and figures["readings"]):
        return None
    points = _points(modality, figures["readings"], figures["senses"]["described"])
    return HeldOut(modality, figures["pivot"], figures["rows"], figures["seed"], points)


def measured(
    model: Model,
    modality: str,
    pivot: str,
    rows: int,
    seed: int,
    progress: Progress | None = None,
) -> HeldOut:
    """Return the same for `rows` scenes, at most `patches.MOST_ROWS`, drawn from another seed.

    progress: called with steps, done and in all; each takes about as long as any other.
    Raises InputError where too few animals call, or espeak-ng is needed and not installed.
    """
    drawn = scenes(rows, seed)
    languages = list(dict.fromkeys((pivot, *SPOKEN)))
    asked = {kind: calling(drawn) if kind == "sound" else drawn for kind in KINDS[modality]}
    items = {kind: items_of(kind, given, seed) for kind, given in asked.items()}
    steps = [len(items[kind]) * len(DESCRIBED[kind]) * len(languages) for kind in asked]
    steps += [patches.INDEXED, rows]
    parts = iter(_parts(progress, steps))
    told = {
        kind: described_shares(model, kind, languages, asked[kind], items[kind], next(parts))
        for kind in asked
    }
    index = patches.WordIndex(model, pivot, seed, next(parts))
    read = patches.READINGS[modality](model, pivot, rows, seed, index, next(parts))
    described = {kind: {what: asdict(share) for what, share in shares.items()}
                 for kind, shares in told.items()}  # fmt: skip
    points = _points(modality, [asdict(reading) for reading in read], described)
    return HeldOut(modality, pivot, rows, seed, points)


def _parts(progress: Progress | None, steps: Sequence[int]) -> list[Progress | None]:
    """Return for each part of the work a progress of its own, which reports that of all the
    work."""

    def part(before: int) -> Progress | None:
        return progress and (lambda done, _steps: progress(before + done, sum(steps)))

    return [part(sum(steps[:k])) for k in range(len(steps))]


def _points(
    modality: str,
    readings: Sequence[Mapping],
    described: Mapping[str, Mapping[str, Mapping]],
) -> tuple[Point, ...]:
    """Return points from the entries `readings` and `senses`, `described` of an evaluation."""
    where = patches.AT_PATCHES if modality == "image" else patches.IN_SPEECH
    found = [
        _point(KINDS[modality][0], slot, None, reading["best"], READING_TARGET)
        for slot in patches.SLOTS
        for reading in readings
        if reading["name"] == f"{slot} {where}"
    ]
    for kind in KINDS[modality]:
        for what, share in described[kind].items():
            slot, _, language = what.partition(" in ")
            target = DESCRIBED_TARGETS.get(what) if kind == "image" else None
            found.append(_point(kind, slot, language, share, target))
    return tuple(found)


def _point(
    kind: str, slot: str, language: str | None, share: Mapping, target: float | None
) -> Point:
    return Point(
        kind, slot, language, share["value"], share["low"], share["high"], share["n"],
        1 / len(CLASSES[slot]), target,
    )  # fmt: skip
