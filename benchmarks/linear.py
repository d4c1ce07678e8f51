"""Is oneDNN faster than PyTorch's default for float32 linear layers here? Ratios, in one run.

    python -m benchmarks.linear

`semhub.models.linear` runs a model's linear layers through oneDNN on the CPU. This prints, for
the shapes of small encoders, how many times faster that is on this machine.
"""

from __future__ import annotations

import time

import torch
from torch import nn

from semhub.models.linear import by_onednn

SHAPES = ((16, 384, 1536), (512, 384, 1536), (1024, 384, 1536), (1024, 128, 384))


def fastest(run, rounds: int = 60) -> float:
    """Seconds of the fastest of `rounds` runs."""
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - start)
    return best


@torch.inference_mode()
def main() -> None:
    for rows, width, out in SHAPES:
        state, layer = torch.randn(rows, width), nn.Linear(width, out)
        default = fastest(lambda s=state, run=layer: run(s))
        by_onednn(layer)
        ours = fastest(lambda s=state, run=layer: run(s))
        error = (layer(state) - state @ layer.weight.T - layer.bias).abs().max()
        print(f"{rows:>5} x {width} -> {out:<5} {default / ours:.2f} times faster, "
              f"largest difference {error:.0e}")  # fmt: skip


if __name__ == "__main__":
    main()
