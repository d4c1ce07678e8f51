"""All that is known of this machine before a talk, and what would fail."""

from __future__ import annotations

import os
import platform
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import semhub
from semhub import resources
from semhub.readiness import packages
from semhub.readiness.packages import Package

if TYPE_CHECKING:
    from semhub.readiness.machine import Machine
    from semhub.readiness.stock import Stock

SETTINGS = (
    "SEMHUB_PUBLIC", "SEMHUB_MODEL_GB", "SEMHUB_CACHE", "HF_HOME", "HF_HUB_OFFLINE", "HF_ENDPOINT",
)  # fmt: skip
_HISTORY = resources.CHECKPOINTS / "semhub-nano" / "history"


@dataclass(frozen=True)
class Report:
    """models, machine: empty and None where a package is missing. settings: variables of the
    environment that change what Semhub does. notes: what is lacking by intent. faults: what would
    fail, a sentence each that says what to do."""

    semhub: str
    python: str
    system: str
    place: str
    packages: tuple[Package, ...]
    optional: tuple[Package, ...]
    models: tuple[Stock, ...]
    machine: Machine | None
    settings: dict[str, str]
    notes: tuple[str, ...]
    faults: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        return {"well": not self.faults, **asdict(self)}


def looked() -> Report:
    """Look at this machine. Nothing is loaded, fetched or kept."""
    needed = tuple(packages.needed())
    faults = [package.fault for package in needed if package.fault]
    models, room = (), None
    if all(package.version for package in needed):
        from semhub.readiness import machine, stock  # which need some of them

        models, room = tuple(stock.taken()), machine.looked_at()
        faults += [*(model.fault for model in models if model.fault), *room.faults]
    faults += [f"{part} is missing; clone or install Semhub again." for part in _missing()]
    return Report(
        semhub.__version__,
        platform.python_version(),
        f"{platform.system()} {platform.machine()}",
        str(resources.ROOT),
        needed,
        tuple(packages.optional()),
        models,
        room,
        {name: os.environ[name] for name in SETTINGS if name in os.environ},
        tuple(_notes()),
        tuple(faults),
    )


def _missing() -> list[str]:
    parts = (resources.APP, resources.FONTS, resources.ICON, resources.RECORDED)
    return [str(part) for part in parts if not part.exists()]


def _notes() -> list[str]:
    notes = []
    if os.environ.get("HF_HUB_OFFLINE", "0").upper() in ("1", "ON", "YES", "TRUE"):
        notes.append("HF_HUB_OFFLINE is set, so that no model is fetched from the hub.")
    if not _HISTORY.is_dir():
        notes.append("Emergence shows no past: the checkpoints of it are in the repository only.")
    return notes
