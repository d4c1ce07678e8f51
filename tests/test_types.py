"""What the type checker checks may only grow, and CI asks it."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
CHECKED = {
    "semhub/experiments",
    "semhub/lenses",
    "semhub/models/batch.py",
    "semhub/models/decoder.py",
    "semhub/models/encoder.py",
    "semhub/models/protocol.py",
    "semhub/models/spelling.py",
    "semhub/models/towers/tower.py",
    "semhub/statistics",
}
STRICT = (
    "check_untyped_defs",
    "disallow_untyped_defs",
    "no_implicit_optional",
    "warn_unused_ignores",
)


def settings() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]


def test_what_was_checked_once_is_checked_and_exists():
    files = settings()["files"]
    assert set(files) >= CHECKED
    assert [file for file in files if not (ROOT / file).exists()] == []


def test_the_checker_stays_strict():
    assert all(settings()[option] for option in STRICT)


def test_ci_runs_the_checker_that_is_pinned():
    assert "mypy" in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    pinned = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8")
    assert any(line.startswith("mypy==") for line in pinned.splitlines())
