"""What came of a ready-made push, in a few figures that can be kept without its items."""

from __future__ import annotations

from semhub.datasets.tried import Trial
from semhub.steering.change import number
from semhub.steering.result import Point


def trial(preset: str, spoke: str, point: Point) -> Trial:
    """Sum up a push of a preset in a spoke."""
    push, band = point.push, point.random
    return Trial(
        preset,
        spoke,
        open=int(push.open.sum()),
        changed=int(push.flipped[push.open].sum()),
        at_random=float(band.flipped[:, push.open].sum(axis=1).mean()),
        change=push.mean,
        low=number(push.low),
        high=number(push.high),
        times=number(point.times_random),
    )
