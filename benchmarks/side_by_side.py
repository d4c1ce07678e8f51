"""Passes side by side, or several threads within one pass? Ratios, in one run.

    python -m benchmarks.side_by_side

`semhub.states.batches` runs the batches of a narrow model side by side on a CPU, each on a core of
its own. This prints, for the embedded model and for random decoders of several widths, how many
times faster than one thread all cores are within each pass, and how many times with a pass on each.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from threadpoolctl import threadpool_limits

from semhub.threads import wait_passively

WIDTHS = (128, 256, 384, 512, 768, 1024)
BLOCKS, POSITIONS, LENGTH, BATCHES, ROUNDS = 4, 1024, 32, 12, 3


def seconds(run: Callable[[], None]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def compare(name: str, pieces: list, forward: Callable) -> None:
    """Print both ratios, of the quickest of a few rounds each."""
    import torch

    from semhub.models.exclusive import exclusive
    from semhub.states.parallel import cores, run_all

    def one(piece) -> None:
        with torch.inference_mode():
            forward(piece)

    def whole(threads: int) -> None:
        with exclusive():
            run_all(pieces, one, threads)

    def single() -> None:
        with threadpool_limits(1, user_api="openmp"):
            whole(1)

    ways = (single, lambda: whole(1), lambda: whole(cores()))
    for way in ways:
        way()
    times = [min(seconds(way) for _ in range(ROUNDS)) for way in ways]
    print(
        f"{name}: {times[0] / times[1]:.2f} times faster with all cores in each pass, "
        f"{times[0] / times[2]:.2f} with a pass on each"
    )


def main() -> None:
    wait_passively()
    import torch
    from transformers import LlamaConfig, LlamaModel

    from semhub import column, load
    from semhub.states.batches import batches
    from semhub.states.parallel import cores

    print(f"{cores()} cores")
    model = load("semhub-nano")
    ready = batches(model, column("world:en") + column("world:zh"), POSITIONS)
    compare("semhub-nano", [model.collate(some) for _, some in ready], model.forward)
    for width in WIDTHS:
        config = LlamaConfig(
            vocab_size=1000, hidden_size=width, intermediate_size=2 * width,
            num_hidden_layers=BLOCKS, num_attention_heads=width // 32,
        )  # fmt: skip
        decoder = LlamaModel(config).eval()
        given = [torch.randint(0, 1000, (POSITIONS // LENGTH, LENGTH)) for _ in range(BATCHES)]
        compare(f"width {width:>4}", given, lambda ids, d=decoder: d(ids, use_cache=False))


if __name__ == "__main__":
    main()
