"""What came out of a check."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Finding:
    """What was found, in words, and whether that is what was expected."""

    found: str
    passed: bool


@dataclass(frozen=True)
class Claim:
    """What is checked, what should come out, and how to find out."""

    about: str
    expected: str
    find: Callable[[], Finding]


@dataclass(frozen=True)
class Check:
    """A claim, and what came out. seconds: how long it took."""

    about: str
    expected: str
    found: str
    passed: bool
    seconds: float

    def to_dict(self) -> dict:
        return asdict(self)


Watch = Callable[[float, str], None]
"""Called before each check with the share of checks that are done, and what is checked next."""


def carried_out(claims: Iterable[Claim], watch: Watch | None = None) -> Iterator[Check]:
    """Yield each claim's check, as soon as it is done."""
    claims = list(claims)
    for number, claim in enumerate(claims):
        if watch:
            watch(number / len(claims), f"Checking {claim.about}")
        start = time.perf_counter()
        finding = claim.find()
        seconds = time.perf_counter() - start
        yield Check(claim.about, claim.expected, finding.found, finding.passed, seconds)
