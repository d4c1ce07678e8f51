"""“Can I trust this?” under a hub."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

from semhub.charts.hub.plane import kept
from semhub.charts.hub.spokes import band_answer, drawn_again, found_layer, rows_of
from semhub.experiments.hub import NeighbourMap
from semhub.pools import described
from semhub.similarity import METRICS
from semhub.ui.shared import cached, models, trust

if TYPE_CHECKING:
    from semhub.experiments.hub import Layout
    from semhub.inputs import Input
    from semhub.models.protocol import Model
    from semhub.ui.hub.controls import Choices
    from semhub.ui.hub.queries import ModelHub
    from semhub.ui.hub.view import View


PLANE = {
    "pca": "the two largest principal components of the states of all data types at all layers; "
    "the rest is not shown",
    "tsne": "t-SNE (perplexity {perplexity:.3g}) of {rows} rows in all data types, layer by layer: "
    "the middle layer starts from its principal components, every other from the layer beside it, "
    "on which it is then laid by a move, a scale and a turn, so that a point moves where its "
    "neighbours change; a single fit over all layers would keep an item in one place, beside items "
    "that it meets only later",
}
"""How the items of the plane were laid out."""


def _plane(view: View, layout: Layout) -> str:
    if isinstance(layout.places, NeighbourMap):
        parts = {"rows": len(layout.texts), "perplexity": layout.places.perplexity}
        return PLANE[view.by].format(**parts)
    return PLANE[view.by]


@cached.data
def _one_pool(seen: ModelHub, layer: int) -> str:
    """Describe what is nearest to an item among all states of its rows, in each set of rows."""
    from semhub.experiments.hub.one_pool import one_pool

    parts = []
    for rows, spokes in seen.hub.states.sets.items():
        found = one_pool({spoke: taken[layer] for spoke, taken in spokes.items()}).values()
        meaning = sum(pooled.meaning.value for pooled in found) / len(found)
        side = sum(pooled.side.value for pooled in found) / len(found)
        parts.append(
            f"{rows}, layer {layer}: the nearest of all uncentred states has the same meaning for "
            f"{meaning:.0%} of the items, and is another of the same data type for {side:.0%}"
        )
    return "; ".join(parts)


def draw(model: Model, choices: Choices, seen: ModelHub, view: View, layout: Layout) -> None:
    """Draw the table."""
    from semhub.experiments.comparison import RESAMPLES, WRONG_PARTNERS

    hub, metric = seen.hub, METRICS[choices.metric]
    layer = found_layer(hub)
    rows = {
        "Items": f"{rows_of(hub)}; every item is run once, and a pair is compared on the "
        "largest set of rows that both data types have",
        "Pooling": f"{hub.pool}: {described(hub.pool)}",
        "Metric": f"{metric.label} ({choices.metric}): {metric.sentence}",
        "Interval": "95%, over items like these, at each layer separately",
        "Null": f"95% of {RESAMPLES:,} shuffles of the items, and of {WRONG_PARTNERS} "
        "re-pairings with wrong partners of like length, stay below it at every layer",
        "Grey cells": "no relation is shown: the interval is not entirely above the null",
        "Hub": "the longest run of layers at which, for at least 80% of the pairs, "
        "retrieval stands above both layer 0 and the last layer; its ends with 95% "
        "intervals over items, the same items drawn for all pairs; a hub was found in "
        f"{hub.band.found:.0%} of the draws",
        "How sure": drawn_again(hub.band) if hub.band.layers else band_answer(hub),
        "Plane": f"{_plane(view, layout)}; each data type's own "
        "mean subtracted and each state scaled to length 1",
        "Nearest": f"at layer {layer}, {kept(layout.places, layer)}; as many nearest are counted "
        "as an item has partners",
        "Rows joined": "of the rows drawn, those that share the fewest words, wherever they lie in "
        "the plane; others can be chosen",
        "In one pool": _one_pool(seen, layer),
    }
    trust.table(rows, model, command=command(model, choices, seen))


def items(seen: ModelHub) -> dict[str, Sequence[Input]]:
    """Gather the items of every data type, set by set."""
    sets = seen.hub.spokes.sets
    return {f"{rows}:{name}": side for rows, of in sets.items() for name, side in of.items()}


def command(model: Model, choices: Choices, seen: ModelHub) -> str:
    """Write the line that gives the same numbers."""
    spokes = seen.hub.spokes
    references = [f"{name}:{spoke}" for name, columns in spokes.sets.items() for spoke in columns]
    words = ["python", "-m", "semhub", "hub", *models.words_of(model), *references]
    return shlex.join([*words, "--metric", choices.metric, "--pool", seen.hub.pool])
