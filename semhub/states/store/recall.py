"""Folders of states as a memory: what is stored is not run again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from semhub.errors import InputError
from semhub.states.memory import identity, state_key
from semhub.states.store.reader import StateFolder
from semhub.states.store.source import require_same, source_of

if TYPE_CHECKING:
    from semhub.models.protocol import Model
    from semhub.states.memory import Memory


def recall(memory: Memory, model: Model, folders: Sequence[Path]) -> int:
    """Put the states of folders into a memory, and count the items.

    Raises `InputError` for a folder of another model or revision, one with a suffix behind its
    texts, one whose states were rounded to bfloat16, and where a shard is missing or damaged.
    """
    whose, count = identity(model), 0
    for path in folders:
        folder = StateFolder(path)
        source = folder.source
        require_same(source, source_of(model, source.pool, source.suffix), str(path), "--model")
        if source.suffix or source.dtype != "float32":
            what = (
                f"behind the suffix “{source.suffix}”" if source.suffix else "rounded to bfloat16"
            )
            raise InputError(
                f"The states in {path} are {what}, and an experiment asks for others; extract them "
                "in float32, without a suffix or with an empty one."
            )
        for name in folder.sides:
            side = folder.side(name)
            states = side.states()
            for place, item in enumerate(side.items):
                key = state_key(whose, source.pool, source.suffix is not None, item.digest)
                memory.put(key, states[:, place].copy())
            count += len(side.items)
    return count
