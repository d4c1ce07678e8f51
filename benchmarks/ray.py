"""How long do two workers of Ray take beside one process? A ratio, measured in one run.

    python -m benchmarks.ray [MODEL] [--items 20000] [--workers 2]

Both write the states of the same short texts into a folder, from rows to seal. The workers' time is
printed whole, with what it takes to start Ray and the workers, each of which loads the model; and
without the time of a second run with one text for each worker, which is little but that start.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from benchmarks.extract import texts
from semhub.inputs import Text
from semhub.inputs.row import Row
from semhub.models.loading import load
from semhub.models.options import Options
from semhub.states.store import StateWriter
from semhub.states.store.on_ray import OnRay
from semhub.states.workers import Workers


def seconds(model, rows: list[Row], engine: OnRay | None = None, size: int | None = None) -> float:
    """Of writing a folder, in shards of that size."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        with StateWriter(model, Path(folder), engine=engine, shard_size=size) as writer:
            writer.add("text", rows)
            writer.finish()
        return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", nargs="?", default="semhub-nano")
    parser.add_argument("--items", type=int, default=20_000)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()

    model = load(options.model, device="cpu")
    rows = [Row(i, Text(text)) for i, text in enumerate(texts(options.items), start=1)]
    workers = OnRay(Workers(options.workers), options.model, Options("cpu"))
    one, several = seconds(model, rows), seconds(model, rows, workers)
    begin = seconds(model, rows[: options.workers], workers, 1)
    print(
        f"{options.model}, {len(rows):,} items: one process {one:.1f} s, {options.workers} workers "
        f"{several:.1f} s, ratio {several / one:.2f}; {(several - begin) / one:.2f} without the "
        f"{begin:.1f} s in which workers begin"
    )


if __name__ == "__main__":
    main()
