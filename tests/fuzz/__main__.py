"""Try many cases, and print faults, the slowest, and the memory before and after.

    python -m tests.fuzz [CASES]

Ends with 1 where a case raised something else than its one sentence, took more than 10 seconds, or
where memory grew by more than 5% once a tenth of the cases had warmed all up.
"""

from __future__ import annotations

import gc
import sys
import tempfile
from pathlib import Path

from tests.fuzz.cases import LONG, SHARES, number_of, tried

SLOW, GROWTH = 10.0, 0.05


def main(cases: int) -> int:
    good = True
    with tempfile.TemporaryDirectory() as scratch:
        before = _round(cases // 10, Path(scratch), quiet=True)[1]
        good, after = _round(cases - cases // 10, Path(scratch), quiet=False)
    growth = after / before - 1
    print(f"memory {before >> 20} MB after a tenth, {after >> 20} MB at the end: {growth:+.1%}")
    return 0 if good and growth <= GROWTH else 1


def _round(cases: int, folder: Path, *, quiet: bool) -> tuple[bool, int]:
    """Try cases of every kind; return whether all went well, and the bytes in memory then."""
    good = True
    for kind in SHARES:
        found = tried(kind, number_of(kind, cases), folder, seed=None)
        good &= not found.faults and found.slowest <= SLOW
        if found.faults or not quiet:
            print(f"{kind:8} {found.count:6} cases, {len(found.faults)} faults, slowest "
                  f"{found.slowest:.2f} s: {found.slow[:120]}", flush=True)  # fmt: skip
        for fault in found.faults[:5]:
            print(fault, flush=True)
    gc.collect()
    return good, _resident()


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages << 12


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else LONG))
