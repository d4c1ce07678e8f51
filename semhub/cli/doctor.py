"""`doctor`: what is installed, which models are ready, how much room there is, what would fail."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from semhub import json_file
from semhub.cli import output

if TYPE_CHECKING:
    from semhub.readiness.machine import Machine
    from semhub.readiness.report import Report
    from semhub.readiness.stock import Stock

SHOWN = ("torch", "transformers", "streamlit", "altair", "numpy", "open_clip_torch")
"""Packages whose versions are printed; `--json` has all."""
WITHOUT_MODEL = ("Story", "Results")
"""Pages that show recorded results."""


def add(commands: argparse._SubParsersAction) -> None:
    doctor = commands.add_parser(
        "doctor",
        help="say what is installed, which models are ready, and what would fail",
        description="Look at this machine. Nothing is loaded or fetched; `fetch --preset talk` "
        "proves that models run. Exit code 1 where something would fail.",
    )
    output.add_json(doctor)
    doctor.set_defaults(run=_doctor)


def _doctor(options: argparse.Namespace) -> int:
    from semhub.readiness.report import looked

    found = looked()
    if options.json:
        json_file.write(found.to_dict(), options.json)
    else:
        print("\n".join(_lines(found)))
    return 1 if found.faults else 0


def _lines(found: Report) -> Iterator[str]:
    yield f"Semhub {found.semhub} in {found.place}; Python {found.python}, {found.system}"
    yield from (f"  {name}={value}" for name, value in found.settings.items())
    yield "Packages"
    here = {package.name: package.version for package in found.packages if not package.fault}
    yield "  " + ", ".join(f"{name} {here[name]}" for name in SHOWN if name in here)
    count = f"{len(here)} of {len(found.packages)}"
    yield f"  {count} packages are here, in versions that Semhub works with"
    for package in found.optional:
        if package.version is None:
            yield f"  {package.name}: not installed; needed only for {package.brings}"
    if found.machine:
        yield "Models"
        for model in found.models:
            pages = ", ".join(model.pages) if model.ready else ""
            what = "; ".join(filter(None, (pages, model.how))) or "see below"
            yield f"  {'ready ' if model.ready else 'absent'}  {model.name}: {what}"
        yield from (f"  {line}" for line in _of_all(found.models))
        yield "Machine"
        yield from (f"  {line}" for line in _machine(found.machine))
    yield from (f"Note: {note}" for note in found.notes)
    yield "Would fail:" if found.faults else "Nothing that is here would fail."
    yield from (f"  {fault}" for fault in found.faults)


def _of_all(models: Iterable[Stock]) -> Iterator[str]:
    from semhub.models.catalogue import PRESETS

    yield f"{' and '.join(WITHOUT_MODEL)} need no model."
    lacking = [one.name for one in models if not one.ready and one.name in PRESETS["talk"]]
    if lacking:
        yield f"A talk also needs {', '.join(lacking)}: python -m semhub fetch --preset talk"


def _machine(room: Machine) -> Iterator[str]:
    if room.memory and room.memory_free is not None:
        yield f"memory: {room.memory_free / 1e9:.1f} of {room.memory / 1e9:.1f} GB free"
    yield f"disk: {room.disk_free / 1e9:.1f} GB free for {room.cache}"
    yield f"GPU: {room.gpu or f'none in use; {room.cores} CPU cores'}"
