"""One lie after another, each loaded in a child of its own, with a limit of time and memory.

The child is forked from a process that has the libraries but has run nothing with them, so that
hundreds of lies do not wait for hundreds of imports.
"""

from __future__ import annotations

import json
import os
import re
import resource
import select
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from semhub.errors import InputError
from semhub.inputs import Target, Text
from semhub.models import folder as folders
from semhub.models.loading import load
from semhub.models.sensory import PROBES
from semhub.models.towers.pair import Towers
from semhub.states.extraction import extract
from tests.hostile.config_lies import MARKER
from tests.hostile.folders import DECODER
from tests.hostile.lie import Lie
from tests.sentences import assert_one_sentence

PATIENCE = 20
"""Seconds of the processor that a folder may take."""

_LONGEST = 120.0
"""Seconds by the clock: as much as that is, on a machine with other work, and the end of whoever
waits for what never comes."""

GROWTH = 1 << 30
_ROOM = 6 << 30
"""Bytes that a child may ask for: more than it is allowed to use, and less than the machine has.
Files that are mapped into memory do not count."""


@dataclass(frozen=True)
class Outcome:
    """What became of a lie.

    kind: read, refused, traceback, two sentences, abort, hang, growth, or code ran.
    told: the sentence, or the end of the traceback. seconds: of the processor, with the children of
    its own. growth: bytes at most more than before.
    """

    kind: str
    told: str
    seconds: float
    growth: int

    @property
    def is_good(self) -> bool:
        return self.kind in ("read", "refused")


def tried(lie: Lie, base: Path, place: Path) -> Outcome:
    """Spoil a copy of the folder `base` at `place` and load it in a child."""
    shutil.copytree(base, place)
    try:
        lie.spoil(place)
        return _watched(lambda: _used(place), place)
    finally:
        if place.is_dir():
            place.chmod(0o700)
            shutil.rmtree(place)
        else:
            place.unlink()


def _used(place: Path) -> Outcome:
    """Load and use the folder as a page does."""
    before = _memory("VmRSS")
    kind, told = "read", ""
    try:
        if (place / "tiny.gguf").is_file():
            place = place / "tiny.gguf"
        elif place.is_dir():
            folders.files(place)
        is_open_clip = (place / "open_clip_model.safetensors").is_file()
        weights = f"open_clip:ViT-B-32/{place}/open_clip_model.safetensors"
        told = _told(weights if is_open_clip else str(place))
        if (place / DECODER).is_file():
            told = _told(f"{place}#decoder")
    except InputError as error:
        kind, told = "refused", str(error)
        try:
            assert_one_sentence(told)
        except AssertionError:
            kind = "two sentences"
    except BaseException:  # noqa: BLE001 (the trial's whole question)
        kind, told = "traceback", traceback.format_exc()
    return Outcome(kind, told, 0.0, _memory("VmHWM") - before)


def _told(name: str) -> str:
    model = load(name, device="cpu")
    if isinstance(model, Towers):
        model.text.encode([Text("The cat sleeps.")])
        model.other.encode([PROBES[model.other.modality]])
        return "two towers"
    text = "The cat sleeps on the mat, and 17 dogs."
    items: list = [Text(text), *(PROBES[sense] for sense in model.modalities if sense != "text")]
    if getattr(model, "sources", ()):
        items = [Target(text, PROBES[sense] if sense in PROBES else Text(text))
                 for sense in model.sources]  # fmt: skip
    read = []
    for item in items:
        try:
            extract(model, [item])
            model.tokens(item)
            read.append(item.modality)
        except InputError as error:
            assert_one_sentence(str(error))
    if hasattr(model, "spellings"):
        model.spellings("cat")
    return f"it reads {', '.join(read) or 'nothing'}"


def _memory(field: str) -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1]) << 10
    raise KeyError(field)


def _watched(work: Callable[[], Outcome], place: Path) -> Outcome:
    """Run `work` in a child and return what it found, or what became of it."""
    reading, writing = os.pipe()
    begun = time.monotonic()
    child = os.fork()
    if not child:
        _in_child(work, writing)
    os.close(writing)
    data, ended = b"", False
    while not ended and (left := begun + _LONGEST - time.monotonic()) > 0:
        if select.select([reading], [], [], left)[0]:
            some = os.read(reading, 1 << 16)
            data += some
            ended = not some
    os.close(reading)
    if not ended:
        os.kill(child, signal.SIGKILL)
    _, status, usage = os.wait4(child, 0)
    seconds = usage.ru_utime + usage.ru_stime
    if not ended or seconds > PATIENCE or os.WTERMSIG(status) == signal.SIGXCPU:
        return Outcome("hang", "", seconds, 0)
    if not data:
        return Outcome("abort", f"signal {os.WTERMSIG(status)}", seconds, 0)
    found = replace(Outcome(**json.loads(data)), seconds=seconds)
    if (place / MARKER).exists():
        return replace(found, kind="code ran")
    asked = re.search(r"allocate memory|MemoryError|Unable to allocate", found.told)
    if found.growth > GROWTH or (asked and "mmap" not in found.told):  # a file's is no growth
        return replace(found, kind="growth")
    return found


def _in_child(work: Callable[[], Outcome], writing: int) -> None:
    try:
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 0)
        if not os.environ.get("SHOWN"):
            os.dup2(null, 1)
            os.dup2(null, 2)
        Path("/proc/self/clear_refs").write_text("5")  # the peak of memory begins here
        room = _memory("VmData") + _ROOM
        resource.setrlimit(resource.RLIMIT_DATA, (room, room))
        resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE + 5))
        os.write(writing, json.dumps(asdict(work())).encode()[:60_000])
    finally:
        sys.stdout.flush()
        os._exit(0)
