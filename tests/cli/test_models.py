"""`models` and `fetch`, and models that are not there or not whole."""

from __future__ import annotations

import json

import pytest
from huggingface_hub import constants

from semhub.cli import _parser
from semhub.models import catalogue
from tests.models.store_data import into_ollama
from tests.tiny import llama_folder


def test_models_lists_the_catalogue(run):
    code, out, _ = run("models")
    assert code == 0
    assert "semhub-nano" in out and "multilingual-e5-small" in out


def test_models_as_json_has_what_a_picker_needs(run):
    code, out, err = run("models", "--json", "-")
    rows = json.loads(out)
    assert (code, err) == (0, "")
    assert {"semhub-nano", "multilingual-e5-small"} <= {row["id"] for row in rows}
    for row in rows:
        assert {"id", "modalities", "parameters", "licence", "on_disk", "fits", "how"} <= set(row)
        assert isinstance(row["on_disk"], bool) and isinstance(row["fits"], bool)


def test_models_lists_what_other_programs_keep(run, tmp_path, monkeypatch):
    (tmp_path / "tiny.gguf").write_bytes(bytes(3_000_000))
    monkeypatch.setenv("OLLAMA_MODELS", str(tmp_path / "ollama"))
    into_ollama(tmp_path / "ollama", tmp_path / "tiny.gguf")
    assert "ollama:tiny:1b  (3 MB)\n    Kept by Ollama." in run("models")[1]
    (row,) = [r for r in json.loads(run("models", "--json", "-")[1]) if "ollama" in r["id"]]
    assert row["on_disk"] is row["fits"] is True and row["bytes"] == 3_000_000


def test_fetch_of_a_folder_says_where_it_is(run, llama):
    code, out, _ = run("fetch", llama)
    assert (code, out) == (0, f"{llama}: {llama}\n")


def test_a_preset_fetches_each_model_and_proves_that_it_runs(run, llama, monkeypatch):
    monkeypatch.setattr(catalogue, "PRESETS", {"talk": (llama, "./missing")})
    code, out, _ = run("fetch", "--preset", "talk")
    assert code == 1
    ready, failed = out.splitlines()
    assert ready.startswith(f"ready  {llama}: a sentence ran through its 3 layers")
    assert failed.startswith("FAILED  ./missing: There is no folder ./missing")


def test_the_preset_of_a_talk_needs_no_hub():
    assert _parser().parse_args(["fetch", "--preset", "talk"]).name == []
    assert catalogue.PRESETS.keys() == {"talk"}
    entries = {entry.name: entry for entry in catalogue.ENTRIES}
    assert {catalogue.EMBEDDED, "multilingual-e5-small", "smollm2"} <= set(
        catalogue.PRESETS["talk"]
    )
    assert all(entries[name] and "/" not in name for name in catalogue.PRESETS["talk"])


def test_fetch_without_a_name_is_refused(refused):
    assert "--preset talk" in refused("fetch")


@pytest.mark.parametrize(
    ("taken", "left", "named"),
    [
        (("model.safetensors",), None, "has no weights"),
        (("model.safetensors",), "pytorch_model.bin", "only pickled weights"),
        (("tokenizer.json",), None, "has no tokenizer"),
        (("config.json",), None, "no readable config.json"),
    ],
)
def test_a_model_folder_that_is_not_whole_is_refused(refused, sides, tmp_path, taken, left, named):
    folder = llama_folder(tmp_path / "model")
    for name in taken:
        (folder / name).unlink()
    if left:
        (folder / left).write_bytes(b"x")
    assert named in refused("compare", "--model", str(folder), *sides)


def test_a_folder_that_is_not_there_is_refused(refused, sides):
    assert "no folder ./missing" in refused("compare", "--model", "./missing", *sides)


def test_an_unknown_model_without_a_hub_is_refused_with_those_on_disk(
    refused, sides, tmp_path, monkeypatch
):
    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    sentence = refused("compare", "--model", "somebody/else", *sides)
    assert "hub cannot be reached" in sentence and "models on disk: " in sentence
    assert "hub cannot be reached" in refused("fetch", "somebody/else")


def test_models_lists_those_that_are_asked_for_with_the_day_of_looking(run):
    code, out, _ = run("models", "--hears", "--json", "-")
    rows = {row["id"]: row for row in json.loads(out)}
    assert code == 0 and "openai/whisper-tiny#decoder" in rows and "smollm2" not in rows
    assert rows["openai/whisper-tiny#decoder"]["sources"] == ["audio"]
    _, out, _ = run("models", "--sees", "--hears", "--fits")
    assert "semhub-nano" in out and "dinov2" not in out
    _, out, _ = run("models")
    assert "text beside audio" in out and "looked at on 20" in out
