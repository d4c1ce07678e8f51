"""Models of Ollama and LM Studio are found by their names, and manifests that lie find nothing."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

import semhub
from semhub.errors import InputError
from semhub.models import catalogue, stores
from tests.models.gguf_data import write_pair
from tests.models.store_data import MODEL, into_ollama, write_manifest
from tests.sentences import assert_one_sentence


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Path:
    return write_pair(tmp_path_factory.mktemp("pair")).path


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SEMHUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("OLLAMA_MODELS", raising=False)
    return tmp_path


def names() -> list[str]:
    return [one.name for one in stores.stored()]


def test_a_model_of_ollama_is_that_of_its_file(home, file):
    into_ollama(home / ".ollama" / "models", file)
    (one,) = stores.stored()
    assert (one.name, one.size, one.keeper) == ("ollama:tiny:1b", file.stat().st_size, "Ollama")
    assert catalogue.folder("ollama:tiny:1b") == catalogue.folder(str(file))
    assert semhub.load("ollama:tiny:1b").name == "ollama:tiny:1b"


def test_other_registries_and_owners_stand_in_the_name_and_the_latest_tag_may_be_left_out(
    home, file, monkeypatch
):
    monkeypatch.setenv("OLLAMA_MODELS", str(home / "elsewhere"))
    for name in ("registry.ollama.ai/her/tiny/latest", "hf.co/his/tiny-GGUF/Q4_0"):
        into_ollama(home / "elsewhere", file, name)
    assert names() == ["ollama:her/tiny:latest", "ollama:hf.co/his/tiny-GGUF:Q4_0"]
    assert stores.find("ollama:her/tiny") == stores.find("ollama:her/tiny:latest")


@pytest.mark.parametrize("place", [".lmstudio/models", ".cache/lm-studio/models"])
def test_a_model_of_lm_studio_is_that_of_its_file_and_a_projector_is_none(home, file, place):
    folder = home / place / "she" / "tiny-GGUF"
    folder.mkdir(parents=True)
    shutil.copy(file, folder / "tiny.Q4_0.gguf")
    shutil.copy(file, folder / "mmproj-tiny.gguf")
    assert names() == ["lmstudio:she/tiny-GGUF/tiny.Q4_0"]
    assert catalogue.folder(names()[0]) == catalogue.folder(str(file))


def test_of_a_split_file_the_first_part_is_offered_with_the_size_of_all(home):
    folder = home / ".lmstudio" / "models" / "she" / "large"
    folder.mkdir(parents=True)
    for number in (1, 2, 3):
        (folder / f"large-{number:05d}-of-00003.gguf").write_bytes(bytes(100))
    (folder / "lone-00001-of-00002.gguf").write_bytes(bytes(100))  # its other part is missing
    (one,) = stores.stored()
    assert (one.name, one.size) == ("lmstudio:she/large/large-00001-of-00003", 300)


def layer(digest: object, kind: str = MODEL) -> str:
    return json.dumps({"layers": [{"mediaType": kind, "digest": digest}]})


@pytest.mark.parametrize(
    "content",
    [
        "", "{", "[]", "null", '{"layers": 3}', '{"layers": [7]}', "[" * 10_000, '{"layers": []}',
        layer("../../secret"), layer("sha256:../../../secret"), layer("sha256-" + "0" * 64),
        layer("sha256:" + "0" * 64), layer(None), layer(5), layer("sha256:" + "A" * 64),
        json.dumps({"layers": json.loads(layer("sha256:" + "0" * 64))["layers"] * 2}),
        " " * (1 << 20) + "{}", "\0\ud7ff",
    ],
)  # fmt: skip
def test_a_manifest_that_lies_is_left_out_and_the_others_are_found(home, file, content):
    store = home / ".ollama" / "models"
    into_ollama(store, file)
    (home / "secret").write_bytes(file.read_bytes())
    write_manifest(store, "registry.ollama.ai/library/liar/1b", content)
    assert names() == ["ollama:tiny:1b"]


def test_a_pipe_or_a_link_that_leads_nowhere_in_a_store_is_left_out(home, file):
    store = home / ".ollama" / "models"
    manifest = into_ollama(store, file)
    os.mkfifo(manifest.with_name("pipe"))
    manifest.with_name("loop").symlink_to("loop")
    assert names() == ["ollama:tiny:1b"]


@pytest.mark.parametrize("name", ["ollama:", "ollama:../../secret", "lmstudio:a", "ollama:tiny:2b"])
def test_a_name_that_no_store_has_is_one_sentence(home, file, name):
    into_ollama(home / ".ollama" / "models", file)
    with pytest.raises(InputError, match="in no store") as refused:
        semhub.load(name)
    assert_one_sentence(str(refused.value))
    if "tiny" in name:
        assert "ollama:tiny:1b" in str(refused.value)


def test_without_stores_nothing_is_offered(home):
    assert names() == []
