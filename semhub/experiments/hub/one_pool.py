"""All spokes in one pool at one layer: what is nearest to a state among all other states, as they
are?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from semhub.similarity.one_pool import Nearest, OnePool
from semhub.statistics.curve import has_interval, jackknife_error, wilson_interval


@dataclass(frozen=True)
class Share:
    """A share of one spoke's items, its 95% interval over items, and chance: what a pool gives in
    which neither meaning nor spoke counts. Too few items for an interval: NaN."""

    value: float
    low: float
    high: float
    chance: float


@dataclass(frozen=True)
class Pooled:
    """Of one spoke's items, among all other states of all spokes (cosine, nothing centred).

    meaning: the share to whose state the same meaning in another spoke is nearest; ties count
        against. side: the share to whose state another item of the same spoke is nearest.
    """

    meaning: Share
    side: Share


def one_pool(sides: Mapping[str, np.ndarray]) -> dict[str, Pooled]:
    """Return what is nearest to each spoke's items, from the states (n, width) of all spokes at one
    layer.

    Row i means the same in every spoke. Takes s^2 n^2 cosines for s spokes. Raises `InputError` for
    fewer than two spokes or items, and for spokes of different shape.
    """
    pool = OnePool(sides)
    return {
        name: Pooled(
            _share(pool.meaning(name), pool.chance_meaning),
            _share(pool.side(name), pool.chance_side),
        )
        for name in sides
    }


def _share(found: Nearest, chance: float) -> Share:
    if not has_interval(found):
        return Share(found.value, float("nan"), float("nan"), chance)
    error = jackknife_error(found.leave_one_out())
    return Share(found.value, *wilson_interval(found.value, found.n, error), chance)
