"""What can be checked of any one model, and what several checks ask of a model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace

import numpy as np

from semhub import datasets
from semhub.errors import InputError
from semhub.experiments.comparison import Comparison, compare, compare_states, like_length
from semhub.experiments.verdict import METRIC, NOTHING
from semhub.inputs import Input
from semhub.models import catalogue
from semhub.models.loading import load, untrained
from semhub.models.options import USUAL, Options
from semhub.models.protocol import Model
from semhub.models.towers.pair import Towers
from semhub.once import once
from semhub.states.extraction import Memory, extract, pool_of
from semhub.states.sinks import sinks
from semhub.validity.result import Check, Claim, Finding, Watch, carried_out

ROWS = 100
"""Pairs that are read in a model from elsewhere."""

COLUMNS = ("es", "zh")
"""What is compared with English."""


def checks_of(
    name: str, *, asked: Options = USUAL, rows: int = ROWS, watch: Watch | None = None
) -> Iterator[Check]:
    """Check one model: its load, its sinks, its untrained twin, and wrong partners.

    name, asked: as for `semhub.load`. rows: pairs that are read, of the world of the embedded
    models for those, of `everyday` for others. The checks come as they are done. Raises
    `InputError` for a model that cannot be loaded, and for two towers, which have no layers in
    common.
    """
    model = load(name, **asdict(asked), progress=watch)
    if isinstance(model, Towers):
        raise InputError(f"{name} has two towers and no layer of both; choose another model.")
    read = Reading(model, "world" if catalogue.is_embedded(name) else "everyday", rows)
    headed = model.check.passed is not None
    yield from carried_out(
        [
            Claim(
                f"{name}, load",
                "the last block gives the model's own logits" if headed else "no head to check",
                lambda: _load(model),
            ),
            Claim(f"{name}, sinks", "none, or not pooled by the plain mean", lambda: _sinks(read)),
            Claim(f"{name}, untrained", "no hub", lambda: _twin(name, asked, read)),
            Claim(f"{name}, wrong partners of like length", "nothing meets", lambda: _wrong(read)),
        ],
        watch,
    )


@dataclass(frozen=True)
class Reading:
    """A model, and the set on which it is read: its first `rows` rows."""

    model: Model
    name: str
    rows: int | None

    def side(self, column: str) -> list[Input]:
        return datasets.column(f"{self.name}:{column}")[: self.rows]

    @once
    def memory(self) -> Memory:
        return Memory()

    def compared(self, column: str) -> Comparison:
        """Compare English with another column, by retrieval."""
        return compare(
            self.model, self.side("en"), self.side(column), metrics=[METRIC], memory=self.memory
        )

    def verdicts(self) -> dict[str, Comparison]:
        """Compare English with each of `COLUMNS`."""
        return {f"en-{column}": self.compared(column) for column in COLUMNS}


def no_hub(found: dict[str, Comparison]) -> Finding:
    """Return a finding that passes where none of some comparisons has a band."""
    return Finding(
        "; ".join(f"{name}: {summary(comparison)}" for name, comparison in found.items()),
        not any(comparison.hub.band for comparison in found.values()),
    )


def summary(comparison: Comparison) -> str:
    """Return the verdict and retrieval at the first, the best and the last layer."""
    value, layers = comparison.metrics[METRIC].value, comparison.layers
    best = int(value.argmax())
    return (
        f"{comparison.hub.verdict}, retrieval of {comparison.n} pairs {value[0]:.2f} at layer "
        f"{layers[0]}, {value[best]:.2f} at best (layer {layers[best]}), {value[-1]:.2f} at the "
        "last"
    )


def _load(model: Model) -> Finding:
    return Finding(model.check.sentence.rstrip("."), model.check.passed is not False)


def _sinks(read: Reading) -> Finding:
    found, pool = sinks(read.model, read.side("en")), pool_of(read.model, "auto")
    return Finding(
        f"{found.sentence.rstrip('.')}; {pool} pooling", not found.found or pool != "mean"
    )


def _twin(name: str, asked: Options, read: Reading) -> Finding:
    twin = untrained(name, device=asked.device, revision=asked.revision)
    return no_hub(Reading(twin, read.name, read.rows).verdicts())


def _wrong(read: Reading) -> Finding:
    """Return each English item beside a wrong partner that is as long as the right one."""
    found = {f"en-{column}": _repaired(read, column) for column in COLUMNS}
    apart = no_hub(found)
    return replace(apart, passed=all(c.hub.verdict == NOTHING for c in found.values()))


def _repaired(read: Reading, column: str) -> Comparison:
    a, b = read.side("en"), read.side(column)
    pool = pool_of(read.model, "auto")
    x, y = (extract(read.model, side, pool=pool, memory=read.memory) for side in (a, b))
    partners = like_length(read.model, a, b)[0]
    b = [b[i] for i in partners]
    return compare_states(
        x, np.ascontiguousarray(y[:, partners]), list(range(len(x))), model=read.model.name,
        pool=pool, wrong=like_length(read.model, a, b), metrics=[METRIC],
    )  # fmt: skip
