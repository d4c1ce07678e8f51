"""The card tells which lens reads the concept, and says so where the better one is not better."""

from __future__ import annotations

import json

from semhub.models.folder import revision
from tests.evaluation.test_checkpoints import FOLDERS
from training.card_lenses import lenses_section


def share(value: float, low: float | None = None) -> dict:
    return {"value": value, "low": value - 0.01 if low is None else low, "high": value + 0.01}


def record(*ahead: tuple[float, float]) -> dict:
    figures = [
        {
            "where": "arrow", "slot": slot, "n": 9,
            "inner": {lens: share(0.5) for lens in ("logit", "jacobian", "neighbours")},
            "other": {lens: [0.9, 0.1, 0.3, 0.9] for lens in ("logit", "jacobian", "neighbours")},
            "ahead": {"jacobian over logit": share(value, low)},
        }
        for slot, (value, low) in zip(("thing", "place"), ahead, strict=True)
    ]  # fmt: skip
    return {"top": 10, "inner": [1, 2], "rows": 9, "seed": 1, "fitted_on": 7, "figures": figures}


def section(tmp_path, *ahead):
    (tmp_path / "lenses.json").write_text(json.dumps(record(*ahead)), encoding="utf-8")
    return lenses_section(tmp_path)


def test_without_a_record_there_is_no_section(tmp_path):
    assert lenses_section(tmp_path) == ([], [])


def test_each_share_has_beside_it_what_was_not_said(tmp_path):
    lines, missed = section(tmp_path, (0.2, 0.1), (0.3, 0.2))
    assert "| thing at the arrow (9) | 0.50 (0.20) | 0.50 (0.20) |" in lines[-2]
    assert missed == []


def test_where_the_jacobian_lens_is_not_clearly_ahead_the_card_says_so(tmp_path):
    _, (missed,) = section(tmp_path, (0.2, -0.1), (0.3, 0.2))
    assert "thing at the arrow +0.20" in missed and "place" not in missed


def test_the_figures_are_of_the_weights_that_are_shipped():
    records = [folder for folder in FOLDERS if (folder / "lenses.json").is_file()]
    assert records
    for folder in records:
        told = json.loads((folder / "lenses.json").read_text(encoding="utf-8"))
        assert told["revision"] == revision(folder)
