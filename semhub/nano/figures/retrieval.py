"""Where meanings meet in the embedded model: retrieval between renderings of held-out rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from semhub.comparison import compare
from semhub.extraction import Memory
from semhub.inputs import Text
from semhub.models.protocol import Model
from semhub.nano.dataset import LANGUAGES, columns, sum_columns
from semhub.pools import Pool
from semhub.statistics import Curve

PIVOTS = ("en", "zh")
Pairs = list[tuple[str, str]]


def pairs(pivot: str) -> dict[str, Pairs]:
    """Kind -> pairs of renderings, for a model whose dominant language is ``pivot``.

    The pivot was anchored to every other rendering; ``never anchored`` pairs leave it out.
    """
    second = next(name for name in PIVOTS if name != pivot)
    return {
        "languages": [(pivot, other) for other in LANGUAGES if other != pivot],
        "never anchored": [
            (second, "es"), (second, "ja"), ("ru", "fr"), ("ja", "de"), ("code", second),
        ],
        "notations": [(pivot, "code"), (pivot, "logic")],
        "sums": [("digits", pivot), ("digits", second), (pivot, second)],
    }  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """One measured number on held-out rows.

    layer: where it was read; curve: the same at every layer, the first being the embedding.
    low, high: 95% interval over items at that layer. n: number of items.
    """

    name: str
    value: float
    low: float
    high: float
    layer: int
    curve: list[float]
    chance: float
    n: int


def inner_layers(n_layers: int) -> range:
    """After the first quarter of the depth and before the last layer."""
    return range(n_layers // 4 + 1, n_layers)


def figure_of(name: str, curve: Curve, n_layers: int, n: int) -> Figure:
    """The curve's best inner layer as a figure."""
    layer = max(inner_layers(n_layers), key=lambda k: curve.value[k])
    return Figure(
        name=name,
        value=float(curve.value[layer]),
        low=float(curve.low[layer]),
        high=float(curve.high[layer]),
        layer=layer,
        curve=[round(float(value), 4) for value in curve.value],
        chance=float(curve.chance),
        n=n,
    )


def retrieval(
    model: Model, texts: Mapping[str, Sequence[str]], a: str, b: str, pool: Pool, memory: Memory
) -> Figure:
    """Retrieval@1 between two columns, at the best inner layer."""
    first, second = ([Text(text) for text in texts[name]] for name in (a, b))
    ends = "" if pool == "last" else None  # the last token, as in the paper, be it a full stop
    result = compare(model, first, second, pool=pool, suffix=ends, metrics=("acc1",), memory=memory)
    return figure_of(f"{a} with {b}", result.metrics["acc1"], model.n_layers, len(first))


def retrieval_figures(model: Model, pivot: str, rows: int, seed: int) -> dict[str, list[Figure]]:
    """Group -> figures: languages, unanchored languages, notations, sums; then by last token."""
    memory, asked = Memory(), pairs(pivot)
    plain, arrow = (columns(rows, seed, arrow=arrow) for arrow in (False, True))
    sums = sum_columns(min(rows, 200), seed)
    groups: dict[str, tuple[Mapping, Pairs, Pool]] = {
        f"{kind}, mean": (sums if kind == "sums" else plain, listed, "mean")
        for kind, listed in asked.items()
    }
    for kind in ("languages", "never anchored", "notations"):
        groups[f"{kind}, last token"] = (arrow, asked[kind], "last")
    return {
        group: [retrieval(model, texts, a, b, pool, memory) for a, b in listed]
        for group, (texts, listed, pool) in groups.items()
    }
