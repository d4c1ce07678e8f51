"""A hub on this machine that holds a small model."""

from __future__ import annotations

import pytest

from tests.models.stub_hub import MODEL, point_at, serving
from tests.tiny import llama_folder


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> dict[str, bytes]:
    folder = llama_folder(tmp_path_factory.mktemp("llama"))
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def stub(files, tmp_path, monkeypatch):
    with serving() as running:
        running.repositories[MODEL] = files | {
            "README.md": b"Not wanted.",
            "pytorch_model.bin": b"Never fetched.",
        }
        point_at(running.endpoint, tmp_path / "cache", monkeypatch)
        yield running
