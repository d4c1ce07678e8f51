"""What the standing controls cost beside the result that they stand beside.

Both from nothing: the result with the states of all pairs and the curve with its nulls, the
controls with the twin's weights and all that they run.
"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.turns import Table, in_turn
from semhub.threads import wait_passively

WORK = (
    ("semhub-nano", "world:en", "world:zh"),
    ("semhub-nano", "world:image", "world:en"),
    ("smollm2", "everyday:en", "everyday:es"),
)
RESULT, BESIDE = "the result", "its controls"
GOAL = 0.5


def tables(rounds: int) -> Iterator[Table]:
    wait_passively()
    from semhub.models import catalogue

    here = catalogue.names_on_disk()
    for name, a, b in WORK:
        title = f"The controls of {a} and {b}, {name}"
        if name in here:
            yield compared(title, name, a, b, rounds)
        else:
            yield Table(title, "Not run.", [], (f"{name} is not on disk (`semhub fetch {name}`).",))


def compared(title: str, name: str, side_a: str, side_b: str, rounds: int) -> Table:
    from semhub import column, extract, load
    from semhub.experiments.comparison import compare_states, like_length
    from semhub.experiments.controls import Controls, controls

    model, a, b = load(name), column(side_a), column(side_b)
    both = extract(model, [*a, *b])
    x, y = both[:, : len(a)], both[:, len(a) :]

    def result() -> None:
        both = extract(model, [*a, *b])
        x, y = both[:, : len(a)], both[:, len(a) :]
        compare_states(
            x, y, list(range(len(x))), model=name, pool=model.usual_pool,
            wrong=like_length(model, a, b), metrics=["acc1"],
        )  # fmt: skip

    def beside() -> Controls:
        return controls(model, a, b, x, y)

    rows = in_turn({RESULT: result, BESIDE: beside}, rounds, goals={BESIDE: GOAL})
    used = ", ".join(f"{key} of {line.n}" for key, line in beside().lines.items())
    return Table(title, f"Both from nothing. Of {len(a)} pairs: {used}.", rows)
