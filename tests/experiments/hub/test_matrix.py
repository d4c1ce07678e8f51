"""What a cell of the matrix costs."""

from __future__ import annotations

import numpy as np
import pytest

from semhub.similarity import METRICS, Pair
from semhub.statistics.curve import curve


@pytest.mark.parametrize("metric", ["acc1", "cka"])
def test_values_without_each_item_are_worked_out_once_a_layer(metric):
    class Counted(METRICS[metric]):
        calls = 0

        def leave_one_out(self):
            Counted.calls += 1
            return super().leave_one_out()

    sides = np.random.default_rng(0).standard_normal((2, 3, 12, 8))  # three layers
    found = curve((Counted(Pair(x, y)) for x, y in zip(*sides, strict=True)), 50, 0)
    assert Counted.calls == 3 == len(found.influence[0])
    assert np.isfinite(found.low).all()  # whose intervals needed them too
