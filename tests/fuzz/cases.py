"""Cases of every kind, tried one after the other, and what came of them."""

from __future__ import annotations

import time
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz import media, structured

SHARES = {"media": 0.4, "texts": 0.1, "pairs": 0.1, "links": 0.05, "rows": 0.2, "records": 0.15}
"""Of all cases, those of each kind."""

CI, LONG = 500, 10_000
"""Cases in the usual run and in that of `python -m tests.fuzz`."""


@dataclass
class Found:
    """What a run of cases shows: how many there were, the tracebacks of those that did not end as
    they should, and the seconds of the slowest with the beginning of what it was given."""

    count: int = 0
    faults: list[str] = field(default_factory=list)
    slowest: float = 0.0
    slow: str = ""

    def measure(self, call: Callable[[], None], what: str) -> None:
        self.count += 1
        begun = time.monotonic()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                call()
        except Exception:  # noqa: BLE001 (that there is none is the question)
            self.faults.append(f"{what}\n{traceback.format_exc()}")
        seconds = time.monotonic() - begun
        if seconds > self.slowest:
            self.slowest, self.slow = seconds, what


def number_of(kind: str, all_: int) -> int:
    return round(SHARES[kind] * all_)


def tried(kind: str, count: int, folder: Path, *, seed: int | None) -> Found:
    """Try so many cases of a kind. seed: None draws others at every run."""
    found = Found()
    if kind == "media":
        for call in media.tried(count, folder, seed or int(time.time())):
            found.measure(call, f"{call.args[0]}: {call.args[1][:60]!r}")
        return found
    strategy, use = {
        "texts": (structured.ANYTHING, structured.text),
        "pairs": (st.lists(st.tuples(*2 * [st.none() | structured.WRITTEN])), structured.pair),
        "links": (st.tuples(structured.WRITTEN, st.integers(0, 40)), structured.link),
        "rows": (structured.FILES, partial(structured.rows, folder)),
        "records": (structured.RECORDS, structured.record),
    }[kind]

    @settings(
        max_examples=count, deadline=None, database=None, derandomize=seed is not None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(strategy)
    def case(drawn: object) -> None:
        found.measure(lambda: use(drawn), f"{kind}: {drawn!r}"[:400])

    case()
    return found
