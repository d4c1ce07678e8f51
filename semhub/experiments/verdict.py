"""What is claimed of two sides: where they meet, if they do. Told by `semhub.experiments.meeting`;
no numbers are worked out here, so that a recorded verdict can be shown without numpy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

METRIC = "acc1"
"""Retrieval: the one metric that may claim a hub."""

MEETS, STAYS, STARTS, NOTHING = (
    "meets and parts", "rises and stays", "there from the start", "nothing meets",
)  # fmt: skip
VERDICTS = (MEETS, STAYS, STARTS, NOTHING)


@dataclass(frozen=True)
class Meeting:
    """Where two sides meet.

    band: the layers that stand above both ends, layer 0 and the last, and above every null: the
        hub. peak: the layers that cannot be told from the best one, where that beats the nulls.
    verdict: one of `VERDICTS`. "rises and stays" has risen over layer 0, and not come down again;
        "there from the start" is above the nulls somewhere, and nowhere clearly above layer 0.
        All but the first say what was not shown; with few pairs that is little.
    """

    metric: str
    band: list[int]
    peak: list[int]
    verdict: str

    def to_dict(self) -> dict:
        """Return {"metric": "acc1", "band": [layers], "peak": [layers], "verdict": one of four}."""
        return asdict(self)

    @classmethod
    def from_dict(cls, recorded: Mapping) -> Meeting:
        """Read what `to_dict` wrote."""
        return cls(**recorded)


NO_MEETING = Meeting(METRIC, [], [], NOTHING)
"""Of what was not asked, nothing is claimed."""
