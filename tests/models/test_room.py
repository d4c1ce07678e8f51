"""What is larger than the room for it is refused before it is fetched or loaded."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from semhub.errors import InputError
from semhub.models import catalogue, huggingface, room
from semhub.models.huggingface import NotHere
from semhub.models.loading import load, untrained
from tests.models.stub_hub import serving
from tests.sentences import assert_one_sentence
from tests.tiny import llama_folder


def refusal(call) -> str:
    with pytest.raises(InputError) as caught:
        call()
    assert_one_sentence(str(caught.value))
    return str(caught.value)


@pytest.mark.parametrize(
    ("size", "says"),
    [(98e6, "98 MB"), (999.9e6, "1,000 MB"), (1.24e9, "1.2 GB"), (147e9, "147 GB"), (0, "0 MB")],
)
def test_sizes_are_written_as_people_do(size, says):
    assert room.written(size) == says


def test_a_twin_beyond_the_free_memory_is_refused_with_both_sizes(tmp_path, monkeypatch):
    folder = llama_folder(tmp_path / "tiny")
    weights = sum(file.stat().st_size for file in folder.glob("*.safetensors"))
    monkeypatch.setattr(room, "free_memory", lambda: weights - 1.0)
    sentence = refusal(lambda: untrained(str(folder)))
    assert sentence.count(f"{room.written(weights)} ") == 2
    monkeypatch.setattr(room, "free_memory", lambda: float(weights))
    assert untrained(str(folder)).n_layers == 3


def test_a_limit_that_is_no_number_is_one_sentence(tmp_path, monkeypatch):
    folder = llama_folder(tmp_path / "tiny")
    monkeypatch.setenv(room.LIMIT, "much")
    assert "give a number of gigabytes" in refusal(lambda: load(str(folder), device="cpu"))


def test_a_fetch_beyond_the_free_disk_is_refused_with_both_sizes(monkeypatch, tmp_path):
    asked = []

    class Hub:
        def model_info(self, *_given, **_options):
            file = SimpleNamespace(rfilename="a.safetensors", size=147_000_000_000)
            return SimpleNamespace(siblings=[file])

    monkeypatch.setattr(huggingface, "HfApi", Hub)
    monkeypatch.setattr(huggingface, "snapshot_download", lambda *a, **k: asked.append(a) or 1 / 0)
    monkeypatch.setattr(huggingface, "on_disk", lambda *_: None)
    monkeypatch.setattr(room, "free_disk", lambda _: 12e9)
    sentence = refusal(lambda: huggingface.fetch("owner/name"))
    assert "147 GB" in sentence and "12 GB" in sentence and not asked


def test_smollm2_needs_room_for_what_is_fetched_and_what_it_becomes(monkeypatch, tmp_path):
    monkeypatch.setenv("SEMHUB_CACHE", str(tmp_path))
    monkeypatch.setattr(room, "free_disk", lambda _: 6e8)
    assert "636 MB" in refusal(lambda: catalogue.folder("smollm2"))


@pytest.mark.parametrize("name", ["owner/name", "smollm2", "HuggingFaceTB/SmolLM2-135M",
                                  "open_clip:ViT-B-32/laion2b_s34b_b79k"])  # fmt: skip
def test_nothing_is_asked_for_where_it_may_not_be_fetched(name, monkeypatch, tmp_path):
    monkeypatch.setenv("SEMHUB_CACHE", str(tmp_path))
    with serving() as hub:
        monkeypatch.setattr(huggingface.constants, "ENDPOINT", hub.endpoint)
        with pytest.raises(NotHere, match="not on this machine"):
            catalogue.folder(name, may_fetch=False)
        assert hub.asked == []


def test_free_memory_is_that_of_the_container_where_it_is_less(monkeypatch, tmp_path):
    (tmp_path / "meminfo").write_text("MemTotal: 9 kB\nMemAvailable:    4000 kB\n")
    monkeypatch.setattr(room, "_MACHINE", tmp_path / "meminfo")
    monkeypatch.setattr(room, "_CONTAINER", tmp_path / "none")
    assert room.free_memory() == 4000 * 1024
    group = tmp_path / "group"
    group.mkdir()
    (group / "memory.current").write_text("900000\n")
    (group / "memory.stat").write_text("anon 1\ninactive_file 300000\n")
    monkeypatch.setattr(room, "_CONTAINER", group)
    for most, free in (("max", 4000 * 1024), ("1000000", 400_000)):
        (group / "memory.max").write_text(f"{most}\n")
        assert room.free_memory() == free
    monkeypatch.setattr(room, "_MACHINE", Path(tmp_path / "none"))
    (group / "memory.max").write_text("max\n")
    assert room.free_memory() == float("inf")
