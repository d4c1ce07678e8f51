"""Two sides that mean the same, item by item -> how alike they are at every layer.

This file joins extraction, similarity and statistics; each of them knows nothing of the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from semhub.datasets.arguments import sides_of
from semhub.errors import InputError
from semhub.experiments.meeting import meeting
from semhub.experiments.points import Asked, notes_of_methods, points_of
from semhub.experiments.verdict import METRIC, NO_MEETING, Meeting
from semhub.experiments.wrong_partners import lengths, paired_lengths, wrong_partners
from semhub.inputs import Input, require_pairs
from semhub.inputs.door import one_of, whole_number, whole_numbers
from semhub.pools import require_suffix_fits
from semhub.result import Result
from semhub.similarity import USUAL, centred, cosine, metric_names, require_metric
from semhub.similarity.partial import length_covariates, partial_out
from semhub.statistics.clusters import Clusters
from semhub.statistics.clusters import clusters as clusters_of
from semhub.statistics.curve import repairings
from semhub.statistics.curve_file import curve_from_dict, curve_to_dict
from semhub.statistics.points import Curve, Point, joined
from semhub.statistics.repeats import notes_of_pairs
from semhub.steps import watched
from semhub.threads import one_for_products

if TYPE_CHECKING:
    from pathlib import Path

    from semhub.models.protocol import Model
    from semhub.pools import Pool
    from semhub.states.extraction import Memory, Progress

LEAD = "centred_gap"
"""The metric whose peak is named when none was asked for: `gap` mixes meaning with the norm that
states gain over depth, which centring takes off."""

RESAMPLES = 1000

WRONG_PARTNERS = 200
"""Re-pairings with wrong partners of like length. Fewer than shuffles: they cost as much each, and
that an effect beats them is no question of the third digit."""


_PARTS = {"model", "pool", "n", "layers", "metrics", "peak", "hub"}


@dataclass(frozen=True, repr=False)
class Comparison(Result):
    """Similarity of paired items at every layer.

    pool: the one that was used. n: number of pairs. layers: their numbers, 0 for the embedding.
    metrics: name -> curve over `layers`.
    peak: (metric, layer) where the leading metric is largest; layer None if nothing could be told.
    hub: whether and where the sides meet and part again. It is told by retrieval over all layers
        of the model, whichever metrics and layers were asked for.
    over: the names of the clusters that intervals are over; empty where they are over items.
    partial: "length" where what length alone explains was taken off.
    notes: what a person should know of the pairs: files that are left out, pairs that repeat
        earlier ones, too few to tell anything, or so many that a null or an interval is worked out
        in another way.
    """

    model: str
    pool: Pool
    n: int
    layers: list[int]
    metrics: dict[str, Curve]
    peak: tuple[str, int | None]
    hub: Meeting = NO_MEETING
    over: tuple[str, ...] = ()
    partial: Literal["length"] | None = None
    notes: tuple[str, ...] = ()

    def related(self, metric: str) -> list[int]:
        """The layers whose interval lies wholly above the null of `metric`: there the sides are
        related at all, which also holds for many layers of a model that was never trained."""
        c = self.metrics[metric]
        return [k for k, low in zip(self.layers, c.low, strict=True) if low > c.null95]

    @classmethod
    def from_dict(cls, recorded: dict) -> Comparison:
        """What `to_dict` wrote; None is read as NaN. Raises `InputError` on anything else."""
        if not isinstance(recorded, dict) or not recorded.keys() >= _PARTS:
            raise InputError("This is no comparison that `to_dict` wrote; give that dict.")
        curves = {name: curve_from_dict(curve) for name, curve in recorded["metrics"].items()}
        metric, layer = recorded["peak"]["metric"], recorded["peak"]["layer"]
        return cls(
            recorded["model"], recorded["pool"], recorded["n"], recorded["layers"], curves,
            (metric, layer), Meeting.from_dict(recorded["hub"]), tuple(recorded.get("over", ())),
            recorded.get("partial"), tuple(recorded.get("notes", ())),
        )  # fmt: skip

    def to_dict(self) -> dict:
        """The `compare --json` contract; a number that could not be told is None. "over" and
        "partial" are there only where clusters or a covariate were asked for, "notes" only where
        there are some."""
        asked = {"over": list(self.over), "partial": self.partial, "notes": list(self.notes)}
        return {
            "model": self.model,
            "pool": self.pool,
            "n": self.n,
            "layers": self.layers,
            "metrics": {name: curve_to_dict(curve) for name, curve in self.metrics.items()},
            "peak": {"metric": self.peak[0], "layer": self.peak[1]},
            "hub": self.hub.to_dict(),
            **{part: chosen for part, chosen in asked.items() if chosen},
        }


def compare(
    model: Model,
    a: Sequence[Input | str] | Path,
    b: Sequence[Input | str] | Path,
    *,
    pool: Pool | Literal["auto"] = "auto",
    suffix: str | None = None,
    metrics: str | Iterable[str] = USUAL,
    layers: int | Sequence[int] | None = None,
    clusters: Clusters | Mapping[str, Sequence[str]] | None = None,
    partial: Literal["length"] | None = None,
    resamples: int = RESAMPLES,
    seed: int = 0,
    progress: Progress | None = None,
    memory: Memory | None = None,
) -> Comparison:
    """Compare side `a` with side `b`, whose items i mean the same.

    a, b: strings are texts; a path is a file of texts or a folder, and two folders are paired by
        the names of their files (`semhub.inputs.pairing`).
    pool, suffix: as for `extract`; "auto" is the pooling that suits the model.
    clusters: which items are not independent of each other, or labels as
        `semhub.statistics.clusters` takes them; intervals are then over clusters.
    partial: "length" takes off the states what a text's number of tokens alone explains.

    Raises `InputError` for sides of unequal length, an unknown pool, metric or layer, and for
    what is no item.
    """
    # Here and not above: a recorded comparison can then be shown before torch is loaded.
    from semhub.models.protocol import require_model
    from semhub.states.extraction import extract, pool_of

    require_model(model)
    metrics = metric_names(metrics)
    whole_number(resamples, "The number of resamples", 1)
    whole_number(seed, "The seed", 0)
    (a, b), notes = sides_of(a, b)
    require_pairs(a, b)
    pool = pool_of(model, pool)
    require_suffix_fits(pool, suffix)
    known = known_layers(model.name, model.n_layers, layers)
    if partial is not None:
        one_of(partial, ["length"], "covariate")
    if clusters is not None and not isinstance(clusters, Clusters):
        clusters = clusters_of(clusters, len(a))
    states = extract(model, [*a, *b], pool=pool, suffix=suffix, progress=progress, memory=memory)
    x, y = states[:, : len(a)], states[:, len(a) :]
    if partial == "length":
        x, y = (without_length(model, side, own) for side, own in ((a, x), (b, y)))
    found = compare_states(
        x,
        y,
        known,
        model=model.name,
        pool=pool,
        wrong=like_length(model, a, b, seed),
        metrics=metrics,
        clusters=clusters,
        partial=partial,
        resamples=resamples,
        seed=seed,
    )
    return replace(found, notes=(*notes, *notes_of_pairs(a, b, clusters), *found.notes))


def without_length(model: Model, items: Sequence[Input], states: np.ndarray) -> np.ndarray:
    """`states` (layers, n, width) less what the number of tokens alone explains; those of pictures
    and sounds as they are."""
    if items[0].modality != "text":
        return states
    return partial_out(states, length_covariates(lengths(model, items)))


def like_length(model: Model, a: Sequence[Input], b: Sequence[Input], seed: int = 0) -> np.ndarray:
    """(WRONG_PARTNERS, n) wrong partners of like length, as `compare` has them for its null."""
    return wrong_partners(paired_lengths(model, a, b), WRONG_PARTNERS, seed)


def compare_states(
    x: np.ndarray,
    y: np.ndarray,
    layers: list[int],
    *,
    model: str,
    pool: Pool,
    wrong: np.ndarray | None = None,
    metrics: Iterable[str],
    lead: str | None = None,
    clusters: Clusters | None = None,
    partial: Literal["length"] | None = None,
    resamples: int = RESAMPLES,
    seed: int = 0,
    progress: Callable[[float], None] | None = None,
) -> Comparison:
    """The comparison at `layers` of states already taken, both (all layers, n, width).

    wrong: (K, n) wrong partners of like length; without, shuffled pairs are the only null.
    lead: the metric whose peak is named; by default `LEAD`, or the first.
    partial: what was taken off the states already.
    progress: called with the share that is done, between layers and between blocks of re-pairings.
        An exception that it raises ends the work.
    """
    metrics, n = tuple(dict.fromkeys(metrics)), x.shape[1]
    for name in metrics:
        require_metric(name)
    asked = Asked(repairings(n, resamples, seed, wrong), resamples, seed, clusters)

    def names(layer: int) -> set[str]:
        return {*metrics, METRIC} if layer in layers else {METRIC}

    with one_for_products(), watched(progress):
        points = points_of(x, y, names, asked)
        return comparison_of(
            points, asked, n, layers, model=model, pool=pool, metrics=metrics, lead=lead,
            partial=partial,
        )  # fmt: skip


def comparison_of(
    points: Sequence[Mapping[str, Point]],
    asked: Asked,
    n: int,
    layers: list[int],
    *,
    model: str,
    pool: Pool,
    metrics: Sequence[str],
    lead: str | None = None,
    partial: Literal["length"] | None = None,
) -> Comparison:
    """The comparison of n pairs whose points are known: of retrieval at all layers, of `metrics` at
    `layers`; other arguments as for `compare_states`."""
    everywhere = list(range(len(points)))

    def over(name: str, layers: Sequence[int]) -> Curve:
        some = [points[layer][name] for layer in layers]
        return joined(some, [len(one) for one in asked.again])

    curves = {name: over(name, layers) for name in metrics}
    retrieved = curves.get(METRIC) if layers == everywhere else None
    hub = meeting(retrieved or over(METRIC, everywhere), seed=asked.seed)
    lead = lead or (LEAD if LEAD in curves else next(iter(curves)))
    peak = lead, peak_of(curves[lead], layers)
    named = asked.clusters.names if asked.clusters else ()
    notes = notes_of_methods(curves, n, asked.resamples)
    return Comparison(model, pool, n, layers, curves, peak, hub, named, partial, notes)


def similarity_matrix(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """(n, n) centred cosines of two sides (n, width) at one layer; of a single pair, plain ones,
    since one item less its own mean is nothing."""
    return cosine(centred(x), centred(y)) if len(x) > 1 else cosine(x, y)


def pair_cosine(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """(layers,) mean plain cosine of matched states, both (layers, n, width): all that one pair
    can tell."""
    return np.array([np.diag(cosine(a, b)).mean() for a, b in zip(x, y, strict=True)])


def known_layers(model: str, n_layers: int, layers: int | Sequence[int] | None) -> list[int]:
    """The layers that are asked for, or all of them. Raises `InputError` for one that the model of
    that name, of `n_layers` blocks, has not."""
    if layers is None:
        return list(range(n_layers + 1))
    layers = whole_numbers(layers, "A layer")
    if not layers:
        raise InputError("No layer is named; give at least one.")
    unknown = [layer for layer in layers if not 0 <= layer <= n_layers]
    if unknown:
        raise InputError(f"{model} has layers 0 to {n_layers}, and no layer {unknown[0]}.")
    return list(layers)


def peak_of(c: Curve, layers: list[int]) -> int | None:
    """The layer at which a curve is largest; None where nothing could be told."""
    return None if np.isnan(c.value).all() else layers[int(np.nanargmax(c.value))]
