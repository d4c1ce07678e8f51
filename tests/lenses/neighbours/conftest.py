"""An index is kept in a folder of the test's own."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def cache_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("SEMHUB_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"
