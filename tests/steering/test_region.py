"""Which positions of a picture a box takes in."""

from __future__ import annotations

import numpy as np
import pytest

import semhub
from semhub.errors import InputError
from semhub.inputs import Image
from semhub.steering import HALVES, within

PICTURE = Image(np.random.default_rng(0).integers(0, 256, (60, 60, 3), dtype=np.uint8))


@pytest.fixture(scope="module")
def nano():
    return semhub.load("semhub-nano")


def test_halves_share_no_position_and_make_the_whole(nano):
    span = np.flatnonzero(nano.encode([PICTURE])[0].content).tolist()
    for one, other in (("left", "right"), ("top", "bottom")):
        places = [within(nano, PICTURE, HALVES[half]) for half in (one, other)]
        assert sorted(places[0] + places[1]) == span
    # Five by five positions: the middle column, whose middle is at one half, is the right one's.
    left = within(nano, PICTURE, HALVES["left"])
    assert [place - span[0] for place in left] == [5 * row + k for row in range(5) for k in (0, 1)]


def test_a_box_with_no_middle_of_a_position_in_it_is_refused(nano):
    with pytest.raises(InputError, match="No position"):
        within(nano, PICTURE, (0.0, 0.0, 0.05, 0.05))


def test_a_model_that_does_not_say_where_its_positions_lie_is_refused(monkeypatch, nano):
    monkeypatch.setattr(nano, "boxes", lambda item: None, raising=False)
    with pytest.raises(InputError, match="push all of it"):
        within(nano, PICTURE, HALVES["left"])
