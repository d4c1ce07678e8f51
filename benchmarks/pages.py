"""What pages cost a server, in its own seconds of the processor, as messages reach a visitor.

No browser draws here: the suite `browser` drives one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.load import own_rows, settled
from benchmarks.turns import Table, rows_of
from benchmarks.visitor import Server, Visitor, served

EMPTY = "an empty script of Streamlit, to its end"
FIRST, LIVE = "Home, to its first chart (recorded)", "Home, to its end (live)"
AGAIN, EDITED = "Text, opened again and nothing changed", "Text, six other sentences"
TRIES = 5
COMPILED = {"PYTHONDONTWRITEBYTECODE": ""}
"""Compiled files are kept, as they are on any machine that is not told otherwise."""


def tables(rounds: int) -> Iterator[Table]:
    times: dict[str, list[float]] = {who: [] for who in (EMPTY, FIRST, LIVE)}
    with TemporaryDirectory() as place:
        empty = Path(place) / "empty.py"
        empty.write_text("import streamlit as st\nst.write('nothing')\n")
        for _ in range(rounds):
            with served(script=empty, **COMPILED) as server:
                Visitor(server.port).close()
                times[EMPTY].append(server.work)
            with served(**COMPILED) as server:
                visitor = Visitor(server.port, at_chart=lambda server=server: server.work)
                times[FIRST].append(visitor.first_chart)
                times[LIVE].append(server.work)
                visitor.close()
    yield Table(
        "A new server and its first visitor", "From the start of the process.", rows_of(times)
    )
    with served() as server:
        yield Table(
            "Text, warm", "One visitor, whose page the server has drawn before.",
            rows_of(_text(server)),
        )  # fmt: skip


def _text(server: Server) -> dict[str, list[float]]:
    visitor = Visitor(server.port)
    visitor.visit("Text", {})
    settled(server)
    times: dict[str, list[float]] = {AGAIN: [], EDITED: []}
    for number in range(TRIES + 1):
        for who, link in ((AGAIN, ("Text", {})), (EDITED, own_rows(number))):
            before = server.work
            visitor.visit(*link)
            times[who].append(server.work - before)
    visitor.close()
    return {who: own[1:] for who, own in times.items()}
