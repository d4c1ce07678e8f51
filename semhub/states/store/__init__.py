"""Pooled states on disk: written once on a large machine, read on any other without the model.

source.py    what decides the states: model, pooling, suffix, type
seal.py      source.json: the source, the sides, and every file's size and digest
shard.py     some items' states in one safetensors file; files.py writes them whole
manifest.py  manifest.parquet: one row an item, and where its states are
writer.py    items run and written; killed at any moment, at most one shard is made again
passes.py    a shard's items run, in this process; on_ray.py by several workers
resume.py    what an earlier run left
reader.py    a side read back
"""

from semhub.states.store.reader import StateFolder, StoredItem, StoredSide, is_state_folder
from semhub.states.store.source import DTYPES, Source, require_same, source_of
from semhub.states.store.writer import StateWriter, shard_items

__all__ = [
    "DTYPES",
    "Source",
    "StateFolder",
    "StateWriter",
    "StoredItem",
    "StoredSide",
    "is_state_folder",
    "require_same",
    "shard_items",
    "source_of",
]
