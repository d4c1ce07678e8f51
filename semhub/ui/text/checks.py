"""Further checks of a result: what could make it look too good. Computed when they are opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from semhub.charts.text_format import number
from semhub.ui.shared import cached, messages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from semhub.experiments.comparison import Comparison
    from semhub.inputs import Text
    from semhub.models.protocol import Model
    from semhub.states.sinks import Sinks
    from semhub.ui.text.answer import Answer


def checks(answer: Answer) -> None:
    """Draw the section."""
    result, metric = answer.result, answer.metric
    layer = result.hub.peak[0] if result.hub.peak else result.peak[1] or 0
    at = answer.x[layer], answer.y[layer]
    rows = {
        "Best layer, chosen on half of the pairs": _split_half(metric, answer.x, answer.y),
        f"In one pool, at layer {layer}": _one_pool(*at, answer.names),
        f"Most popular neighbour, at layer {layer}": _popular(*at, answer.names),
    }
    if metric in ("cka", "mknn"):
        rows["Over layer 0"] = _over_first(result, metric)
    messages.table(rows)


def warn_of_sink(model: Model, items: Sequence[Text], pool: str) -> None:
    """Warn where the plain mean was chosen and one token dominates it."""
    if pool == "mean" and (seen := sinks(model, items)).found:
        messages.warning(f"{seen.sentence} Choose the pooling “unit” under “How is it measured?”.")


@cached.data
def sinks(model: Model, _items: Sequence[Text]) -> Sinks:
    """Look for an attention sink, once for each model, on the first items that it reads: the sink
    belongs to the model, so an edited sentence need not look again."""
    from semhub.states.sinks import sinks

    return sinks(model, _items)


def _split_half(metric: str, x: np.ndarray, y: np.ndarray) -> str:
    from semhub.experiments.split_half import split_half_peak

    found = split_half_peak(metric, x, y, list(range(len(x))))
    first, second = found.layers
    layers = f"layer {first}" if first == second else f"layers {first} and {second}"
    return (
        f"{layers}: {number(found.value)} [{number(found.low)}, {number(found.high)}] on the other "
        f"half, {number(found.chosen)} on the half used for choosing; {found.n} pairs, chance "
        f"{number(found.chance)}"
    )


def _one_pool(x: np.ndarray, y: np.ndarray, names: tuple[str, str]) -> str:
    from semhub.experiments.hub.one_pool import one_pool

    if names[0] == names[1]:
        return "both sides are of one language"
    parts = [
        f"in {name}, the nearest of all uncentred states is the partner for "
        f"{found.meaning.value:.0%} of items, and another item in {name} for {found.side.value:.0%}"
        for name, found in one_pool(dict(zip(names, (x, y), strict=True))).items()
    ]
    return "; ".join(parts)


def _popular(x: np.ndarray, y: np.ndarray, names: tuple[str, str]) -> str:
    from semhub.similarity import Pair
    from semhub.similarity.hubness import popularity

    of_y, of_x = popularity(Pair(x, y))
    parts = [
        f"one item in {name} is the nearest neighbour of {found.share:.1%} [{found.low:.1%}, "
        f"{found.high:.1%}] of the other side (by chance {found.chance:.1%}, in 95% of draws "
        f"at most {found.chance95:.1%})"
        for name, found in zip(names[::-1], (of_y, of_x), strict=True)
    ]
    return "; ".join(parts)


def _over_first(result: Comparison, metric: str) -> str:
    from semhub.statistics.excess import Measured, over_first

    curve = result.metrics[metric]
    if curve.influence is None:
        return "too few pairs"
    found = over_first(Measured(curve.value, curve.influence[0]))
    best = int(np.argmax(found.value))
    return (
        f"{number(found.value[best])} [{number(found.low[best])}, {number(found.high[best])}] at "
        f"layer {best}, its largest value; this metric can be high even where nothing meets"
    )
