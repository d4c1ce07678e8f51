"""What statistics and the lens cost of the processor, beside a slow and obvious version of each.

    python -m benchmarks.statistics [--rounds 5] [ROW ...]

Rows: metrics, map, hub, lens (all by default). Each prints the median seconds of the processor on
one thread, its ratio to what stands beside it, and the largest difference of their results; a row
ends the run with an error where that is above 1e-6 (1e-5 of the mass by language). Rounds are in
turns, since other programs change what a machine gives. Statistics are of random states with a
planted meaning, or of the embedded model's hub; the lens is that of SmolLM2 where it is here.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping

import numpy as np

from benchmarks.scale import sides
from semhub.threads import one_for_products, wait_passively

SAME = 1e-6

SAME_MASS = 1e-5
"""Of the mass by language, which is added up over the vocabulary in float32."""

HUB_METRICS = ("acc1", "mrr", "mknn", "cka")


def in_turns(work: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, np.ndarray]:
    """Name -> (rounds,) seconds of the processor."""
    for run in work.values():
        run()  # what is made once is no one's cost
    seconds: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(rounds):
        for name, run in work.items():
            start = time.process_time()
            run()
            seconds[name].append(time.process_time() - start)
    return {name: np.array(found) for name, found in seconds.items()}


def row(
    name: str, seconds: dict[str, np.ndarray], beside: str, apart: float, same: float = SAME
) -> None:
    """Print one, and end the run where the results differ."""
    ratios = seconds[name] / seconds[beside]
    print(
        f"{name}: {np.median(seconds[name]):.3f} s, {np.median(ratios):.3f} "
        f"[{ratios.min():.3f}, {ratios.max():.3f}] of {beside} ({np.median(seconds[beside]):.3f} s)"
        f"; results differ by {apart:.0e}"
    )
    if not apart <= same:
        raise SystemExit(f"{name} is not what {beside} says.")


def apart(a: object, b: object) -> float:
    """The largest difference of two curves, NaN where both are NaN."""
    parts = ("value", "low", "high", "chance", "null95", "p")
    return max(
        float(np.nanmax(np.abs(np.subtract(getattr(a, part), getattr(b, part))), initial=0))
        for part in parts
    )


def metrics(rounds: int) -> None:
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

    found, slow = together(), alone()
    names = "six metrics, 25 layers, 200 pairs", "each layer and metric by itself in float64"
    seconds = in_turns(dict(zip(names, (together, alone), strict=True)), rounds)
    row(*names[:1], seconds, names[1], max(apart(found[name], slow[name]) for name in USUAL))


def shuffle_by_shuffle(a: np.ndarray, b: np.ndarray, permutations: np.ndarray) -> np.ndarray:
    """(K,): the largest cell of each shuffle, from float64 entries of all pairs of items."""
    rows, columns = np.nonzero(a.any(axis=0))
    weights, other = a[:, rows, columns], np.ascontiguousarray(b.reshape(len(b), -1).T)
    n = len(a[0])
    return np.array([
        (weights @ other[p[rows] * n + p[columns]]).max() for p in permutations
    ])  # fmt: skip


def layer_map(rounds: int) -> None:
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

        names = f"null of a map of {name}, 13 x 25 layers, 400 pairs, 100 shuffles", "float64"
        seconds = in_turns(dict(zip(names, (together, alone), strict=True)), rounds)
        row(names[0], seconds, names[1], float(np.abs(together() - alone()).max()))


def hub(rounds: int) -> None:
    from semhub.experiments.comparison import WRONG_PARTNERS
    from semhub.experiments.hub import from_sets, measure, take
    from semhub.models.loading import load
    from semhub.similarity import METRICS, Pair
    from semhub.statistics.curve import curve

    model, spokes = load("semhub-nano"), from_sets()
    states = take(model, spokes)
    passes = "the passes"
    work: dict[str, Callable[[], object]] = {passes: lambda: take(model, spokes)}
    work |= {f"hub by {name}": lambda name=name: measure(states, name) for name in HUB_METRICS}
    seconds = in_turns(work, rounds)
    for name in HUB_METRICS:
        cells = measure(states, name).cells
        differ = []
        for cell in cells[:: len(cells) // 3]:
            pairs = zip(*states.pair(cell.a, cell.b), strict=True)
            wrong = states.wrong(cell.a, cell.b, WRONG_PARTNERS, 0)
            slow = curve((METRICS[name](Pair(a, b)) for a, b in pairs), wrong=wrong)
            differ.append(apart(cell.curve, slow))
        row(f"hub by {name}", seconds, passes, max(differ))


def lens(rounds: int) -> None:
    import torch

    from semhub.inputs import Text
    from semhub.lenses.head import HeadReader
    from semhub.lenses.languages import known
    from semhub.models import catalogue
    from semhub.models.linear import product
    from semhub.models.loading import load
    from semhub.states.extraction import positions_of_all
    from semhub.states.positions import PositionStates

    torch.set_num_threads(1)
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
    of = f"{len(states)} layers x {len(content)} positions x {model.vocabulary_size:,} words"
    names = f"lens of {name}, {of}", "the same with language mass", "the head's products alone"
    work = {
        names[0]: lambda: reader.read(found, top=10),
        names[1]: lambda: reader.read(found, top=10, languages=table),
        names[2]: bare,
    }
    seconds = in_turns(work, rounds)
    row(names[0], seconds, names[2], differ)
    row(names[1], seconds, names[2], by_language, SAME_MASS)


ROWS = {"metrics": metrics, "map": layer_map, "hub": hub, "lens": lens}


def main() -> None:
    wait_passively()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"of {', '.join(ROWS)}")
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    if unknown := set(asked.rows) - ROWS.keys():
        parser.error(f"no row is called {', '.join(sorted(unknown))}; choose of {', '.join(ROWS)}")
    with one_for_products():
        for name in asked.rows or ROWS:
            ROWS[name](asked.rounds)


if __name__ == "__main__":
    main()
