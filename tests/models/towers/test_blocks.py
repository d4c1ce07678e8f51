"""Blocks are found by structure, states get one form, and open_clip waits until it is asked for."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import torch
from torch import nn

import semhub
from semhub.errors import InputError
from semhub.models.towers.blocks import blocks_in, form_of, positions_of
from tests.sentences import assert_one_sentence

LATE = {"open_clip", "semhub.models.towers.open_clip", "semhub.models.towers.checkpoint"}


class Block(nn.Module):
    def __init__(self, parts: int = 0):
        super().__init__()
        self.parts = nn.ModuleList(Stem() for _ in range(parts))


class Stem(nn.Module):
    pass


class Stage(nn.Module):
    def __init__(self, depth: int):
        super().__init__()
        self.blocks = nn.Sequential(*(Block(parts=1) for _ in range(depth)))


def test_blocks_of_several_stages_are_one_run_and_a_stem_is_none():
    tower = nn.Module()
    tower.stem = nn.Sequential(Stem(), Stem(), Stem())
    tower.stages = nn.ModuleList([Stage(1), Stage(2), Stage(1)])
    tower.head = nn.Sequential(*(nn.Linear(2, 2) for _ in range(9)))
    found = blocks_in(tower, "it")
    assert found == [block for stage in tower.stages for block in stage.blocks]


def test_a_tower_without_a_list_of_blocks_is_refused():
    with pytest.raises(InputError, match="it has no list of blocks") as caught:
        blocks_in(nn.Sequential(nn.Linear(2, 2)), "it")
    assert_one_sentence(str(caught.value))


@pytest.mark.parametrize("shape", [(2, 12, 5), (2, 5, 3, 4), (2, 5, 3, 3)])
def test_a_map_becomes_positions_row_by_row(shape):
    state = torch.arange(2 * 5 * 12)[: 2 * 5 * torch.tensor(shape).prod() // 10]
    state = state.reshape(shape).float()
    flat = positions_of(state)
    assert tuple(flat.shape) == form_of(state.shape) and flat.shape[2] == 5
    if len(shape) == 4:
        torch.testing.assert_close(flat[1, 4], state[1, :, 4 // shape[3], 4 % shape[3]])


def test_a_map_with_its_width_behind_its_sides_is_told_by_its_square():
    state = torch.rand(2, 3, 3, 5)
    torch.testing.assert_close(positions_of(state)[1, 5], state[1, 1, 2])


def outside_functions(path: Path) -> set[str]:
    """Modules that are imported when the module itself is."""
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_open_clip_is_imported_by_its_own_two_modules_alone():
    package = Path(semhub.__file__).parent
    eager = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if any(name in LATE or name.startswith("open_clip.") for name in outside_functions(path))
    }
    assert eager == {"models/towers/open_clip.py", "models/towers/checkpoint.py"}
