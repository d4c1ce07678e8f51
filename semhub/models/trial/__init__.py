"""Try foreign tokenizers, templates and pickled lenses in a process of their own, before they are
used in this one.

A pattern can go back and back, a template can loop, a table can grow without end, and a library
that is not written in Python can end the process. None of that can be stopped from within, so a
child with limits of time and memory does it first. What was tried once is not tried again.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import semhub
from semhub import cache
from semhub.models.trial.limits import GIGABYTES, SECONDS

_PATIENCE = 60.0
"""Seconds by the clock for the few of the processor, on a machine that has much other work."""

_LONG_PATIENCE = 600.0
"""The same for a lens, which may have gigabytes."""

_TOO_LARGE = "it takes more time or memory than its size allows"

_ENDLESS = f"it takes more than {SECONDS} seconds or {GIGABYTES} GB"


def fault_of_tokenizer(file: Path) -> str | None:
    """Say what is wrong with a tokenizer.json, in a few words; None where it reads texts."""
    return _tried_tokenizer(file, cache.digest(file))


@lru_cache(maxsize=256)
def _tried_tokenizer(file: Path, _digest: str) -> str | None:
    return _fault("tokenizer", str(file))


def fault_of_template(template: str, special: Mapping[str, object]) -> str | None:
    """Say what is wrong with a chat template, in a few words; None where it ends.

    special: the variables that it is given beside the chat, which are texts.
    """
    return _tried_template(json.dumps([template, dict(special)], default=str))


@lru_cache(maxsize=256)
def _tried_template(given: str) -> str | None:
    return _fault("template", given=given)


def fault_of_lens(file: Path, target: Path) -> str | None:
    """Write the matrices of a pickled Jacobian lens into `target`, as safetensors, or say what is
    wrong with it, in a few words."""
    return _fault("lens", str(file), str(target), patience=_LONG_PATIENCE, endless=_TOO_LARGE)


def _fault(
    program: str,
    *arguments: str,
    given: str = "",
    patience: float = _PATIENCE,
    endless: str = _ENDLESS,
) -> str | None:
    """Run a program of this package and say, by the last line of its errors, why it failed."""
    home = str(Path(semhub.__file__).parents[1])
    path = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH"))))
    try:
        ended = subprocess.run(
            [sys.executable, "-m", f"{__name__}.{program}", *arguments],
            input=given, capture_output=True, text=True, errors="replace", timeout=patience,
            env=os.environ | {"PYTHONPATH": path, "TOKENIZERS_PARALLELISM": "false"},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return endless
    if ended.returncode == 0:
        return None
    lines = ended.stderr.strip().splitlines()
    if ended.returncode < 0 or not lines or lines[-1].startswith("MemoryError"):
        return endless
    kind, _, fault = lines[-1].partition(": ")
    return fault or kind
