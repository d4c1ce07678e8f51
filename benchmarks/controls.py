"""What the standing controls cost beside the result they stand beside. Ratios, in one run.

    python -m benchmarks.controls

Both are timed from nothing: the main result with the states of all pairs and the curve with its
nulls, the controls with the twin's weights and all that they run. Of each the quickest of a few
rounds, in turns, by the clock and by what the processor worked, which other programs on the machine
change less. A real decoder takes part where it is on this machine.
"""

from __future__ import annotations

import time

import numpy as np

from semhub.threads import wait_passively

WORK = (
    ("semhub-nano", "world:en", "world:zh", 15),
    ("semhub-nano", "world:image", "world:en", 5),
    ("smollm2", "everyday:en", "everyday:es", 2),
)
"""Model, both sides, rounds."""


def now() -> np.ndarray:
    """Seconds by the clock, and of this process on all cores."""
    return np.array([time.perf_counter(), time.process_time()])


def measure(name: str, side_a: str, side_b: str, rounds: int) -> None:
    from semhub import column, extract, load
    from semhub.experiments.comparison import compare_states, like_length
    from semhub.experiments.controls import controls

    model, a, b = load(name), column(side_a), column(side_b)

    def main_result() -> tuple:
        both = extract(model, [*a, *b])
        x, y = both[:, : len(a)], both[:, len(a) :]
        layers, wrong = list(range(len(x))), like_length(model, a, b)
        compare_states(
            x, y, layers, model=name, pool=model.usual_pool, wrong=wrong, metrics=["acc1"]
        )
        return x, y

    x, y = extract(model, a[:12]), extract(model, b[:12])
    controls(model, a[:12], b[:12], x, y)  # what is imported once is no part of either
    whole, beside = [], []
    for _ in range(rounds):
        start = now()
        x, y = main_result()
        middle = now()
        found = controls(model, a, b, x, y)
        whole.append(middle - start)
        beside.append(now() - middle)
    clock, worked = np.min(beside, axis=0) / np.min(whole, axis=0)
    pairs = ", ".join(f"{control} {line.n}" for control, line in found.lines.items())
    print(
        f"{name}, {side_a} and {side_b}: the controls cost {clock:.2f} of the main result, "
        f"{worked:.2f} in processor time ({pairs} pairs)"
    )


def main() -> None:
    wait_passively()
    from semhub.models import catalogue

    for name, *rest in WORK:
        if name in catalogue.names_on_disk():
            measure(name, *rest)


if __name__ == "__main__":
    main()
