"""Where a language takes over: the crossing that was planted, and none where there is none."""

from __future__ import annotations

import numpy as np
import pytest

from semhub.errors import InputError
from semhub.lenses.language_mass import TextShares
from semhub.lenses.language_trend import crossing_of, language_trend


def planted(own, spread: float = 0.02) -> TextShares:
    """Thirty texts of which `own` (layers,) is the mean share of zh; the rest is English."""
    noise = np.random.default_rng(0).normal(size=(30, len(own))) * spread
    zh = np.asarray(own) + noise - noise.mean(axis=0)
    return TextShares("toy", ("en", "zh"), np.stack([1 - zh, zh], axis=2), None, 1.0)


def test_the_last_rise_above_zero_is_the_crossing():
    assert crossing_of([-1, -1, 1, 2]) == pytest.approx(1.5)
    assert crossing_of([-1, 3]) == pytest.approx(0.25)
    assert crossing_of([-1, 1, -1, 1]) == pytest.approx(2.5)
    assert crossing_of([0, 1]) == 0
    assert crossing_of([1, 2]) is None and crossing_of([-2, -1]) is None
    assert crossing_of([1, -1]) is None


def test_the_planted_crossing_is_found_within_its_interval():
    found = language_trend(planted([0.2, 0.2, 0.3, 0.7, 0.9]), "zh")
    assert found.crossing == pytest.approx(2.5)
    assert found.low < 2.5 < found.high and found.high - found.low < 0.2
    assert found.crossed == 1
    assert (found.dominant_leads, found.own_leads) == ([0, 1, 2], [3, 4])
    np.testing.assert_allclose(found.lead.value, [-0.6, -0.6, -0.4, 0.4, 0.8])


def test_the_interval_is_that_of_a_slow_bootstrap():
    shares = planted([0.2, 0.3, 0.55, 0.9], spread=0.2)
    found = language_trend(shares, "zh")
    rng = np.random.default_rng(0).integers(0, 30, (1000, 30))
    crossings = []
    for rows in rng:
        mean = shares.shares[rows].mean(axis=0)
        crossings.append(crossing_of(mean[:, 1] - mean[:, 0]))
    found_in = [one for one in crossings if one is not None]
    assert (found.low, found.high) == pytest.approx(tuple(np.percentile(found_in, [2.5, 97.5])))
    assert found.crossed == len(found_in) / 1000


@pytest.mark.parametrize("own", [[0.6, 0.7, 0.9], [0.1, 0.2, 0.3]])
def test_a_language_that_leads_everywhere_or_nowhere_has_no_crossing(own):
    found = language_trend(planted(own), "zh")
    assert (found.crossing, found.low, found.high, found.crossed) == (None, None, None, 0)


def test_a_language_without_a_share_is_refused():
    with pytest.raises(InputError, match="choose from en, zh"):
        language_trend(planted([0.1, 0.9]), "fr")
