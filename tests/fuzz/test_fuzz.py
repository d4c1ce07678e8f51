"""Whatever is given to a door is taken, or refused in one sentence; nothing else happens."""

from __future__ import annotations

import pytest

from tests.fuzz.cases import CI, SHARES, number_of, tried

# Of what a decoder calls back, Python can only print an exception, with its traceback.
pytestmark = pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")


@pytest.mark.parametrize("kind", SHARES)
def test_whatever_comes_is_taken_or_refused_in_one_sentence(kind, tmp_path):
    found = tried(kind, number_of(kind, CI), tmp_path, seed=1)
    assert not found.faults, found.faults[0]
    assert found.count >= number_of(kind, CI) / 2  # Hypothesis may find fewer that differ
