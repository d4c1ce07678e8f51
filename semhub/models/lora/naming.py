"""Which folders are adapters, and the name of one on a base of one's own choice."""

from __future__ import annotations

import os
from pathlib import Path

from semhub.models.folder import weight_files

CONFIG, WEIGHTS, PICKLED = "adapter_config.json", "adapter_model.safetensors", "adapter_model.bin"
JOINT = "+"
"""Between the name of a base and that of its adapter: `smollm2+path/to/adapter`."""


def is_adapter(folder: Path) -> bool:
    """Tell whether a folder holds an adapter and no model of its own."""
    return (folder / CONFIG).is_file() and not weight_files(folder)


def parted(name: str) -> tuple[str, Path] | None:
    """Part `BASE+ADAPTER` into the base's name and the folder of the adapter, which is a path or an
    id in the hub's cache; None for any other name. Spaces around the sign are no part of either."""
    if os.path.exists(os.path.expanduser(name)):
        return None
    for k, letter in enumerate(name):
        base = name[:k].strip()
        if letter == JOINT and base and (found := _adapter(name[k + 1 :].strip())):
            return base, found
    return None


def _adapter(name: str) -> Path | None:
    path = os.path.expanduser(name)
    # Unlike pathlib's, these do not mind a name that no path can have.
    if os.path.isfile(os.path.join(path, CONFIG)):
        return Path(path)
    if name.count("/") != 1:
        return None
    from semhub.models.huggingface import on_disk  # slow to import, and most adapters are folders

    folder = on_disk(name)
    return folder if folder and is_adapter(folder) else None
