"""What benchmarks print: ratios to the first way, in the same round, and no wrong results."""

from __future__ import annotations

import pytest

from benchmarks.turns import Table, in_turn, rows_of


def test_a_ratio_is_to_the_first_way_in_the_same_round():
    slow, fast = rows_of({"slow": [2.0, 4.0, 8.0], "fast": [1.0, 1.0, 4.0]})
    assert (slow.ratio, fast.ratio, fast.low, fast.high) == (1, 0.5, 0.25, 0.5)
    assert fast.seconds == 1


def test_ways_run_in_turn_and_once_before_they_count():
    order = []
    in_turn({name: lambda name=name: order.append(name) for name in "ab"}, rounds=2)
    assert order == ["a", "b"] * 3


def test_a_way_whose_result_is_another_ends_the_benchmark():
    ways = {"right": lambda: 1.0, "wrong": lambda: 1.1}

    def apart(found):
        return {who: abs(one - 1.0) for who, one in found.items()}

    with pytest.raises(SystemExit, match="wrong: 1e-01 apart"):
        in_turn(ways, 1, apart=apart)
    assert [row.apart for row in in_turn({"right": ways["right"]}, 1, apart=apart)] == [0]


def test_a_table_is_markdown_with_its_goal_and_who_is_missing():
    (row,) = rows_of({"ours": [1.0]}, told={"ours": 2e-7}, goals={"ours": 0.5})
    written = Table("Work", "About it.", [row], ("A peer is not installed.",)).markdown()
    assert "| ours | 1.00 | 1.00 to 1.00 | 1.00 s | 2e-07 | 0.5 |" in written
    assert written.startswith("## Work") and written.endswith("A peer is not installed.")
