"""What benchmarks print: ratios to the first way, in the same round, and no wrong results."""

from __future__ import annotations

import importlib
import itertools

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks import browser, tab
from benchmarks.__main__ import SUITES
from benchmarks.tab import Runs, Spent
from benchmarks.turns import CLOCK, Table, in_turn, rows_of

ASKS = BackMsg(rerun_script={}).SerializeToString()
BEGINS = ForwardMsg(new_session={}).SerializeToString()
ENDS, MAKES_WAY = (
    ForwardMsg(script_finished=status).SerializeToString()
    for status in (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_EARLY_FOR_RERUN)
)
"""What goes over a page's socket around a run."""


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


def test_ways_are_timed_by_the_timer_that_is_given():
    ticks = itertools.count()
    (row,) = in_turn({"way": lambda: None}, 2, timer=lambda: float(next(ticks)))
    assert row.seconds == 1


def test_a_table_shows_other_seconds_beside_its_own():
    beside = {"ours": {"of the server": [1.0, 3.0, 2.0]}}
    table = Table("Work", "About it.", rows_of({"ours": [4.0, 4.0, 4.0]}, beside=beside))
    lines = table.markdown().splitlines()
    assert "| of the processor | of the server |" in lines[4]
    assert "| 4.00 s | 2.00 s |" in lines[6]
    assert {line.count("|") for line in lines[4:]} == {lines[4].count("|")}


def test_a_table_of_no_rows_says_who_is_missing_and_seconds_by_the_clock_are_named():
    assert Table("Work", "About it.", [], ("No one.",)).markdown().endswith("About it.\n\nNo one.")
    assert CLOCK in Table("Work", "", rows_of({"ours": [1.0]}), seconds=CLOCK).markdown()


def test_every_suite_has_tables():
    for name in SUITES:
        assert callable(importlib.import_module(f"benchmarks.{name}").tables)


def test_without_a_browser_its_suite_says_so(monkeypatch):
    monkeypatch.setattr(tab, "program", lambda: None)
    (table,) = browser.tables(1)
    assert not table.rows and "There is no chromium here" in table.missing[0]


def test_a_row_of_a_browser_is_the_work_of_both_sides_and_names_each():
    empty, page = browser.rows(iter([("empty", Spent(1, 1, 9)), ("page", Spent(2, 4, 5))]))
    assert (empty.seconds, page.seconds, page.ratio) == (2, 6, 3)
    assert page.beside == {"of the server": 2, "of the browser": 4, CLOCK: 5}


def test_a_run_has_ended_only_after_one_was_asked_for():
    runs = Runs()
    runs.received(ENDS)
    assert not runs.have_ended
    runs.sent(ASKS)
    runs.received(BEGINS)
    assert not runs.have_ended
    runs.received(ENDS)
    assert runs.have_ended
    runs.expect()
    assert not runs.have_ended


def test_a_run_that_makes_way_for_another_is_no_end():
    runs = Runs()
    runs.sent(ASKS)
    for message in (BEGINS, MAKES_WAY):
        runs.received(message)
        assert not runs.have_ended
    for message in (BEGINS, ENDS):
        runs.received(message)
    assert runs.have_ended
