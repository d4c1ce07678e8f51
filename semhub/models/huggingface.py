"""Bring a model from the Hugging Face hub to this machine, or say why not."""

from __future__ import annotations

import io
from collections.abc import Callable
from concurrent.futures import CancelledError, ThreadPoolExecutor, wait
from pathlib import Path

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
)
from huggingface_hub.utils import filter_repo_objects, validate_repo_id
from tqdm.auto import tqdm

from semhub.errors import InputError
from semhub.models import room

Progress = Callable[[float, str], None]
"""Called with a share from 0 to 1 and a sentence; an exception that it raises ends the work."""

_WANTED = [
    "*.json", "*.safetensors", "*.txt", "*.model", "*.jinja",
    "*.spm", "*.bpe", "*.codes", "*.tiktoken",  # tokenizers of some families
]  # fmt: skip
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


class HubUnreachable(InputError):
    """The hub does not answer; the message stands alone, without what is on disk."""


class NotHere(InputError):
    """What was asked for would have to be fetched, and nobody said that it may be."""


def on_disk(repository: str) -> Path | None:
    """Find the newest complete snapshot in the local cache, without asking the hub."""
    try:
        folder = Path(snapshot_download(repository, local_files_only=True, allow_patterns=_WANTED))
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


def fetch(repository: str, progress: Progress | None = None, *, may: bool = True) -> Path:
    """Return the folder of a hub model, downloaded if need be and if it `may` be.

    Raises `HubUnreachable` when the hub does not answer, `InputError` when it says no or the disk
    is too small, and `NotHere` where nothing may be downloaded.
    """
    if folder := on_disk(repository):
        return folder
    try:
        if not may:
            validate_repo_id(repository)
            raise NotHere(f"{repository} is not on this machine.")
        info = HfApi().model_info(repository, files_metadata=True, timeout=10)
        if info.siblings is None:
            raise KeyError("siblings")
        if not any(file.rfilename.endswith(".safetensors") for file in info.siblings):
            raise InputError(
                f"{repository} has no safetensors weights, and pickled ones are not opened; "
                "choose a model with safetensors."
            )
        wanted = filter_repo_objects(
            info.siblings, allow_patterns=_WANTED, key=lambda file: file.rfilename
        )
        size = sum(file.size or 0 for file in wanted)
        room.require_disk(repository, size, Path(constants.HF_HUB_CACHE))
        folder = _downloaded(repository, size, progress)
        if not on_disk(repository):
            raise KeyError("files that were listed at first")
        return folder
    except InputError:  # which is a ValueError, as much of what the library raises is
        raise
    except HFValidationError:
        raise InputError(
            f"“{repository}” is neither a folder, a name in the catalogue nor a Hugging Face id "
            "(owner/name); check the spelling."
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
            f"The Hugging Face hub cannot be reached, and {repository} is not on this machine."
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


def _downloaded(repository: str, size: int, progress: Progress | None) -> Path:
    """Download in a thread of its own and report from the caller's: a page may only be drawn from
    the thread that runs it. When `progress` raises, the download is given up.

    size: bytes of all files. The bars' own totals grow file by file, so a share of them would
    jump to and fro.
    """
    bars: list[tqdm] = []
    given_up = False

    class Watched(tqdm):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs, file=io.StringIO())
            bars.append(self)

        def update(self, n=1):
            if given_up:
                raise CancelledError
            return super().update(n)

        def display(self, *_args, **_kwargs):
            """Nothing is drawn here; the caller's `progress` does."""

    with ThreadPoolExecutor(max_workers=1) as pool:
        task = pool.submit(
            snapshot_download, repository, allow_patterns=_WANTED, tqdm_class=Watched
        )
        try:
            while not wait([task], timeout=0.2).done:
                if progress:
                    done = max((bar.n for bar in bars if bar.unit == "B"), default=0)
                    progress(min(done / max(size, 1), 1.0), f"Fetching {repository}")
        finally:
            given_up = True
        return Path(task.result())
