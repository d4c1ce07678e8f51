"""Run in a process of its own: write the matrices of a pickled Jacobian lens as safetensors.

    python -m semhub.models.trial.lens FILE.pt OUT.safetensors

The file is opened as numbers alone (`weights_only`), so that nothing in it is run. Ends with 0
where OUT is written, else with an error whose last line says what is wrong.
"""

from __future__ import annotations

import os
import pickle
import sys
import zipfile

import torch
from safetensors.torch import save_file

from semhub.models.trial import limits

_SECONDS = 120
_TIMES = 3
"""Sizes of the file that may be in memory at once: as read, as copied, and as written."""

_KEPT = (torch.float16, torch.bfloat16, torch.float32)


def main(file: str, target: str) -> None:
    limits.set_more(_SECONDS, _TIMES * os.path.getsize(file) + (1 << 29))
    try:
        content = torch.load(file, map_location="cpu", weights_only=True)
    except (
        pickle.UnpicklingError, RuntimeError, EOFError, OSError, ValueError, TypeError, KeyError,
        AttributeError, IndexError, zipfile.BadZipFile,
    ):  # fmt: skip
        raise ValueError("it is cut short, or holds more than numbers") from None
    counted = content.get("n_prompts") if isinstance(content, dict) else None
    save_file(
        matrices(content),
        target,
        metadata={"n_prompts": str(counted) if isinstance(counted, int) else ""},
    )


def matrices(content: object) -> dict[str, torch.Tensor]:
    """Take the matrices out of what jlens saved, by names that end in the number of a block.
    Raises ValueError, in a few words, on anything else."""
    found = content.get("J") if isinstance(content, dict) else None
    if not isinstance(found, dict) or not found:
        raise ValueError("it has no matrices named J, as jlens writes them")
    for block, matrix in found.items():
        named = isinstance(block, int) and not isinstance(block, bool) and block >= 0
        if not named or not isinstance(matrix, torch.Tensor) or matrix.layout != torch.strided:
            raise ValueError("its J holds something else than matrices by the numbers of blocks")
        if matrix.dim() != 2 or not matrix.is_floating_point():
            raise ValueError("its J holds something else than matrices by the numbers of blocks")
    return {
        f"J.{block}": (m if m.dtype in _KEPT else m.float()).contiguous().clone()
        for block, m in found.items()
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
