"""Is a model in bfloat16 faster on this CPU, and what does that cost? Ratios, in one run.

    python -m benchmarks.half [MODEL ...] [--rows 40] [--dtype bfloat16]

Prints, for each model, the time of the processor that extraction takes in halves as a share of that
in float32, both run in turn; by how much any metric differs at any layer; and in how many cells
(layers x positions) the logit lens reads the same word first. Halves are worth offering where the
time is at most 0.65 of that of float32, metrics differ by at most 0.01, and at least 99% of the
cells read the same.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

import semhub
from semhub.models import catalogue
from semhub.models.halves import halved
from semhub.models.loading import load
from semhub.states.extraction import extract

SHARE, METRIC, SAME = 0.65, 0.01, 0.99
"""Of time at most, of a metric's difference at most, of cells at least."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "models", nargs="*", default=["multilingual-e5-small", "smollm2", "semhub-nano"]
    )
    parser.add_argument("--rows", type=int, default=40, help="pairs of sentences")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--dtype", default="bfloat16", choices=("bfloat16", "float16"))
    options = parser.parse_args()
    for name in options.models:
        print(f"{name}: {measured(name, options)}", flush=True)


def measured(name: str, options: argparse.Namespace) -> str:
    """Measure one model, in one line."""
    dataset = "world" if catalogue.is_embedded(name) else "everyday"
    sides = [semhub.column(f"{dataset}:{side}")[: options.rows] for side in ("en", "es")]
    items = [item for side in sides for item in side]
    whole, half = (load(name, device="cpu", dtype=dtype) for dtype in ("float32", options.dtype))
    best = {id(model): float("inf") for model in (whole, half)}
    for _ in range(options.rounds):
        for model in (whole, half):
            start = time.process_time()
            extract(model, items)
            best[id(model)] = min(best[id(model)], time.process_time() - start)
    share = best[id(half)] / best[id(whole)]
    theirs, ours = (semhub.compare(model, *sides).metrics for model in (whole, half))
    apart = max(
        float(np.nanmax(np.abs(np.subtract(ours[key].value, theirs[key].value)))) for key in theirs
    )
    cost = halved(half, whole)
    same = 1.0 if cost.same is None else cost.same
    is_worth = share <= SHARE and apart <= METRIC and same >= SAME
    read = "no head" if cost.same is None else f"the lens reads the same in {cost.same:.1%}"
    return (
        f"{share:.2f} of the time of float32, metrics within {apart:.3f}, {read}, states "
        f"{cost.apart:.2%} off: {'offered' if is_worth else 'not offered'}"
    )


if __name__ == "__main__":
    main()
