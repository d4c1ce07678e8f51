"""Bring a model from the Hugging Face hub to this machine, or say why not."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable
from concurrent.futures import CancelledError, ThreadPoolExecutor, wait
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

from httpx2 import HTTPError
from huggingface_hub import HfApi, constants, scan_cache_dir, snapshot_download
from huggingface_hub.errors import (
    CacheNotFound,
    FileMetadataError,
    GatedRepoError,
    HfHubHTTPError,
    HFValidationError,
    LocalEntryNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.hf_api import RepoSibling
from huggingface_hub.utils import filter_repo_objects, validate_repo_id
from tqdm.auto import tqdm

from semhub import cache
from semhub.errors import InputError
from semhub.models import room
from semhub.models.not_here import HubUnreachable, NotHere, Progress
from semhub.quoting import quoted

_WANTED = [
    "*.json", "*.safetensors", "*.txt", "*.model", "*.jinja",
    "*.spm", "*.bpe", "*.codes", "*.tiktoken",  # tokenizers of some families
]  # fmt: skip
constants.DOWNLOAD_CHUNK_SIZE = 1 << 18
"""Bytes between two looks whether a download was given up; the library's own 10 MB are a minute of
a slow network."""

_UNREACHABLE = (
    ConnectionError,  # also what offline mode raises
    TimeoutError,
    HTTPError,
    LocalEntryNotFoundError,
    FileMetadataError,
)
_MALFORMED = (
    ValueError, KeyError, TypeError, AttributeError, AssertionError, RecursionError,
)  # fmt: skip
"""What the library raises where the answer is not the hub's: a proxy's page of HTML, for one."""


_REVISION = re.compile(r"[\w.+-][\w./+-]{0,199}")


def is_id(name: str) -> bool:
    """Tell whether a model of the hub can have this name."""
    try:
        validate_repo_id(name)
    except HFValidationError:
        return False
    return True


def on_disk(repository: str, revision: str | None = None) -> Path | None:
    """Find the newest complete snapshot in the local cache, or that of a commit, branch or tag,
    without asking the hub."""
    try:
        folder = Path(
            snapshot_download(
                repository, revision=revision, local_files_only=True, allow_patterns=_WANTED
            )
        )
    except (LocalEntryNotFoundError, HFValidationError):
        return None
    return folder if any(folder.rglob("*.safetensors")) else None


def cached() -> list[str]:
    """List every model in the local cache that is whole."""
    try:
        repositories = scan_cache_dir(constants.HF_HUB_CACHE).repos
    except CacheNotFound:
        return []
    return sorted(
        repository.repo_id
        for repository in repositories
        if repository.repo_type == "model" and on_disk(repository.repo_id)
    )


def fetch(
    repository: str,
    progress: Progress | None = None,
    *,
    may: bool = True,
    revision: str | None = None,
) -> Path:
    """Return the folder of a hub model, downloaded if need be and if it `may` be.

    revision: a commit, branch or tag; by default what the hub has now, or the cache has of it.

    Raises `HubUnreachable` when the hub does not answer, `InputError` when it says no or the disk
    is too small, and `NotHere` where nothing may be downloaded.
    """
    _require_sayable(revision)
    if folder := on_disk(repository, revision):
        return folder
    called = repository if revision is None else f"{repository} at {revision}"
    try:
        if not may:
            validate_repo_id(repository)
            raise NotHere(f"{called} is not on this machine.")
        info = _attended(
            partial(
                HfApi().model_info, repository, revision=revision, files_metadata=True, timeout=10
            ),
            lambda: progress and progress(0.0, f"Looking for {repository}"),
        )
        if info.siblings is None:
            raise KeyError("siblings")
        if not any(file.rfilename.endswith(".safetensors") for file in info.siblings):
            raise InputError(
                f"{repository} has no safetensors weights, and pickled ones are not opened; "
                "choose a model with safetensors."
            )
        wanted = list(
            filter_repo_objects(
                info.siblings, allow_patterns=_WANTED, key=lambda file: file.rfilename
            )
        )
        size = sum(file.size or 0 for file in wanted)
        room.require_disk(repository, size, Path(constants.HF_HUB_CACHE))
        folder = _downloaded(repository, revision, size, progress)
        if not on_disk(repository, revision):
            raise KeyError("files that were listed at first")
        _require_listed(repository, folder, wanted)
        return folder
    except InputError:  # which is a ValueError, as much of what the library raises is
        raise
    except HFValidationError:
        raise InputError(
            f"“{repository}” is neither a folder, a name in the catalogue nor a Hugging Face id "
            "(owner/name); check the spelling."
        ) from None
    except RevisionNotFoundError:
        raise InputError(
            f"The hub has {repository}, but no commit, branch or tag “{revision}” of it; check the "
            "spelling."
        ) from None
    except GatedRepoError:
        raise InputError(
            f"{repository} is gated: accept its terms on the hub and log in with `hf auth login`."
        ) from None
    except RepositoryNotFoundError:
        raise InputError(f"The hub has no model {repository}; check the spelling.") from None
    except HfHubHTTPError as error:
        raise InputError(f"The hub refused {repository}: {error.response.status_code}.") from None
    except _UNREACHABLE:
        raise HubUnreachable(
            f"The Hugging Face hub cannot be reached, and {called} is not on this machine."
        ) from None
    except _MALFORMED:
        raise InputError(
            f"What answers at {constants.ENDPOINT} for {repository} is not the Hugging Face hub, "
            "or a proxy altered it; check the network, or HF_ENDPOINT where it is set."
        ) from None
    except OSError as error:
        raise InputError(
            f"{repository} cannot be put on disk ({error.strerror or error}): make room there, or "
            "set HF_HOME to a folder that can be written."
        ) from None


def _require_sayable(revision: str | None) -> None:
    """Raise `InputError` on what no commit, branch or tag is called."""
    if revision is not None and (".." in revision or not _REVISION.fullmatch(revision)):
        raise InputError(
            f"{quoted(revision)} is no name of a commit, branch or tag; check the spelling."
        )


def _require_listed(repository: str, folder: Path, files: Iterable[RepoSibling]) -> None:
    """Raise `InputError` where a large file is another than the hub lists, and take it out of the
    cache: the library compares sizes alone."""
    for file in files:
        here = folder / file.rfilename
        if file.lfs and file.lfs.sha256 and cache.digest(here) != file.lfs.sha256:
            here.resolve().unlink()
            here.unlink(missing_ok=True)
            raise InputError(
                f"What came as {file.rfilename} of {repository} is not what the hub lists "
                "(SHA-256); fetch it again, or from another network."
            )


def _downloaded(
    repository: str, revision: str | None, size: int, progress: Progress | None
) -> Path:
    """Download the files. When `progress` raises, the download is given up.

    size: bytes of all files. The bars' own totals grow file by file, so a share of them would
    jump to and fro.
    """
    bars: list[tqdm] = []
    given_up = Event()

    class Watched(tqdm):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs, file=io.StringIO())
            bars.append(self)

        def update(self, n=1):
            if given_up.is_set():
                raise CancelledError
            return super().update(n)

        def display(self, *_args, **_kwargs):
            """Nothing is drawn here; the caller's `progress` does."""

    def share() -> float:
        done = max((bar.n for bar in bars if bar.unit == "B"), default=0)
        return min(done / max(size, 1), 1.0)

    try:
        return Path(
            _attended(
                partial(
                    snapshot_download,
                    repository,
                    revision=revision,
                    allow_patterns=_WANTED,
                    tqdm_class=Watched,
                ),
                lambda: progress and progress(share(), f"Fetching {repository}"),
            )
        )
    finally:
        given_up.set()


def _attended(work: Callable[[], Any], report: Callable[[], object]) -> Any:
    """Return what `work` gives, run in a thread of its own, with a report from the caller's five
    times a second: a page may only be drawn from the thread that runs it. When a report raises,
    nobody waits for the work any more."""
    pool = ThreadPoolExecutor(max_workers=1)
    try:
        task = pool.submit(work)
        while not wait([task], timeout=0.2).done:
            report()
        return task.result()
    finally:
        pool.shutdown(wait=False)
