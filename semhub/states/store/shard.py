"""Some items' states in one safetensors file: (layers, items, width), with their digests."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load, save

from semhub.errors import InputError
from semhub.states.store import files
from semhub.states.store.seal import FileMark
from semhub.states.store.source import DTYPES, Dtype

TENSOR = "states"


def name_of(number: int) -> str:
    return f"{number:05}.safetensors"


def number_of(name: str) -> int:
    return int(name.partition(".")[0])


def write(
    path: Path, states: np.ndarray, digests: Sequence[str], tokens: Sequence[int], dtype: Dtype
) -> FileMark:
    """Write the states (items, layers, width) of the items with these digests and numbers of
    tokens. The file's mark."""
    tensor = torch.from_numpy(states).transpose(0, 1).to(DTYPES[dtype]).contiguous()
    about = {"digests": json.dumps(list(digests)), "tokens": json.dumps(list(tokens))}
    return files.write_whole(path, save({TENSOR: tensor}, about))


def items_in(path: Path, mark: FileMark) -> tuple[list[str], list[int]] | None:
    """The digests and numbers of tokens of a shard's items; None where it is not as it was
    written."""
    if _whole(path, mark) is None:
        return None
    try:
        with safe_open(path, framework="pt") as file:
            about = file.metadata()
        return json.loads(about["digests"]), json.loads(about["tokens"])
    except (SafetensorError, OSError, KeyError, TypeError, ValueError):
        return None


def read(path: Path, mark: FileMark | None, rows: np.ndarray, again: str) -> np.ndarray:
    """(layers, rows, width) float32 of some rows. Raises `InputError`, which names the command
    `again`, where the file is not as it was written."""
    data = mark and _whole(path, mark)
    if not data:
        raise InputError(
            f"The shard {path.name} in {path.parents[1]} is missing or damaged; run `{again}` "
            "again, which makes it anew and nothing else."
        )
    return load(data)[TENSOR][:, torch.from_numpy(rows)].float().numpy()


def _whole(path: Path, mark: FileMark) -> bytes | None:
    try:
        data = path.read_bytes()
    except OSError:
        return None
    return data if (len(data), hashlib.sha256(data).hexdigest()) == mark else None
