"""Is oneDNN faster than PyTorch's default for float32 linear layers here? Ratios, in one run.

    python -m benchmarks.linear

`semhub.models.running` runs a model's linear layers through oneDNN on the CPU. This prints, for
the shapes of small encoders, how many times faster that is on this machine.
"""

from __future__ import annotations

import time

import torch
from torch.nn.functional import linear

from semhub.models.running import OneDNNLinear

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
        state, weight, bias = torch.randn(rows, width), torch.randn(out, width), torch.randn(out)
        default = fastest(lambda s=state, w=weight, b=bias: linear(s, w, b))
        with OneDNNLinear():
            ours = fastest(lambda s=state, w=weight, b=bias: linear(s, w, b))
            error = (linear(state, weight, bias) - state @ weight.T - bias).abs().max()
        print(f"{rows:>5} x {width} -> {out:<5} {default / ours:.2f} times faster, "
              f"largest difference {error:.0e}")  # fmt: skip


if __name__ == "__main__":
    main()
