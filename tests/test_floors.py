"""The plan of the house: a folder imports only from floors below its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
FLOORS = (
    ("errors", "once", "public"),
    ("cache", "collector", "threads", "turns", "steps", "resources", "json_file", "zipped",
     "result", "inputs"),
    ("pools", "quoting", "statistics", "similarity", "world"),
    ("models", "datasets"),
    ("states",),
    ("lenses", "steering"),
    ("experiments",),
    ("evaluation", "readiness", "validity"),
    ("charts",),
    ("records",),
    ("paper",),
    ("cli", "ui"),
    ("__main__",),
)  # fmt: skip
"""From the ground up. Rooms of one floor do not see into each other."""
OFFENDERS: set[tuple[str, str]] = set()
"""Stairs that go up. The set may only shrink."""

FLOOR = {room: number for number, floor in enumerate(FLOORS) for room in floor}


def rooms() -> dict[str, list[Path]]:
    package = ROOT / "semhub"
    found = {path.stem: [path] for path in package.glob("*.py") if path.name != "__init__.py"}
    for folder in (path for path in package.iterdir() if (path / "__init__.py").is_file()):
        found[folder.name] = sorted(folder.rglob("*.py"))
    return found


def imported(file: Path) -> Iterator[str]:
    """The modules that a file names, also within functions, and for types alone."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def stairs() -> set[tuple[str, str]]:
    """(room, room that it imports from), of different rooms."""
    names = rooms()
    return {
        (room, target)
        for room, files in names.items()
        for file in files
        for module in imported(file)
        if module.startswith("semhub.") and (target := module.split(".")[1]) in names
        if target != room
    }


def test_every_room_has_its_floor():
    assert rooms().keys() == FLOOR.keys()


def test_a_room_imports_only_from_floors_below_its_own():
    up = {(room, target) for room, target in stairs() if FLOOR[target] >= FLOOR[room]}
    assert up == OFFENDERS


def test_the_library_imports_neither_training_nor_tests():
    outside = {
        (str(file.relative_to(ROOT)), module)
        for files in rooms().values()
        for file in files
        for module in imported(file)
        if module.split(".")[0] in ("training", "tests", "benchmarks")
    }
    assert outside == set()


def test_streamlit_is_known_to_the_pages_alone():
    knows = {
        room
        for room, files in rooms().items()
        for file in files
        if any(module.split(".")[0] == "streamlit" for module in imported(file))
    }
    assert knows == {"ui"}


def test_contributing_shows_the_same_floors():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for number, floor in enumerate(FLOORS):
        assert f"{number:>2}  {', '.join(floor)}" in text
