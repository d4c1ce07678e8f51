"""A download that goes wrong half way: a sentence, nothing that looks whole, and the next is."""

from __future__ import annotations

import hashlib
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from huggingface_hub import constants, file_download

from semhub import cache
from semhub.models import huggingface as hub
from semhub.models import smollm2
from tests.models.stub_hub import COMMIT, MODEL, refused

WEIGHTS = "model.safetensors"
OF_WEIGHTS = f"/{MODEL}/resolve/{COMMIT}/{WEIGHTS}"


class Stopped(BaseException):
    """What Streamlit raises in a callback when its page was stopped."""


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """The system refuses to write more into any file, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def not_as_root() -> Iterator[None]:
    """Whom permissions bind: root may write anywhere."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def is_whole_next_time(files: dict[str, bytes]) -> bool:
    folder = hub.fetch(MODEL)
    return {path.name: path.read_bytes() for path in folder.iterdir()} == files


def test_a_download_that_is_stopped_frees_its_caller_while_the_hub_still_holds_it(
    stub,
    files,
    monkeypatch,
):
    stub.patience = 60
    monkeypatch.setattr(constants, "DOWNLOAD_CHUNK_SIZE", 100)

    def stop(share: float, sentence: str) -> None:
        if share > 0:
            raise Stopped

    with pytest.raises(Stopped):
        hub.fetch(MODEL, stop)
    assert stub.held > 0
    stub.patience = 0
    stub.go_on.set()
    assert is_whole_next_time(files)


def test_a_page_is_freed_while_the_hub_is_still_asked_for_its_list(stub, monkeypatch):
    asked = stub.asked
    monkeypatch.setattr(hub.HfApi, "model_info", lambda *_, **__: time.sleep(5) or asked.append(1))

    def stop(share: float, sentence: str) -> None:
        assert sentence == f"Looking for {MODEL}"
        raise Stopped

    with pytest.raises(Stopped):
        hub.fetch(MODEL, stop)
    assert asked == []


def test_a_download_that_was_killed_is_not_on_disk_and_goes_on(stub, files):
    stub.patience = 60
    home = Path(constants.HF_HUB_CACHE)
    child = subprocess.Popen(
        [sys.executable, "-c", f"from semhub.models import huggingface as h; h.fetch({MODEL!r})"],
        env=os.environ | {"HF_ENDPOINT": stub.endpoint, "HF_HUB_CACHE": str(home),
                          "HF_HUB_OFFLINE": "0"},
    )  # fmt: skip
    while not stub.held and child.poll() is None:
        time.sleep(0.05)
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert hub.on_disk(MODEL) is None
    stub.patience = 0
    stub.go_on.set()
    assert is_whole_next_time(files)


def test_an_answer_that_ends_at_its_half_is_one_sentence(stub, files, monkeypatch):
    monkeypatch.setattr(file_download.time, "sleep", lambda _seconds: None)  # between its tries
    stub.cut.add(OF_WEIGHTS)
    assert MODEL in refused(MODEL)
    assert hub.on_disk(MODEL) is None
    stub.cut.clear()
    assert is_whole_next_time(files)


def test_a_file_of_another_digest_is_refused_and_not_kept(stub, files):
    stub.digests[WEIGHTS] = hashlib.sha256(files[WEIGHTS]).hexdigest()
    stub.repositories[MODEL][WEIGHTS] = files[WEIGHTS][:-1] + b"\0"
    assert "is not what the hub lists (SHA-256)" in refused(MODEL)
    assert hub.on_disk(MODEL) is None
    stub.repositories[MODEL][WEIGHTS] = files[WEIGHTS]
    assert is_whole_next_time(files)


@pytest.mark.parametrize("place", ["", "/resolve"], ids=["its page", "its files alone"])
@pytest.mark.parametrize("status", [500, 502, 404, 451])
def test_a_hub_that_fails_is_told_in_one_sentence(stub, status, place, monkeypatch):
    monkeypatch.setattr(file_download.time, "sleep", lambda _seconds: None)  # between its tries
    stub.refusals[MODEL + place] = (status, "")
    assert MODEL in refused(MODEL)


@pytest.mark.parametrize("path", [f"/api/models/{MODEL}", OF_WEIGHTS])
def test_a_circle_of_redirections_is_one_sentence(stub, path):
    stub.moved[path] = path
    assert MODEL in refused(MODEL)


def test_a_full_disk_is_one_sentence_and_leaves_nothing_that_looks_whole(stub, files):
    with files_of_at_most(len(files[WEIGHTS]) // 2):
        assert "cannot be put on disk" in refused(MODEL)
    assert hub.on_disk(MODEL) is None
    assert is_whole_next_time(files)


def test_a_cache_that_is_read_only_is_one_sentence(stub, tmp_path, monkeypatch):
    home = tmp_path / "read only"
    home.mkdir(mode=0o555)
    for parent in (tmp_path, *tmp_path.parents[:3]):
        parent.chmod(parent.stat().st_mode | 0o755)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(home / "hub"))
    with not_as_root():
        assert "cannot be put on disk" in refused(MODEL)


def _write(folder: Path) -> None:
    (folder / "words.bin").write_bytes(b"x" * 100_000)


def test_a_full_disk_leaves_no_folder_and_no_lock(tmp_path):
    with files_of_at_most(1000), pytest.raises(cache.Unwritable, match="could not be written"):
        cache.make(tmp_path / "made", {"from": "a test"}, _write)
    assert not (tmp_path / "made").exists()
    assert cache.is_whole(
        cache.make(tmp_path / "made", {"from": "a test"}, _write), {"from": "a test"}
    )


def test_a_process_that_was_killed_while_it_wrote_leaves_no_folder_and_no_lock(tmp_path):
    target = tmp_path / "made"
    program = (
        "import os, signal, sys; from pathlib import Path; from semhub import cache\n"
        "def write(folder):\n"
        "    (folder / 'half').write_text('x')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        f"cache.make(Path({str(target)!r}), {{'from': 'a test'}}, write)"
    )
    assert subprocess.run([sys.executable, "-c", program]).returncode == -signal.SIGKILL
    assert not target.exists()
    assert cache.is_whole(cache.make(target, {"from": "a test"}, _write), {"from": "a test"})


def test_pips_own_error_of_a_full_disk_is_told_without_its_number():
    said = "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device"
    assert smollm2._last_error(said).endswith("OSError: No space left on device")
