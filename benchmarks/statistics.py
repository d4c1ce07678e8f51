"""What statistics and the lens cost, beside a slow and obvious version of each, on one thread.

Statistics are of random states with a planted meaning, or of the embedded model's hub; the lens is
that of SmolLM2 where it is here. Results differ by 1e-6 at most, the mass by language by 1e-5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from benchmarks.scale import sides
from benchmarks.states import one_thread
from benchmarks.turns import Table, in_turn
from semhub.threads import one_for_products

SAME_MASS = 1e-5
"""Of the mass by language, which is added up over the vocabulary in float32."""

HUB_METRICS = ("acc1", "mrr", "mknn", "cka")


def apart(a: object, b: object) -> float:
    """The largest difference of two curves, NaN where both are NaN."""
    parts = ("value", "low", "high", "chance", "null95", "p")
    return max(
        float(np.nanmax(np.abs(np.subtract(getattr(a, part), getattr(b, part))), initial=0))
        for part in parts
    )


def metrics(rounds: int) -> Iterator[Table]:
    from semhub.experiments.comparison import compare_states
    from semhub.similarity import METRICS, USUAL, Pair
    from semhub.statistics.curve import curve

    x, y = sides(200, 25, 576)
    layers = list(range(25))

    def together() -> dict:
        return compare_states(x, y, layers, model="", pool="mean", metrics=USUAL).metrics

    def alone() -> dict:
        return {
            name: curve(METRICS[name](Pair(a, b)) for a, b in zip(x, y, strict=True))
            for name in USUAL
        }

    slow, ours = "each layer and metric by itself in float64", "Semhub"
    rows = in_turn(
        {slow: alone, ours: together}, rounds,
        apart=lambda found: {
            ours: max(apart(found[ours][name], found[slow][name]) for name in USUAL)
        },
    )  # fmt: skip
    yield Table(
        "Six metrics of 25 layers, 200 pairs, 1,000 draws", "With intervals and the null.", rows
    )


def shuffle_by_shuffle(a: np.ndarray, b: np.ndarray, permutations: np.ndarray) -> np.ndarray:
    """(K,): the largest cell of each shuffle, from float64 entries of all pairs of items."""
    rows, columns = np.nonzero(a.any(axis=0))
    weights, other = a[:, rows, columns], np.ascontiguousarray(b.reshape(len(b), -1).T)
    n = len(a[0])
    return np.array([
        (weights @ other[p[rows] * n + p[columns]]).max() for p in permutations
    ])  # fmt: skip


def layer_map(rounds: int) -> Iterator[Table]:
    from semhub.similarity.geometry import ALIKE, GEOMETRIES, best_of_shuffles
    from semhub.statistics.draws import permutations

    x, y = sides(400, 13, 384)[0], sides(400, 25, 576)[1]
    shuffles = permutations(400, 100, 0)
    for name in ALIKE:
        geometry = GEOMETRIES[name]
        a, b = geometry.stack(x), geometry.stack_of_b(y)
        half = 2 * np.triu(a) if geometry.symmetric else a  # each pair of items once

        def together(a=a, b=b, symmetric=geometry.symmetric) -> np.ndarray:
            return best_of_shuffles(a, b, shuffles, symmetric=symmetric)

        def alone(half=half, b=b) -> np.ndarray:
            return shuffle_by_shuffle(half, b, shuffles)

        slow, ours = "shuffle by shuffle in float64", "Semhub"
        rows = in_turn(
            {slow: alone, ours: together}, rounds,
            apart=lambda found: {"Semhub": float(np.ptp([*found.values()], axis=0).max())},
        )  # fmt: skip
        yield Table(
            f"The null of a map by {geometry.metric.axis}, 13 x 25 layers, 400 pairs",
            "100 shuffles, the best cell of each.",
            rows,
        )


def hub(rounds: int) -> Iterator[Table]:
    from semhub.experiments.comparison import WRONG_PARTNERS
    from semhub.experiments.hub import from_sets, measure, take
    from semhub.models.loading import load
    from semhub.similarity import METRICS, Pair
    from semhub.statistics.curve import curve

    model, spokes = load("semhub-nano"), from_sets()
    states = take(model, spokes)
    passes = "the passes"
    work: dict[str, Callable[[], object]] = {passes: lambda: take(model, spokes)}
    work |= {name: lambda name=name: measure(states, name) for name in HUB_METRICS}

    def differ(cells: list, name: str) -> float:
        found = []
        for cell in cells[:: len(cells) // 3]:
            pairs = zip(*states.pair(cell.a, cell.b), strict=True)
            wrong = states.wrong(cell.a, cell.b, WRONG_PARTNERS, 0)
            slow = curve((METRICS[name](Pair(a, b)) for a, b in pairs), wrong=wrong)
            found.append(apart(cell.curve, slow))
        return max(found)

    rows = in_turn(
        work, rounds, apart=lambda found: {n: differ(found[n].cells, n) for n in HUB_METRICS},
        goals=dict.fromkeys(("mrr", "mknn", "cka"), 0.25),
    )  # fmt: skip
    yield Table(
        "The hub of ten data types, 240 rows",
        "By each metric, beside the forward passes of its items; of three pairs the curve is held "
        "against each layer by itself in float64.",
        rows,
    )


def lens(rounds: int) -> Iterator[Table]:
    import torch

    from semhub.inputs import Text
    from semhub.lenses.head import HeadReader
    from semhub.lenses.languages import known
    from semhub.models import catalogue
    from semhub.models.linear import product
    from semhub.models.loading import load
    from semhub.states.extraction import positions_of_all
    from semhub.states.positions import PositionStates

    name = "smollm2" if "smollm2" in catalogue.names_on_disk() else "semhub-nano"
    model = load(name)
    text = Text("The quick brown fox jumps over the lazy dog, and then it sleeps. " * 4)
    content, states = next(iter(positions_of_all(model, [text])))
    states, content = states[:, :48].contiguous(), content[:48].numpy()
    found = PositionStates(text, name, states, ["" for _ in content], content)
    table, reader = known(model), HeadReader(model.require_head())
    weight = model.module.get_output_embeddings().weight

    def bare() -> None:
        with torch.inference_mode():
            for state in states:
                product(state, weight)

    with torch.inference_mode():
        exact = [model.unembed(state).double().softmax(-1).numpy() for state in states]
    reading = reader.read(found, top=10, languages=table)
    differ = max(
        float(np.abs(np.take_along_axis(p, reading.tokens[k], 1) - reading.scores[k]).max())
        for k, p in enumerate(exact)
    )
    by_language = max(
        float(np.abs(table.mass(p) - reading.mass[k]).max()) for k, p in enumerate(exact)
    )
    head, ours, with_mass = "the head's products alone", "Semhub", "the same with language mass"
    work = {
        head: bare,
        ours: lambda: reader.read(found, top=10),
        with_mass: lambda: reader.read(found, top=10, languages=table),
    }
    with one_thread():  # and as many as before for what comes after it
        rows = in_turn(
            work, rounds, apart=lambda _found: {ours: differ, with_mass: by_language},
            same=SAME_MASS, goals={ours: 1.15, with_mass: 1.3},
        )  # fmt: skip
    yield Table(
        f"The logit lens of {name}",
        f"{len(states)} layers x {len(content)} positions x {model.vocabulary_size:,} words, exact "
        "top-10.",
        rows,
    )


def tables(rounds: int) -> Iterator[Table]:
    with one_for_products():
        for work in (metrics, layer_map, hub, lens):
            yield from work(rounds)
