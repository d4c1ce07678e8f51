"""`--engine`: whether a command runs in its own process, or on workers of Ray Data."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from semhub.errors import InputError

if TYPE_CHECKING:
    from semhub.states.workers import Workers

LOCAL, RAY = "local", "ray"
WORKERS = 2


def add(command: argparse.ArgumentParser, shared: str) -> None:
    """shared: what the workers share among them, for the help."""
    command.add_argument(
        "--engine", default=LOCAL, choices=(LOCAL, RAY),
        help=f"{LOCAL}: in this process (default); {RAY}: on workers of Ray Data that each hold "
        f"the model, on this machine or on the cluster that RAY_ADDRESS names; {shared}. A worker "
        "that dies is started again, and what it was at is run again",
    )  # fmt: skip
    command.add_argument(
        "--workers", type=int, metavar="N", help=f"with {RAY}: how many (default {WORKERS})"
    )
    command.add_argument(
        "--gpus-per-worker", type=float, metavar="X",
        help=f"with {RAY}: of each, or a share such as 0.5 (default: none, they run on CPUs)",
    )  # fmt: skip


def workers(options: argparse.Namespace) -> Workers | None:
    """The workers that the options ask for; None where the command's own process is to run.

    Raises `InputError` where Ray is not installed, and for options that fit nothing.
    """
    if options.engine == LOCAL:
        for name, given in (
            ("--workers", options.workers), ("--gpus-per-worker", options.gpus_per_worker)
        ):  # fmt: skip
            if given is not None:
                raise InputError(f"{name} is for --engine {RAY}; add that, or leave it out.")
        return None
    from semhub.states.workers import Workers, require_ray

    require_ray()
    count = WORKERS if options.workers is None else options.workers
    return Workers(count, options.gpus_per_worker or 0)


def device(workers: Workers) -> str:
    """Where the workers run."""
    return "cuda" if workers.gpus else "cpu"
