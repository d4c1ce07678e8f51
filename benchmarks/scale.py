"""What `compare` takes of many pairs, in seconds and in memory: of random states, of no model.

States are those of a planted meaning beside noise, in float32 as models give them, with wrong
partners of like length as `compare` has them.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.turns import Table, rows_of

FOUR = ("gap", "centred_gap", "acc1", "mrr")
FEW, MANY, LAYERS, WIDTH = 1_000, 10_000, 13, 384
ROOT = Path(__file__).parents[1]
CHILD = """
import sys
from benchmarks.scale import measured
print(*measured(int(sys.argv[1])))
"""


def sides(pairs: int, layers: int, width: int) -> list[np.ndarray]:
    """Two (layers, pairs, width) float32 that share some of what they hold."""
    rng = np.random.default_rng(0)
    size = layers, pairs, width
    shared = rng.standard_normal(size, dtype=np.float32)
    found = [rng.standard_normal(size, dtype=np.float32) for _side in range(2)]
    for side in found:
        side *= 3
        side += shared
    return found


def tables(_rounds: int) -> Iterator[Table]:
    """Once, whatever the rounds: many pairs take minutes."""
    found = {f"{pairs:,} pairs": alone(pairs) for pairs in (FEW, MANY)}
    held = ", ".join(
        f"{most / 1e9:.2f} GB of {who}, {states / 1e9:.2f} of them the states"
        for who, (_, most, states) in found.items()
    )
    yield Table(
        f"{', '.join(FOUR)} of many pairs",
        f"{LAYERS} layers, {WIDTH} wide, once. A process of its own holds at most {held}.",
        rows_of({who: [seconds] for who, (seconds, _, _) in found.items()}),
    )


def alone(pairs: int) -> tuple[float, float, float]:
    """What `measured` finds in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(pairs)], capture_output=True, text=True, check=True,
        cwd=ROOT,
    )  # fmt: skip
    seconds, most, states = map(float, done.stdout.split())
    return seconds, most, states


def measured(pairs: int) -> tuple[float, int, int]:
    """Seconds of the processor, the most bytes that the process held, bytes of the states."""
    from semhub.threads import wait_passively

    wait_passively()
    from semhub.experiments.comparison import WRONG_PARTNERS, compare_states
    from semhub.experiments.wrong_partners import wrong_partners

    x, y = sides(pairs, LAYERS, WIDTH)
    lengths = np.random.default_rng(1).integers(5, 40, pairs)
    start = time.process_time()
    compare_states(
        x, y, list(range(LAYERS)), model="", pool="mean",
        wrong=wrong_partners(lengths, WRONG_PARTNERS, 0), metrics=FOUR,
    )  # fmt: skip
    return time.process_time() - start, most_held(), x.nbytes + y.nbytes


def most_held() -> int:
    """The most bytes that this process ever held. What `getrusage` says counts its parent's, too,
    as they were when it began."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return 1024 * int(re.search(r"VmHWM:\s+(\d+)", status)[1])
