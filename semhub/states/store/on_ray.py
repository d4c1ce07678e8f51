"""Shards run by worker processes of Ray Data, each with a model of its own.

The seal of the folder is the checkpoint: a shard is noted there as soon as it is written, so that
the next run goes on behind it. Ray Data's own checkpoints note what its workers write themselves,
and here the one process that holds the folder writes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial

from semhub.errors import InputError
from semhub.inputs import Input
from semhub.models.options import USUAL, Options
from semhub.states.store.passes import Passed, Progress, passed
from semhub.states.store.source import Source, difference, source_of
from semhub.states.workers import Workers

SHARDS = 16
"""Shards of a worker that are read, and then run, before more are: workers begin anew for each
such round, so that a round should take far longer than to load a model."""


@dataclass(frozen=True)
class OnRay:
    """The engine that hands shards to workers.

    model, asked: what `semhub.load` takes; every worker loads it so.
    """

    workers: Workers
    model: str
    asked: Options = USUAL

    @property
    def shards(self) -> int:
        return SHARDS * self.workers.count

    def run(
        self, source: Source, shards: Sequence[Sequence[Input]], progress: Progress | None
    ) -> Iterator[Passed]:
        """As `passes.Engine` says; progress within a shard is not known here. Raises `InputError`,
        too, where a worker's model is not the source's, and where workers die."""
        make = partial(_Shards, self.model, self.asked, source)
        for found in self.workers.run(make, shards):
            if isinstance(found, InputError):
                raise found
            yield found


class _Shards:
    """A model that a worker holds."""

    def __init__(self, name: str, asked: Options, source: Source):
        from semhub.models.loading import load

        self._model, self._source = load(name, **asdict(asked)), source
        own = source_of(self._model, source.pool, source.suffix, source.dtype)
        self._differs = difference(own, source)

    def __call__(self, items: Sequence[Input]) -> Passed:
        if self._differs:
            raise InputError(
                f"A worker has {self._differs}; let all machines have the same files, and workers "
                "the same kind of device as this process (--gpus-per-worker)."
            )
        return passed(self._model, items, self._source)
