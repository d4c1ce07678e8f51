"""Weights of open_clip's small architectures, written once a file of tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.models.towers.made import ARCHITECTURES, register, weights


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("towers")
    register(folder)
    return {name: weights(folder, name) for name in [*ARCHITECTURES, "semhub-bert"]}
