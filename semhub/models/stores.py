"""GGUF files that Ollama and LM Studio keep on this machine, found by the names they have there.

    ollama:smollm2:135m                   manifests/registry.ollama.ai/library/smollm2/135m, which
                                          names a file in blobs/
    lmstudio:PUBLISHER/REPOSITORY/FILE    PUBLISHER/REPOSITORY/FILE.gguf

Ollama's manifests are those of the Open Container Initiative; the layer of the type
`application/vnd.ollama.image.model` is the file. A manifest may say anything: it names a blob by
its digest and never by a path, so that nothing outside the store is reached, and one that cannot be
read is left out.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from pathlib import Path

from semhub.errors import InputError
from semhub.models import gguf_parts

OLLAMA, LM_STUDIO = "ollama:", "lmstudio:"
PREFIXES = {OLLAMA: "Ollama", LM_STUDIO: "LM Studio"}

_MODEL = "application/vnd.ollama.image.model"
_DIGEST = re.compile(r"sha256:([0-9a-f]{64})")
_USUAL_HOST, _USUAL_OWNER = "registry.ollama.ai", "library"
_LARGEST_MANIFEST = 1 << 20
_MOST = 1000
"""Files of one store that are looked at."""


@dataclass(frozen=True)
class Stored:
    """One model. name: what `semhub.load` takes. path: its file, or the first of its parts. size:
    bytes of all of them."""

    name: str
    path: Path
    size: int

    @property
    def keeper(self) -> str:
        """Name the program that keeps it."""
        return next(called for prefix, called in PREFIXES.items() if self.name.startswith(prefix))


def is_named(name: str) -> bool:
    """Tell whether the name is one of a store, which may not have it."""
    return name.startswith(tuple(PREFIXES))


def stored() -> list[Stored]:
    """List what both stores have, by name; nothing of a file is read."""
    found: dict[str, Stored] = {}
    for name, path in (*_of_ollama(), *_of_lm_studio()):
        with suppress(InputError, OSError):  # of which a part is missing, or that has just gone
            files = gguf_parts.parts(path)
            if files[0] == path:
                size = sum(file.stat().st_size for file in files)
                found.setdefault(name, Stored(name, path, size))
    return sorted(found.values(), key=lambda one: one.name)


def find(name: str) -> Path:
    """Return the file of a name. Raises `InputError` where no store has it."""
    there = {one.name: one.path for one in stored()}
    path = there.get(name) or there.get(f"{name}:latest")
    if path is None:
        near = get_close_matches(name, there, n=3, cutoff=0.3)
        rest = f"they have {', '.join(near)}" if near else "see `python -m semhub models`"
        raise InputError(f"{name} is in no store of {' or '.join(PREFIXES.values())} here; {rest}.")
    return path


def _of_ollama() -> Iterator[tuple[str, Path]]:
    for store in _ollama_stores():
        manifests = store / "manifests"
        for manifest in _files(manifests, "*/*/*/*"):
            blob = _blob(manifest)
            if blob is not None and (store / "blobs" / blob).is_file():
                *place, tag = manifest.relative_to(manifests).parts
                if place[0] == _USUAL_HOST:
                    place = place[2:] if place[1] == _USUAL_OWNER else place[1:]
                yield f"{OLLAMA}{'/'.join(place)}:{tag}", store / "blobs" / blob


def _ollama_stores() -> list[Path]:
    """The one that the environment names, else the user's own and that of the service on Linux."""
    if named := os.environ.get("OLLAMA_MODELS"):
        return [Path(os.path.expanduser(named))]
    return [
        Path(os.path.expanduser("~/.ollama/models")),
        Path("/usr/share/ollama/.ollama/models"),
    ]


def _blob(manifest: Path) -> str | None:
    """Read which blob is the model; None where a manifest names none, or more than one."""
    try:
        if not manifest.is_file() or manifest.stat().st_size > _LARGEST_MANIFEST:
            return None
        layers = json.loads(manifest.read_text(encoding="utf-8"))["layers"]
        named = [one["digest"] for one in layers if one["mediaType"] == _MODEL]
        (digest,) = (_DIGEST.fullmatch(one) for one in named)
        return f"sha256-{digest[1]}" if digest else None
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def _of_lm_studio() -> Iterator[tuple[str, Path]]:
    for home in ("~/.lmstudio/models", "~/.cache/lm-studio/models"):
        store = Path(os.path.expanduser(home))
        for file in _files(store, "*/*/*.gguf"):
            # mmproj: what turns pictures into states of the model beside it, and no model
            if file.is_file() and not file.name.startswith("mmproj"):
                name = file.relative_to(store).with_suffix("").as_posix()
                yield f"{LM_STUDIO}{name}", file


def _files(store: Path, pattern: str) -> list[Path]:
    """List what a store has, sorted; nothing where it is not there or cannot be read."""
    try:
        return sorted(islice(store.glob(pattern), _MOST))
    except OSError:
        return []
