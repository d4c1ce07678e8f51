"""How long does the hub keep a person waiting, and what does it cost beyond the forward passes?

    python -m benchmarks.hub [MODEL] [--metric acc1] [--rounds 3]

Prints, for the embedded model's world, the seconds from the request to the first result with the
model in memory (items, states, every pair at every layer with the band, planes) and what each stage
takes; the seconds of t-SNE, which no first result waits for; then the time of the states, and of
states and pairs, as ratios to that of one forward pass of each different item that a pair needs. A
round measures all in turn; the quickest counts.
"""

from __future__ import annotations

import argparse
import time

from semhub.experiments.hub import Spokes, from_sets, measure, pca, take, tsne
from semhub.threads import wait_passively


def seconds(run) -> tuple[float, object]:
    start = time.perf_counter()
    result = run()
    return time.perf_counter() - start, result


def forward_passes(model, spokes: Spokes) -> None:
    """Every item once, and nothing kept of it: what no matrix of these spokes can do without."""
    from semhub.models.exclusive import exclusive
    from semhub.states.batches import batches, budget_of, collated

    read = spokes.read_by(model.name, model.modalities)
    columns = [items for set_ in read.sets.values() for items in set_.values()]
    different = {item.digest: item for items in columns for item in items}
    budget = budget_of(model, model.joins)
    for _rows, encoded in batches(model, list(different.values()), budget, model.joins):
        with exclusive():
            model.forward(collated(model, encoded, model.joins))


def main() -> None:
    wait_passively()
    from semhub.models.loading import load

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", nargs="?", default="semhub-nano")
    parser.add_argument("--metric", default="acc1")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()

    model = load(options.model)
    forward_passes(model, from_sets(rows=2))  # what loads at the first use is no one's cost
    rounds = []
    for _ in range(options.rounds):
        stages = {}
        stages["items"], spokes = seconds(from_sets)
        stages["states"], states = seconds(lambda: take(model, spokes))  # noqa: B023
        stages["pairs and band"], hub = seconds(lambda: measure(states, options.metric))  # noqa: B023
        stages["plane"], _ = seconds(lambda: [pca(states, rows) for rows in states.sets])  # noqa: B023
        alone, _ = seconds(lambda: forward_passes(model, spokes))  # noqa: B023
        matrix = stages["states"] + stages["pairs and band"]
        rounds.append((sum(stages.values()), stages, matrix / alone, stages["states"] / alone))
    whole, stages, ratio, states_ratio = min(rounds, key=lambda one: one[0])
    print(f"{model.name}: {len(spokes.names)} spokes, {len(hub.cells)} pairs, {hub.metric}")
    print(f"first result {whole:.2f} s: {', '.join(f'{k} {s:.2f}' for k, s in stages.items())}")
    rows = max(states.sets, key=lambda name: len(states.sets[name]))
    mapped, found = seconds(lambda: tsne(states, rows))
    print(f"t-SNE of {len(found.items)} rows of {rows}, where it is chosen: {mapped:.1f} s")
    print(f"states / forward passes alone {states_ratio:.2f}; with all pairs {ratio:.2f}")


if __name__ == "__main__":
    main()
