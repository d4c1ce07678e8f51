"""What does keeping states on disk cost beside the forward passes? A ratio, measured in one run.

    python -m benchmarks.extract [MODEL] [--items 20000] [--rounds 2] [--memory]

Both sides run the same batches of the same short texts. The passes alone have their items encoded
beforehand, run side by side as `extract` runs them, and keep nothing. The other side is
`StateWriter`: texts read row by row from a file, encoded, run, pooled, written and sealed. The best
round of each counts. With --memory, the peak of a process that extracts 2,000 items stands beside
that of one that extracts all.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import torch

from semhub.inputs.rows import rows_of
from semhub.models.exclusive import exclusive
from semhub.models.loading import load
from semhub.states import batches
from semhub.states.parallel import run_all
from semhub.states.store import StateWriter, shard_items
from semhub.world.held_out import columns


def texts(n: int) -> list[str]:
    """n different texts: the world's sentences, with a number behind them."""
    sentences = [text for code in ("en", "es", "fr", "de") for text in columns()[code]]
    return [f"{sentences[i % len(sentences)]} {i}" for i in range(n)]


def prepared(model, path: Path) -> list[list]:
    """The batches that `extract` runs, shard by shard, encoded."""
    items = [row.item for row in rows_of(path)]
    size, threads = shard_items(model), batches._threads(model)
    rounds = []
    for start in range(0, len(items), size):
        own = items[start : start + size]
        budget = batches.budget_of(model, model.joins)
        rounds += batches._encoded(model, own, budget, threads, model.joins)
    return rounds


def passes(model, rounds: list[list]) -> None:
    """The forward passes alone."""
    threads = batches._threads(model)

    def forward(piece: batches.Piece) -> None:
        with torch.inference_mode():
            model.forward(batches.collated(model, piece[1], model.joins))

    for round_ in rounds:
        with exclusive():
            run_all(round_, forward, min(threads, len(round_)))


def kept(model, path: Path) -> None:
    """The same texts' states, written into a new folder."""
    with StateWriter(model, Path(tempfile.mkdtemp(dir=path.parent))) as writer:
        writer.add("text", rows_of(path))
        writer.finish()


def seconds(run, *arguments) -> np.ndarray:
    """Of the clock, and of all cores together, which other work on the machine changes less."""
    start = time.perf_counter(), time.process_time()
    run(*arguments)
    return np.array([time.perf_counter(), time.process_time()]) - start


def peak(model: str, items: int) -> float:
    """The most memory that a process of its own takes to extract, in MiB."""
    command = [sys.executable, "-m", "benchmarks.extract", model, "--items", str(items), "--alone"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", nargs="?", default="semhub-nano")
    parser.add_argument("--items", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()

    model = load(options.model)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "texts.txt"
        path.write_text("\n".join(texts(options.items)), encoding="utf-8")
        if options.alone:
            kept(model, path)
            print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
            return
        rounds = prepared(model, path)
        count = sum(len(rows) for round_ in rounds for rows, _ in round_)
        print(f"{options.model}: {count:,} items in shards of {shard_items(model):,}")
        alone, whole = [], []
        for _ in range(options.rounds):
            alone.append(seconds(passes, model, rounds))
            whole.append(seconds(kept, model, path))
    for k, of in enumerate(("the clock", "all cores")):
        own, all_ = (min(round_[k] for round_ in rounds) for rounds in (alone, whole))
        print(f"seconds of {of}: passes alone {own:.2f}, extract {all_:.2f}, "
              f"ratio {all_ / own:.2f}")  # fmt: skip
    if options.memory:
        few, many = peak(options.model, 2000), peak(options.model, options.items)
        print(f"peak of memory: {few:,.0f} MiB for 2,000 items, {many:,.0f} MiB for {count:,}")


if __name__ == "__main__":
    main()
