"""Lay Semhub beside its peers: `python -m benchmarks [SUITE ...] [--rounds 5] [--write]`.

Suites: states, statistics, start, pages, browser, controls, halves, passes, folders, scale; all by
default. Those of pages start servers of their own, and `browser` drives Debian's chromium.

All ways to do one work are run in turn in one process, and each is a ratio to the first of its
table, with the seconds of the processor beside it. With --write, the tables go into RESULTS.md
beside this file, with the machine, the versions and the day. Peers are in requirements-bench.txt,
what drives a browser in requirements-dev.txt, Ray in requirements-ray.txt.
"""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import re
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

SUITES = (
    "states", "statistics", "start", "pages", "browser", "controls", "halves", "passes", "folders",
    "scale",
)  # fmt: skip
PACKAGES = ("torch", "transformers", "numpy", "streamlit", "nnsight", "transformer-lens")
RESULTS = Path(__file__).with_name("RESULTS.md")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=f"of {', '.join(SUITES)}")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help=f"write {RESULTS.name}")
    asked = parser.parse_args()
    if unknown := set(asked.suites) - set(SUITES):
        parser.error(
            f"there is no suite {', '.join(sorted(unknown))}; choose of {', '.join(SUITES)}"
        )
    asked.suites = asked.suites or SUITES
    parts = [_head(asked)]
    print(parts[0], flush=True)
    for suite in asked.suites:
        for table in importlib.import_module(f"benchmarks.{suite}").tables(asked.rounds):
            parts.append(table.markdown())
            print(f"\n{parts[-1]}", flush=True)
    if asked.write:
        RESULTS.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def _head(asked: argparse.Namespace) -> str:
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    return "\n\n".join([
        "# Semhub beside its peers",
        f"`python -m benchmarks {' '.join(asked.suites)} --rounds {asked.rounds}`, "
        f"{date.today()}. Every ratio is to the first row of its table, in the same round: the "
        "median, then the least and the most. Apart: how far the result is from the reference (of "
        "states, relative to the largest number of a layer).",
        f"{_processor()}, {os.cpu_count()} processors; {load:.1f} other programs wanted them at "
        f"the start. Python {platform.python_version()}, {', '.join(map(_versioned, PACKAGES))}.",
    ])  # fmt: skip


def _processor() -> str:
    try:
        said = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        said = ""
    named = re.search(r"^model name\s*:\s*(.+)$", said, re.MULTILINE)
    return named[1] if named else platform.processor() or platform.machine()


def _versioned(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return f"{package} not installed"


if __name__ == "__main__":
    main()
