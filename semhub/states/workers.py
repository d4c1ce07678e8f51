"""Pieces of work on several worker processes of Ray Data, on this machine or on a cluster.

Each worker makes what runs the pieces once, such as a loaded model. A worker that dies is started
again, and the piece that it was at is run again. Ray is imported only where it is asked for, and
torch not before a worker knows how many cores it has.
"""

from __future__ import annotations

import logging
import os
import pickle
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from math import floor
from numbers import Real
from types import ModuleType
from typing import Any

from semhub.errors import InputError
from semhub.inputs.door import whole_number
from semhub.threads import wait_passively

DEATHS = 3
"""How often a worker is started again, and a piece run again, before the run ends: a piece that
takes too much memory would kill every worker that it comes to."""

INSTALL = "pip install -r requirements-ray.txt"

_PIECE = "piece"
"""The one column of the rows that Ray Data carries to and fro."""


@dataclass(frozen=True)
class Workers:
    """count: worker processes. gpus: of each; a share where several have one together.

    A cluster that RAY_ADDRESS or `ray start` names is used; otherwise one is started on this
    machine, and ends with this process. Raises `InputError` for other numbers.
    """

    count: int = 2
    gpus: float = 0

    def __post_init__(self) -> None:
        whole_number(self.count, "The number of workers", 1)
        # Ray counts in parts of 10,000.
        if not isinstance(self.gpus, Real) or not (self.gpus == 0 or 1e-4 <= self.gpus < 1e4):
            raise InputError(f"A worker has 0 GPUs, a share of one, or more, not {self.gpus}.")
        if self.gpus > 1 and self.gpus != int(self.gpus):
            raise InputError(f"More than one GPU of a worker are whole ones, not {self.gpus}.")

    def run(self, make: Callable[[], Callable[[Any], Any]], pieces: Sequence[Any]) -> Iterator[Any]:
        """Run pieces and give back what each returned, or the `InputError` that it raised, in their
        order and as they are done.

        make: called once in each worker; what it returns is called with pieces. It, the pieces and
        what comes back are pickled.
        Raises `InputError` where Ray is not installed, the cluster has too few GPUs, or workers die
        again and again; any other error of a piece ends the run as Ray tells it.
        """
        if not pieces:
            return
        ray = _started()
        there = ray.cluster_resources()
        count, cpus = min(self.count, len(pieces)), there.get("CPU", 1)
        if count * self.gpus > there.get("GPU", 0):
            raise InputError(
                f"{count} workers with {self.gpus:g} GPUs each need more than the "
                f"{there.get('GPU', 0):g} that Ray finds; ask for fewer."
            )
        rows = [{_PIECE: pickle.dumps(piece)} for piece in pieces]
        data = ray.data.from_items(rows, override_num_blocks=len(rows))
        data.context.execution_options.preserve_order = True
        data.context.enable_progress_bars = False
        with warnings.catch_warnings():
            # Ray Data has no other name yet for how often a worker may die; its own is for ever.
            warnings.simplefilter("ignore", ray.util.annotations.RayDeprecationWarning)
            done = data.map_batches(
                _Worker,
                batch_size=1,
                compute=ray.data.ActorPoolStrategy(size=count),
                fn_constructor_args=(pickle.dumps(make), max(1, int(cpus / count)), os.getcwd()),
                num_cpus=min(1, floor(1e4 * cpus / count) / 1e4),
                num_gpus=self.gpus,
                max_restarts=DEATHS,
                max_task_retries=DEATHS,
            )
        try:
            for row in done.iter_rows():
                yield pickle.loads(row[_PIECE])
        except (ray.exceptions.RayTaskError, ray.exceptions.UserCodeException):
            raise  # a fault in what was run, which no sentence may hide
        except ray.exceptions.RayActorError as error:
            raise InputError(
                f"A worker died more than {DEATHS} times, as for lack of memory; what is written "
                "stays, and the same command with fewer workers goes on from there."
            ) from error
        except ray.exceptions.RayError as error:
            raise InputError(
                f"Ray could not go on ({type(error).__name__}); look at its cluster, and run the "
                "same command again, which goes on behind what is written."
            ) from error


class _Worker:
    """What Ray Data runs in each worker process."""

    def __init__(self, make: bytes, cores: int, folder: str):
        if os.path.isdir(folder):  # so that paths mean what they mean where the command was given
            os.chdir(folder)
        # Read by torch when it is first imported, which unpickling does. A number that is set
        # later would keep narrow models from running their batches side by side.
        os.environ["OMP_NUM_THREADS"] = str(cores)
        wait_passively()
        self._make, self._made = make, None

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[bytes]]:
        return {_PIECE: [pickle.dumps(self._result(pickle.loads(one))) for one in batch[_PIECE]]}

    def _result(self, piece: Any) -> Any:
        try:
            # Not before: what fails while a worker begins, Ray tells as its death.
            self._made = self._made or pickle.loads(self._make)()
            return self._made(piece)
        except InputError as error:
            return error


def require_ray() -> None:
    """Raises `InputError` where Ray is not installed."""
    if find_spec("ray") is None:
        raise InputError(f"--engine ray needs the package Ray; install it: {INSTALL}.")


def _started() -> ModuleType:
    """Ray, connected to its cluster."""
    require_ray()
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is sent anywhere unasked
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    import ray
    import ray.data

    logging.getLogger("ray.data").setLevel(logging.CRITICAL)  # errors are raised, too
    if not ray.is_initialized():
        try:
            ray.init(include_dashboard=False, log_to_driver=False, logging_level="error")
        except (ConnectionError, RuntimeError, ValueError) as error:
            raise InputError(
                f"Ray could not be started ({error}); check RAY_ADDRESS, or run without --engine "
                "ray."
            ) from error
    return ray
