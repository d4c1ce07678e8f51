"""The card's section on pushes: every figure, and as missed what is below either target."""

from __future__ import annotations

import json

from training.card_steering import steering_section


def figure(spoke: str, flipped: float, change: float) -> dict:
    share = {"value": flipped, "low": flipped - 0.1, "high": flipped + 0.1, "n": 50}
    return {
        "spoke": spoke, "slot": "thing", "right": share, "flipped": share,
        "changed": share | {"value": 0.95}, "change": change, "low": change - 1,
        "high": change + 1, "times_random": (change - 1) / 2, "times_single": 2.75,
        "reversed": -3.0, "wrong_layer": 0.5, "centre": 1.0, "limit": 2.0, "single": 4.0,
        "random_flips": 0.02, "random_strays": 0.11, "random_changed": 0.44, "times_pairs": 4.4,
        "third": 5.5, "natural": 0.37, "left_out": 3,
    }  # fmt: skip


def test_without_a_record_there_is_no_section(tmp_path):
    assert steering_section(tmp_path) == ([], [])


def test_a_spoke_below_either_target_is_missed_and_no_other(tmp_path):
    record = {
        "model": "m", "revision": "r", "rows": 60, "seed": 5, "width": 64, "layer": 3,
        "strength": 0.5, "target": {"flipped": 0.8, "times_random": 5.0},
        "figures": [figure("zh", 0.9, 12.0), figure("es", 0.7, 12.0), figure("code", 0.9, 10.5)],
    }  # fmt: skip
    (tmp_path / "steering.json").write_text(json.dumps(record), encoding="utf-8")
    lines, missed = steering_section(tmp_path)
    text = "\n".join(lines)
    assert "layer 3 and strength 0.5" in text and "--rows 60 --seed 5" in text
    assert "sqrt(width)/1.96 = 4.1 times" in text
    assert [line.split(" |")[0] for line in lines[-3:]] == ["| zh", "| es", "| code"]
    assert "(50) | 0.37 | 0.90 [0.80, 1.00] | 0.95 |" in lines[-3]
    assert "| 12.0 [11.0, 13.0] | 1.0 ± 2.0 | 5.5 | 2.8 | 4.4 | 5.5 |" in lines[-3]
    assert lines[-3].endswith("| 0.02 | 0.11 | 0.44 |")
    assert "natural difference" in text and len({line.count("|") for line in lines[1:]}) == 1
    assert [line.split(":")[0] for line in missed] == [
        "steering the thing in es",
        "steering the thing in code",
    ]
