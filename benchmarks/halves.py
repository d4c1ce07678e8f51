"""What a model in bfloat16 gains on this CPU, and what that costs.

Halves are worth offering where extraction takes at most 0.65 of the time of that in float32,
metrics differ by at most 0.01, and the lens reads the same word first in at least 99% of the cells
(layers x positions).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.turns import Table, in_turn

MODELS = ("multilingual-e5-small", "smollm2", "semhub-nano")
WHOLE, HALF = "float32", "bfloat16"
SHARE, METRIC, SAME = 0.65, 0.01, 0.99
"""Of the time at most, of a metric's difference at most, of cells at least."""
PAIRS = 40


def tables(rounds: int) -> Iterator[Table]:
    from semhub.models import catalogue

    here = catalogue.names_on_disk()
    for name in MODELS:
        title = f"{name} in halves"
        if name in here:
            yield compared(title, name, rounds)
        else:
            yield Table(title, "Not run.", [], (f"{name} is not on disk (`semhub fetch {name}`).",))


def compared(title: str, name: str, rounds: int) -> Table:
    import semhub
    from semhub.models import catalogue
    from semhub.models.halves import halved

    dataset = "world" if catalogue.is_embedded(name) else "everyday"
    sides = [semhub.column(f"{dataset}:{side}")[:PAIRS] for side in ("en", "es")]
    items = [item for side in sides for item in side]
    models = {dtype: semhub.load(name, device="cpu", dtype=dtype) for dtype in (WHOLE, HALF)}
    theirs, ours = (semhub.compare(model, *sides).metrics for model in models.values())
    apart = max(
        float(np.nanmax(np.abs(np.subtract(ours[key].value, theirs[key].value)))) for key in theirs
    )
    cost = halved(models[HALF], models[WHOLE])
    # Halves are not meant to be equal; how far apart they are is what is asked.
    rows = in_turn(
        {dtype: lambda model=model: semhub.extract(model, items)
         for dtype, model in models.items()},
        rounds, apart=lambda _found: {HALF: apart}, same=float("inf"), goals={HALF: SHARE},
    )  # fmt: skip
    same = 1.0 if cost.same is None else cost.same
    worth = rows[-1].ratio <= SHARE and apart <= METRIC and same >= SAME
    read = "It has no head" if cost.same is None else (
        f"The lens reads the same word first in {same:.1%} of the cells, {SAME:.0%} are asked for"
    )  # fmt: skip
    return Table(
        title,
        f"{2 * PAIRS} texts. Apart: the most by which any metric differs; {METRIC} is borne. "
        f"{read}. States are {cost.apart:.2%} off. So it is {'' if worth else 'not '}worth "
        "offering here.",
        rows,
    )
