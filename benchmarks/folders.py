"""What keeping states on disk costs beside the passes, and what Ray's workers gain.

All run the same short texts in the same batches. The passes alone have their items encoded
beforehand, run side by side as `extract` runs them, and keep nothing. The folder is that of
`StateWriter`: texts read row by row from a file, encoded, run, pooled, written and sealed.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import torch

from benchmarks.turns import CLOCK, Table, in_turn
from semhub.inputs import Text
from semhub.inputs.row import Row
from semhub.inputs.rows import rows_of
from semhub.models.exclusive import exclusive
from semhub.models.loading import load
from semhub.models.options import Options
from semhub.states import batches
from semhub.states.parallel import run_all
from semhub.states.store import StateWriter, shard_items
from semhub.states.store.on_ray import OnRay
from semhub.states.workers import Workers
from semhub.world.held_out import columns

MODEL, TEXTS, WORKERS = "semhub-nano", 5_000, 2
FEW, MANY = 2_000, 20_000
"""Texts, of which the memory is measured."""
ROOT = Path(__file__).parents[1]
CHILD = """
import sys
from benchmarks.folders import kept, written
from benchmarks.scale import most_held
from semhub.models.loading import load
kept(load(sys.argv[1]), written(sys.argv[2], int(sys.argv[3])))
print(most_held() / 2**20)
"""


def tables(rounds: int) -> Iterator[Table]:
    model = load(MODEL, device="cpu")
    with tempfile.TemporaryDirectory() as place:
        yield beside_passes(model, Path(place), rounds)
    yield by_ray(model, rounds)


def texts(n: int) -> list[str]:
    """n different texts: the world's sentences, with a number behind them."""
    sentences = [text for code in ("en", "es", "fr", "de") for text in columns()[code]]
    return [f"{sentences[i % len(sentences)]} {i}" for i in range(n)]


def written(place: str | Path, n: int) -> Path:
    path = Path(place) / f"{n}.txt"
    path.write_text("\n".join(texts(n)), encoding="utf-8")
    return path


def beside_passes(model, place: Path, rounds: int) -> Table:
    path = written(place, TEXTS)
    ready = prepared(model, path)
    rows = in_turn(
        {"the passes": lambda: passes(model, ready), "Semhub, a folder": lambda: kept(model, path)},
        rounds,
    )
    few, many = peak(place, FEW), peak(place, MANY)
    return Table(
        f"A folder of states of {TEXTS:,} texts, {MODEL}",
        f"In shards of {shard_items(model):,}. A process of its own that does nothing else holds "
        f"{few:,.0f} MiB at most of {FEW:,} texts, and {many:,.0f} MiB of {MANY:,}.",
        rows,
    )


def prepared(model, path: Path) -> list[list[batches.Piece]]:
    """The batches that `extract` runs, encoded, in lists that are run side by side."""
    items = [row.item for row in rows_of(path)]
    size, threads = shard_items(model), batches._threads(model)
    budget = batches.budget_of(model, model.joins)
    return [
        pieces
        for start in range(0, len(items), size)
        for pieces in batches._encoded(
            model, items[start : start + size], budget, threads, model.joins
        )
    ]


def passes(model, together: list[list[batches.Piece]]) -> None:
    threads = batches._threads(model)

    @torch.inference_mode()
    def forward(piece: batches.Piece) -> None:
        model.forward(batches.collated(model, piece[1], model.joins))

    for pieces in together:
        with exclusive():
            run_all(pieces, forward, min(threads, len(pieces)))


def kept(model, path: Path) -> None:
    """The same texts' states, written into a new folder."""
    with StateWriter(model, Path(tempfile.mkdtemp(dir=path.parent))) as writer:
        writer.add("text", rows_of(path))
        writer.finish()


def peak(place: Path, items: int) -> float:
    """The most memory that a process of its own takes to extract, in MiB."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, MODEL, str(place), str(items)], capture_output=True,
        text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    return float(done.stdout)


def by_ray(model, rounds: int) -> Table:
    title = f"The same by {WORKERS} workers of Ray"
    about = "By the clock, since the work is that of other processes."
    if importlib.util.find_spec("ray") is None:
        return Table(title, about, [], ("Ray is not installed (requirements-ray.txt).",))
    rows = [Row(i, Text(text)) for i, text in enumerate(texts(TEXTS), start=1)]
    engine = OnRay(Workers(WORKERS), MODEL, Options("cpu"))

    def folder(rows: list[Row], engine: OnRay | None = None, size: int | None = None) -> None:
        with (
            tempfile.TemporaryDirectory() as place,
            StateWriter(model, Path(place), engine=engine, shard_size=size) as writer,
        ):
            writer.add("text", rows)
            writer.finish()

    ways = {
        "one process": lambda: folder(rows),
        f"{WORKERS} workers": lambda: folder(rows, engine),
        "a text for each, little but their start": lambda: folder(rows[:WORKERS], engine, 1),
    }
    return Table(title, about, in_turn(ways, rounds, timer=time.perf_counter), seconds=CLOCK)
