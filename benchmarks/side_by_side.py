"""Two passes side by side, or two threads within one pass? Ratios, in one run.

    python -m benchmarks.side_by_side

`semhub.extraction` runs the batches of a narrow model side by side on a CPU, each on a core of its
own. This prints, for random decoders of several widths, how many times faster that is on this
machine than one batch after the other on all cores.
"""

from __future__ import annotations

import time

from semhub.threads import wait_passively

WIDTHS = (128, 256, 384, 512, 768, 1024)
BLOCKS, POSITIONS, LENGTH, BATCHES = 4, 1024, 32, 16


def seconds(run) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def main() -> None:
    wait_passively()
    import torch
    from transformers import LlamaConfig, LlamaModel

    from semhub.models.running import passing, running
    from semhub.side_by_side import cores, run_all

    n = cores()
    print(f"{n} cores")
    for width in WIDTHS:
        config = LlamaConfig(
            vocab_size=1000, hidden_size=width, intermediate_size=2 * width,
            num_hidden_layers=BLOCKS, num_attention_heads=width // 32,
        )  # fmt: skip
        model = LlamaModel(config).eval()
        given = [torch.randint(0, 1000, (POSITIONS // LENGTH, LENGTH)) for _ in range(BATCHES)]

        def one(ids, model=model):
            with passing():
                model(ids, use_cache=False)

        def whole(threads, given=given, one=one):
            with running():
                run_all(given, one, threads)

        whole(1), whole(n)
        rounds = [(seconds(lambda: whole(1)), seconds(lambda: whole(n))) for _ in range(3)]
        after, beside = (min(times) for times in zip(*rounds, strict=True))
        print(f"width {width:>4}: {after / beside:.2f} times faster side by side")


if __name__ == "__main__":
    main()
