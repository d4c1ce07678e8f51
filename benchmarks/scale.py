"""How long does `compare` take of many pairs, and how much memory? On random states, of no model.

    python -m benchmarks.scale              # 10,000 pairs, 13 layers, 384 wide; four metrics
    python -m benchmarks.scale --usual      # the same, all usual metrics
    python -m benchmarks.scale --pairs 1000 --layers 6 --width 256 --usual

States are those of a planted meaning beside noise, in float32 as models give them, with wrong
partners of like length as `compare` has them. Prints seconds by the clock and of the processor,
the most memory that the process held, and what of it the states themselves take.
"""

from __future__ import annotations

import argparse
import resource
import time

import numpy as np

from semhub.threads import wait_passively

FOUR = ("gap", "centred_gap", "acc1", "mrr")


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


def main() -> None:
    wait_passively()
    from semhub.experiments.comparison import WRONG_PARTNERS, compare_states
    from semhub.experiments.wrong_partners import wrong_partners
    from semhub.similarity import USUAL

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=10_000)
    parser.add_argument("--layers", type=int, default=13)
    parser.add_argument("--width", type=int, default=384)
    parser.add_argument("--usual", action="store_true", help="all usual metrics")
    asked = parser.parse_args()

    x, y = sides(asked.pairs, asked.layers, asked.width)
    lengths = np.random.default_rng(1).integers(5, 40, asked.pairs)
    start, worked = time.perf_counter(), time.process_time()
    wrong = wrong_partners(lengths, WRONG_PARTNERS, 0)
    metrics = USUAL if asked.usual else FOUR
    found = compare_states(
        x, y, list(range(asked.layers)), model="", pool="mean", wrong=wrong, metrics=metrics
    )
    clock, worked = time.perf_counter() - start, time.process_time() - worked
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(f"{asked.pairs:,} pairs, {asked.layers} layers, {asked.width} wide: {', '.join(metrics)}")
    print(f"{clock:.1f} s by the clock, {worked:.1f} s of the processor")
    print(f"{most / 1e9:.2f} GB at most, of which the states {(x.nbytes + y.nbytes) / 1e9:.2f}")
    for note in found.notes:
        print(note)


if __name__ == "__main__":
    main()
