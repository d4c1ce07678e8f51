"""What an earlier run left in a folder: taken over where it is whole, removed where it is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from semhub.errors import InputError
from semhub.inputs.door import shown
from semhub.states.store import manifest, seal, shard
from semhub.states.store.files import partial_of
from semhub.states.store.seal import Seal
from semhub.states.store.source import difference

Where = dict[bytes, tuple[int, int, int]]
"""Digest of an item -> the number of its shard, its place there, and its tokens."""


def opened(folder: Path, own: Seal) -> Seal:
    """The seal of the folder, to be gone on with by the command of `own`; `own` of an empty one.

    Raises `InputError` for a folder of anything else, and of states from another source.
    """
    if (folder / seal.NAME).exists():
        found = seal.read(folder)
        told = difference(found.source, own.source, dtype=True)
        if told:
            raise InputError(
                f"{shown(str(folder))} holds states of {told}; choose another folder, or extract "
                "in the same way."
            )
        return replace(found, command=own.command)
    if any(not path.name.startswith(".") for path in folder.iterdir()):
        raise InputError(
            f"{shown(str(folder))} holds other files and no states; choose a new or an empty "
            "folder."
        )
    return own


def indexed(folder: Path, own: Seal) -> tuple[Seal, Where]:
    """The seal with the shards that are whole, and where each item's states are.

    Every other file of a shard is removed: damaged, or not noted when its run was killed.
    """
    where: Where = {}
    kept = {}
    shards = folder / "shards"
    for name, mark in own.shards.items():
        held = shard.items_in(shards / name, mark)
        if held is None:
            continue
        kept[name] = mark
        number = shard.number_of(name)
        for place, (digest, tokens) in enumerate(zip(*held, strict=True)):
            where[bytes.fromhex(digest)] = number, place, tokens
    own = replace(own, shards=kept)
    seal.write(folder, own)
    shards.mkdir(exist_ok=True)
    for path in shards.iterdir():
        if path.name not in kept:
            path.unlink()
    partial_of(folder / manifest.NAME).unlink(missing_ok=True)
    return own, where


def lost(folder: Path, sides: Sequence[str], where: Where) -> list[str]:
    """Those of some sides in the manifest of which states are gone; all, where it is damaged."""
    import pyarrow

    if not sides:
        return []
    try:
        found = {
            one.side for one in manifest.entries(folder) if bytes.fromhex(one.digest) not in where
        }
    except (OSError, pyarrow.ArrowInvalid):
        return list(sides)
    return [side for side in sides if side in found]
