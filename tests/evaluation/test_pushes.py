"""What is recorded of ready-made pushes is what trying them gives."""

from __future__ import annotations

import json

import pytest

import semhub
from semhub.datasets.tried import FILE, recorded
from semhub.evaluation import pushes
from semhub.resources import CHECKPOINTS
from semhub.steering import PRESETS


def test_a_preset_tried_again_gives_what_is_recorded():
    model = semhub.load("semhub-nano")
    (again,) = pushes.tried(model, PRESETS["argument"])
    (known,) = (one for one in recorded("semhub-nano") if one.preset == "argument")
    assert (again.spoke, again.open, again.changed) == (known.spoke, known.open, known.changed)
    assert again.at_random == pytest.approx(known.at_random, abs=0.1)
    assert (again.change, again.times) == pytest.approx((known.change, known.times), rel=1e-3)


def test_what_a_model_cannot_see_or_hear_is_not_tried():
    model = semhub.load("semhub-nano-control")
    assert pushes.tried(model, PRESETS["half"]) == pushes.tried(model, PRESETS["sound"]) == []


def test_the_table_says_which_did_not_work():
    lines = pushes.table(json.loads((CHECKPOINTS / "semhub-nano" / FILE).read_text())).split("\n")
    failed = [one.worked for one in recorded("semhub-nano")].count(False)
    assert sum("did not work" in line for line in lines) == failed > 0
