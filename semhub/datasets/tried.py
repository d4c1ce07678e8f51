"""What came of the ready-made pushes in the embedded models, as it was measured; loads no torch.

`python -m semhub.evaluation.pushes` writes `pushes.json` beside a checkpoint.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from semhub import resources

FILE = "pushes.json"
MOST = 0.8
"""Share of the answers that a push that works changes as intended."""


@dataclass(frozen=True)
class Trial:
    """A preset's push in one spoke, at its own layer and strength.

    open: how many answers were not the intended word before. changed: how many of them became it.
    at_random: the same under random pushes, their mean. change: mean change of the log-odds, in
    nats. low, high: its 95% interval; None for a single item. times: how far it lies from the mean
    of random pushes, in units of where 95% of them lie; None where these have no spread.
    """

    preset: str
    spoke: str
    open: int
    changed: int
    at_random: float
    change: float
    low: float | None
    high: float | None
    times: float | None

    @property
    def worked(self) -> bool:
        """Tell whether the push changed most answers as intended, and moved them farther than 95%
        of random pushes do."""
        return self.changed >= MOST * max(self.open, 1) and (self.times or 0.0) > 1

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@cache
def recorded(name: str) -> tuple[Trial, ...]:
    """Read the trials of an embedded model; none of any other, and where they were not measured."""
    file = resources.CHECKPOINTS / name / FILE
    if not file.is_file():
        return ()
    return tuple(Trial(**row) for row in json.loads(file.read_text(encoding="utf-8"))["trials"])
