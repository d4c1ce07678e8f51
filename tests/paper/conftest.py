"""The embedded model, loaded once."""

from __future__ import annotations

import pytest

from semhub.models.loading import load
from semhub.models.protocol import Model
from semhub.states.extraction import Memory


@pytest.fixture(scope="session")
def nano() -> Model:
    return load("semhub-nano")


@pytest.fixture(scope="session")
def memory() -> Memory:
    """States of the embedded model, so that no test reads a text twice."""
    return Memory()
