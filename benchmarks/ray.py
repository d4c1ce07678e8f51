"""How long do two workers of Ray take beside one process? A ratio, measured in one run.

    python -m benchmarks.ray [MODEL] [--items 20000] [--workers 2]

Both write the states of the same short texts into a folder, from rows to seal. The workers' time is
printed whole, and without what passes until their first shard is written: starting Ray and the
workers, each of which loads the model, takes as long for few items as for many.
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
from semhub.states.store import StateWriter, shard_items
from semhub.states.store.on_ray import OnRay
from semhub.states.workers import Workers


def seconds(model, rows: list[Row], engine: OnRay | None) -> tuple[float, float, int]:
    """Of the whole run, and until its first shard; and how many items that shard has."""
    first: list[tuple[float, int]] = []

    def progress(done: int) -> None:
        if done >= size and not first:
            first.append((time.perf_counter() - start, done))

    with tempfile.TemporaryDirectory() as folder:
        size = min(shard_items(model), len(rows))
        start = time.perf_counter()
        with StateWriter(model, Path(folder), engine=engine, progress=progress) as writer:
            writer.add("text", rows)
            writer.finish()
        return time.perf_counter() - start, *first[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", nargs="?", default="semhub-nano")
    parser.add_argument("--items", type=int, default=20_000)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()

    model = load(options.model, device="cpu")
    rows = [Row(i, Text(text)) for i, text in enumerate(texts(options.items), start=1)]
    # One round of shards, so that workers begin once.
    one, _, _ = seconds(model, rows, None)
    workers = OnRay(Workers(options.workers), options.model, "cpu")
    several, began, done = seconds(model, rows, workers)
    print(
        f"{options.model}, {len(rows):,} items: one process {one:.1f} s, {options.workers} workers "
        f"{several:.1f} s, ratio {several / one:.2f}; their first {done:,} items were there after "
        f"{began:.1f} s"
    )
    if done < len(rows):
        rate = (several - began) / (len(rows) - done)
        print(f"behind those, an item takes {rate * len(rows) / one:.2f} times one process's time")


if __name__ == "__main__":
    main()
