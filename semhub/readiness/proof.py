"""Prove, with every network off, that a model on this machine loads and runs a sentence.

    python -m semhub.readiness.proof NAME

is the process of its own in which that is tried: what it cannot load ends it alone, and what it
took of memory is given back.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass

from semhub.errors import InputError

SENTENCE = "The cat sleeps."
OFF = {"HF_HUB_OFFLINE": "1", "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": ""}
"""Environment in which neither the hub nor a package registry is asked."""


@dataclass(frozen=True)
class Proof:
    """What came of it. layers: that the sentence went through, 0 where it did not. seconds: to
    load and to run. fault: a sentence on what went wrong, empty where nothing did."""

    name: str
    layers: int = 0
    seconds: float = 0.0
    fault: str = ""


def proved(name: str) -> Proof:
    """Load the named model and run `SENTENCE` through it, in a process that reaches no network."""
    done = subprocess.run(
        [sys.executable, "-m", __spec__.name, name],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
        env=os.environ | OFF,
    )  # fmt: skip
    try:
        return Proof(**json.loads(done.stdout))
    except ValueError:
        said = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        return Proof(name, fault=f"{name} ended the process that loaded it ({said[-1]}).")


def _tried(name: str) -> Proof:
    from semhub.inputs import texts
    from semhub.models.loading import load
    from semhub.models.towers.pair import Towers
    from semhub.states.extraction import extract

    start = time.perf_counter()
    try:
        model = load(name)
        states = extract(model.text if isinstance(model, Towers) else model, texts([SENTENCE]))
    except InputError as error:
        return Proof(name, fault=str(error))
    return Proof(name, len(states) - 1, time.perf_counter() - start)


if __name__ == "__main__":
    print(json.dumps(asdict(_tried(sys.argv[1]))))
