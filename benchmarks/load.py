"""How the app bears many visitors: `python -m benchmarks.load [mixed|beside|rotate|all]`.

It starts a server of its own, on this machine's processors, and prints a table. `mixed`: many
sessions go through all pages; each typed a word of its own, which no other may see. `beside`: a
light page, alone and while another visitor reads 500 rows with multilingual-e5-small. `rotate`:
twelve sessions go round three models. Seconds by the clock mean little where the machine has other
work, which is said at the top; the server's own processor time stands beside them.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from benchmarks.visitor import Seen, Server, Visitor, marker, served
from semhub.datasets import column
from semhub.models.room import LIMIT

E5, SMOLLM2, NANO = "multilingual-e5-small", "smollm2", "semhub-nano"
ROWS, LIGHT = 500, 1.0
LIGHT_PAGES = 12
"""That are opened beside rows that are read, and read again with others."""
KINDS = ("mixed", "beside", "rotate", "all")
WARM = 0.3
"""Of the time, before memory has to be flat."""

PAGES: tuple[tuple[str, Mapping[str, str]], ...] = (
    ("", {}),
    ("Text", {"a": "French", "b": "Russian"}),
    ("Text", {"a": "English", "b": "Code", "metric": "mrr"}),
    ("Code", {}),
    ("Image", {}),
    ("Audio", {}),
    ("Hub", {}),
    ("Steer", {}),
    ("Emergence", {}),
    ("Results", {}),
)
Link = tuple[str, Mapping[str, str]]


def own_rows(number: int, rows: int = 6) -> Link:
    """A page of rows that one visitor typed."""
    texts = zip(column("world:en"), column("world:zh"), strict=True)
    lines = [f"{a.text} {marker(number)} {k}\t{b.text} {k}" for k, (a, b) in enumerate(texts)]
    return "Text", {"set": "Your own", "rows": "\n".join(lines[:rows])}


def many_rows(rows: int, first: int = 0) -> Link:
    """A page of rows that are long enough for a real model, none of them alike, nor like those of
    another `first`."""
    texts = zip(column("everyday:en"), column("everyday:zh"), strict=True)
    pairs = [(a.text, b.text) for a, b in texts]
    lines = [
        f"{pairs[k % len(pairs)][0]} {k}\t{pairs[k % len(pairs)][1]} {k}"
        for k in range(first, first + rows)
    ]
    return "Text", {"model": E5, "set": "Your own", "rows": "\n".join(lines), "controls": "false"}


@contextmanager
def watched(server: Server, every: float = 0.5) -> Iterator[list[tuple[float, float]]]:
    """(seconds, megabytes) of a server, as long as this goes on."""
    seen: list[tuple[float, float]] = []
    ended, begun = threading.Event(), time.monotonic()

    def watch() -> None:
        while not ended.wait(every):
            seen.append((time.monotonic() - begun, server.memory))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield seen
    finally:
        ended.set()
        thread.join()


def together(sessions: int, work: Callable[[int], None]) -> None:
    threads = [threading.Thread(target=work, args=(number,)) for number in range(sessions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def settled(server: Server) -> float:
    """Megabytes of a server that has read ahead what it reads ahead."""
    before, work = 0.0, server.work
    for _ in range(60):
        time.sleep(5)
        if abs(server.memory - before) < 5 and server.work - work < 0.5:
            break
        before, work = server.memory, server.work
    return server.memory


def alone(server: Server) -> dict[Link, float]:
    """Seconds that each page takes a single visitor who saw it before."""
    visitor, found = Visitor(server.port), {}
    for page, link in PAGES:
        visitor.visit(page, link)
        found[page, tuple(link.items())] = visitor.visit(page, link).seconds
    visitor.close()
    return found


def mixed(sessions: int, minutes: float) -> None:
    """Many sessions go through all pages."""
    with served() as server:
        light = alone(server)
        seen: list[tuple[int, Link, Seen]] = []
        until = time.monotonic() + 60 * minutes

        def session(number: int) -> None:
            order, visitor = random.Random(number), Visitor(server.port)
            page, link = own_rows(number)
            seen.append((number, (page, ()), visitor.visit(page, link)))
            while time.monotonic() < until:
                page, link = order.choice([one for one in PAGES if one[0] != page])
                seen.append((number, (page, tuple(link.items())), visitor.visit(page, link)))
            visitor.close()

        before = server.work
        with watched(server) as memory:
            together(sessions, session)
        work = server.work - before
        warm = [size for at, size in memory if at > 60 * minutes * WARM] or [server.memory]
    times = sorted(one.seconds for _, key, one in seen if light.get(key, 0) < LIGHT)
    silent = [one for _, _, one in seen if one.seconds > 10 and one.told is None]
    strange = [one for number, _, one in seen if one.markers - {marker(number)}]
    say("pages seen", len(seen))
    say("the server's processor time", f"{work / len(seen):.2f} s a page, {work:.0f} s")
    say("errors", sum(len(one.errors) for _, _, one in seen), "0")
    say("pages with another session's word", len(strange), "0")
    say("light pages, median", f"{statistics.median(times):.1f} s")
    say("light pages, 95%", f"{times[int(0.95 * (len(times) - 1))]:.1f} s", "under 3 s")
    say("worst page", f"{max(one.seconds for _, _, one in seen):.1f} s")
    say("over 10 s without a place in the queue", len(silent), "0")
    say("longest without a word", f"{max(one.longest for _, _, one in seen):.1f} s")
    say("memory, first and last after warm-up", f"{warm[0]:.0f} and {warm[-1]:.0f} MB", "flat")
    say("memory, most", f"{max(warm):.0f} MB")


def beside() -> None:
    """A light page, alone and beside much work: of the same numbers of rows, of other words."""
    with served() as server:
        first = Visitor(server.port)
        first.visit("Text", {"model": E5})  # it is loaded, and stays as long as somebody uses it

        def light(number: int) -> Seen:
            visitor = Visitor(server.port)  # a link is opened in a session of its own
            try:
                return visitor.visit(*own_rows(number, 6 + number % LIGHT_PAGES))
            finally:
                visitor.close()

        light(0)  # the first makes what all share
        alone = [light(number).seconds for number in range(LIGHT_PAGES, 2 * LIGHT_PAGES)]
        work: list[Seen] = []
        enough = threading.Event()

        def read_much() -> None:
            while not enough.is_set():
                heavy = Visitor(server.port)  # a link within a page leaves the page's rows
                work.append(heavy.visit(*many_rows(ROWS, len(work) * ROWS)))
                heavy.close()

        busy = threading.Thread(target=read_much)
        busy.start()
        time.sleep(1)
        while_busy = [light(number).seconds for number in range(2 * LIGHT_PAGES, 4 * LIGHT_PAGES)]
        enough.set()
        busy.join()
    usual = statistics.median(alone)
    say("light page alone, median", f"{usual:.2f} s")
    say("light page alone, most", f"{max(alone):.2f} s")
    say(f"{ROWS} rows on {E5}, {len(work)} times", f"{work[0].seconds:.1f} s")
    median = statistics.median(while_busy)
    say("light pages beside it", len(while_busy))
    say("light page beside it, median", f"{median:.2f} s", f"at most {3 * usual:.2f} s")
    say("light page beside it, most", f"{max(while_busy):.2f} s", f"at most {3 * max(alone):.2f} s")


def rotate(sessions: int, rounds: int, gigabytes: float) -> None:
    """Sessions go round three models."""
    with served(**{LIMIT: str(gigabytes)}) as server:
        first = Visitor(server.port)
        first.visit("Text", {"model": NANO})
        first.close()
        start = settled(server)
        errors: list[str] = []
        names = (E5, SMOLLM2, NANO)

        def session(number: int) -> None:
            visitor = Visitor(server.port)
            for turn in range(rounds):
                name = names[(number + turn) % len(names)]
                # A link within the app goes to another page: on the same one its controls stay.
                found = visitor.visit(("Text", "Code")[turn % 2], {"model": name}, 1800)
                errors.extend(found.errors)
            visitor.close()

        with watched(server) as memory:
            together(sessions, session)
        time.sleep(60)
        after = server.memory
    say("switches of model", sessions * rounds)
    say("errors", len(errors), "0")
    say("memory at the start", f"{start:.0f} MB")
    say("memory, most", f"{max(size for _, size in memory):.0f} MB")
    say("models may take", f"{1000 * gigabytes:.0f} MB and one model more")
    say("memory a minute after", f"{after:.0f} MB", f"at most {1.1 * start:.0f} MB")


def say(what: str, found: object, wanted: str = "") -> None:
    print(f"  {what:<42} {found!s:<24} {wanted}", flush=True)


def main() -> None:
    kinds = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    kinds.add_argument(
        "kind", nargs="?", default="all", choices=["mixed", "beside", "rotate", "all"]
    )
    kinds.add_argument("--sessions", type=int, help="by default 16 that are mixed, 12 that rotate")
    kinds.add_argument("--minutes", type=float, default=5)
    kinds.add_argument("--rounds", type=int, default=3)
    kinds.add_argument("--gigabytes", type=float, default=1.0, help="that models may take")
    asked = kinds.parse_args()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    print(f"{os.cpu_count()} processors, {load:.1f} programs that want them before this begins")
    if asked.kind in ("mixed", "all"):
        print("mixed")
        mixed(asked.sessions or 16, asked.minutes)
    if asked.kind in ("beside", "all"):
        print("beside")
        beside()
    if asked.kind in ("rotate", "all"):
        print("rotate")
        rotate(asked.sessions or 12, asked.rounds, asked.gigabytes)


if __name__ == "__main__":
    main()
