"""Where meanings meet in the embedded model: retrieval between renderings of held-out rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from semhub.experiments.comparison import Comparison, compare
from semhub.experiments.verdict import METRIC
from semhub.inputs import Input, Text
from semhub.models.protocol import Model
from semhub.pools import Pool
from semhub.states.extraction import Memory
from semhub.statistics.clusters import FEWEST, Clusters, clusters
from semhub.world.held_out import LANGUAGES, columns, scenes, sum_columns
from semhub.world.scenes import Scene

PIVOTS = ("en", "zh")
Pairs = list[tuple[str, str]]


def pairs(pivot: str) -> dict[str, Pairs]:
    """Return kind -> pairs of renderings, for a model whose dominant language is `pivot`.

    The pivot was anchored to every other rendering; `never anchored` pairs leave it out.
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
    low, high: 95% interval at that layer over items like these: other sentences of these words.
    n: number of items.
    other_words: the same interval for sentences of other words too, over the words of each slot.
    band, peak, verdict: where the two meet, as in `semhub.experiments.verdict`; None where it was
    not asked.
    """

    name: str
    value: float
    low: float
    high: float
    layer: int
    curve: list[float]
    chance: float
    n: int
    other_words: tuple[float, float] | None = None
    band: list[int] | None = None
    peak: list[int] | None = None
    verdict: str | None = None


def inner_layers(n_layers: int) -> range:
    """Return the layers after the first quarter of the depth and before the last one."""
    return range(n_layers // 4 + 1, n_layers)


def figure_of(name: str, result: Comparison, n_layers: int) -> Figure:
    """Return the best inner layer of a comparison by retrieval, as a figure."""
    curve, hub = result.metrics[METRIC], result.hub
    layer = max(inner_layers(n_layers), key=lambda k: curve.value[k])
    return Figure(
        name=name,
        value=float(curve.value[layer]),
        low=float(curve.low[layer]),
        high=float(curve.high[layer]),
        layer=layer,
        curve=[round(float(value), 4) for value in curve.value],
        chance=float(curve.chance),
        n=result.n,
        band=hub.band,
        peak=hub.peak,
        verdict=hub.verdict,
    )


WORDS = ("thing", "colour", "predicate", "place")
"""The slots with words enough for an interval over them."""


def words_of(scenes: Sequence[Scene]) -> Clusters | None:
    """Return which scenes share a word of `WORDS`; None of so few that a slot has hardly any
    words."""
    said = [scene.meanings() for scene in scenes]
    labels = {slot: [each[slot] for each in said] for slot in WORDS}
    if min(len(set(column)) for column in labels.values()) < FEWEST:
        return None
    return clusters(labels, len(said))


def retrieval(
    model: Model,
    a: Sequence[Input],
    b: Sequence[Input],
    name: str,
    pool: Pool,
    memory: Memory,
    words: Clusters | None = None,
) -> Figure:
    """Measure retrieval@1 between two columns, at the best inner layer."""
    ends = "" if pool == "last" else None  # the last token, as in the paper, be it a full stop
    asked = {"pool": pool, "suffix": ends, "metrics": (METRIC,), "memory": memory}
    found = figure_of(name, compare(model, a, b, **asked), model.n_layers)
    if words is None:
        return found
    over = compare(model, a, b, **asked, layers=[found.layer], clusters=words).metrics[METRIC]
    return replace(found, other_words=(float(over.low[0]), float(over.high[0])))


def retrieval_figures(model: Model, pivot: str, rows: int, seed: int) -> dict[str, list[Figure]]:
    """Group -> figures: languages, unanchored languages, notations, sums, by the pooling that is
    usual for decoders and by the plain mean; then by the last token."""
    memory, asked = Memory(), pairs(pivot)
    plain, arrow = (columns(rows, seed, arrow=arrow) for arrow in (False, True))
    sums, words = sum_columns(min(rows, 200), seed), words_of(scenes(rows, seed))

    def figures(texts: Mapping, listed: Pairs, pool: Pool, words: Clusters | None) -> list[Figure]:
        sides = {name: [Text(text) for text in column] for name, column in texts.items()}
        return [
            retrieval(model, sides[a], sides[b], f"{a} with {b}", pool, memory, words)
            for a, b in listed
        ]

    found = {}
    for pool in ("unit", "mean"):
        for kind, listed in asked.items():
            of_sums = kind == "sums"
            found[f"{kind}, {pool}"] = figures(
                sums if of_sums else plain, listed, pool, None if of_sums else words
            )
    for kind in ("languages", "never anchored", "notations"):
        found[f"{kind}, last token"] = figures(arrow, asked[kind], "last", None)
    return found
