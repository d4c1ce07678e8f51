"""One model of the catalogue: what is known of it, and whether this machine can hold it."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from semhub.models.not_here import Progress

_CONTAINER_LIMIT = Path("/sys/fs/cgroup/memory.max")
EMBEDDED = "semhub-nano"
"""The embedded model: the one to offer where another cannot do what is asked."""


@dataclass(frozen=True)
class Entry:
    """One model of the catalogue.

    name: what `semhub.load` takes.
    parameters: number of weights. A machine needs four bytes for each, and room to work.
    how: what to do when it is not on disk.
    find: where it is, without work or network. bring: its folder, fetched or unpacked if need be.
    sources: modalities of what an encoder reads beside the text, of a decoder that is fed one.
    towers: whether it is two towers, of which no one curve can be drawn.
    pickled: whether its page had no weights but pickled ones, which are not opened.
    seen: the day on which its page was looked at; empty for what this project made or read itself.
    raised: how an embedded model was trained, in few words, to distinguish it from its twins;
        empty for a model that is not embedded.
    megabytes: what is fetched, in millions of bytes; 0 where nothing is, or the hub knows.
    """

    name: str
    modalities: tuple[str, ...]
    parameters: int
    licence: str
    has_head: bool
    about: str
    how: str
    find: Callable[[], Path | None]
    bring: Callable[[Progress | None], Path]
    raised: str = ""
    megabytes: int = 0
    sources: tuple[str, ...] = ()
    towers: bool = False
    pickled: bool = False
    seen: str = ""

    @property
    def on_disk(self) -> bool:
        return self.find() is not None

    @property
    def fits(self) -> bool:
        return fits(self.parameters)

    @property
    def pages(self) -> tuple[str, ...]:
        """Name the pages that it serves."""
        own = ("Home", "Emergence") if self.name == EMBEDDED else ()
        if self.towers or "text" not in self.modalities:
            return tuple(sense.title() for sense in self.modalities if sense != "text")
        return (*served(self.modalities, self.has_head), *own)

    @property
    def sees(self) -> bool:
        return "image" in self.modalities

    @property
    def hears(self) -> bool:
        return "audio" in (*self.modalities, *self.sources)

    @property
    def comes_by_network(self) -> bool:
        """Tell whether it is fetched, from the package registry or the hub, where names have a
        slash; others are shipped or installed."""
        return (bool(self.megabytes) or "/" in self.name) and not self.pickled

    @property
    def size(self) -> str:
        """The size of a download, in words: bytes where they are known, else the weights."""
        if self.megabytes:
            return f"{self.megabytes} MB"
        return f"{self.parameters / 1e6:,.0f}M weights"


def fits(parameters: int) -> bool:
    """Tell whether as many weights in float32 take at most half of this machine's memory."""
    return 4 * parameters <= memory() / 2


def served(modalities: Iterable[str], has_head: bool) -> tuple[str, ...]:
    """Name the pages that a model serves which takes these modalities, beside text."""
    senses = [sense.title() for sense in modalities if sense != "text"]
    return ("Text", "Code", *senses, "Hub", *(["Steer"] if has_head else []))


def memory() -> float:
    """Count the bytes that this process may use, of the machine or its container; infinite where
    the system does not say."""
    if not hasattr(os, "sysconf"):
        return math.inf
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        return min(machine, float(_CONTAINER_LIMIT.read_text().replace("max", "inf")))
    except OSError:
        return machine
