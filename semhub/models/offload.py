"""Models larger than one device: spread over GPUs, memory and disk by accelerate.

What is not on a device is brought there whenever it is run, part by part. Weights on disk are read
from the model's own files; only those that transformers puts together anew while it loads (experts
of some families) are written, into a folder that goes with the model.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from weakref import finalize

import torch
from torch import nn
from transformers import PretrainedConfig, PreTrainedModel
from transformers.integrations.accelerate import load_offloaded_parameter

from semhub import cache
from semhub.errors import InputError
from semhub.models import devices, room
from semhub.models.folder import weight_files

_SHARE = 0.8
"""Of the memory that is free, what weights take where not all of them fit; the rest is for states
and for what is being read."""


def size(source: Path, config: PretrainedConfig, dtype: object) -> int:
    """Count the bytes of a folder's weights in a type."""
    size = sum(file.stat().st_size for file in weight_files(source))
    own = config.dtype if isinstance(config.dtype, torch.dtype) else torch.float32
    return size * dtype.itemsize // own.itemsize if isinstance(dtype, torch.dtype) else size


@contextmanager
def placing(
    name: str,
    source: Path,
    config: PretrainedConfig,
    device: torch.device,
    dtype: object,
    *,
    in_one: bool,
) -> Iterator[dict[str, Any]]:
    """Within the context a model's folder is loaded with these options of `from_pretrained`, which
    spread its weights where they do not all fit on a device; empty where they do.

    in_one: whether they may not be spread. Raises `InputError` where they may not and must be.
    """
    large = size(source, config, dtype)
    if large <= min(devices.room_on(device), room.for_weights()):
        yield {}
        return
    if in_one:
        room.require_memory(name, large)
        yield {}
        return
    logging.getLogger("accelerate").setLevel(logging.ERROR)  # whose warning our sentence says
    parent = cache.root() / "offload"
    parent.mkdir(parents=True, exist_ok=True)
    written = tempfile.mkdtemp(dir=parent)
    with ExitStack() as unless_loaded:
        unless_loaded.callback(shutil.rmtree, written, ignore_errors=True)
        yield {"device_map": "auto", "max_memory": _most(device), "offload_folder": written}
        unless_loaded.pop_all()


def _most(device: torch.device) -> dict[int | str, int]:
    """How many bytes of weights go to this device, where it is a GPU to all others of its kind too,
    and to memory; the rest goes to disk."""
    most: dict[int | str, float] = {}
    if device.type == "cuda":
        others = range(torch.cuda.device_count()) if device in devices.accelerators() else ()
        for index in {device.index, *others}:
            most[index] = devices.room_on(torch.device("cuda", index))
    said = room.said()
    most["cpu"] = _SHARE * room.free_memory() if said is None else min(said, room.free_memory())
    return {place: int(bytes_) for place, bytes_ in most.items()}


def settle(module: PreTrainedModel, placed: Mapping[str, Any]) -> None:
    """Let the folder of a module that was loaded as `placing` says go when the module does."""
    folder = Path(placed["offload_folder"])
    if any(folder.iterdir()):
        finalize(module, shutil.rmtree, folder, ignore_errors=True)
    else:
        folder.rmdir()


def is_spread(module: nn.Module) -> bool:
    """Tell whether a module runs on several devices, or from the disk."""
    return len({*getattr(module, "hf_device_map", {}).values()} - {"cpu"}) > 0 and any(
        hasattr(part, "_hf_hook") for part in module.modules()
    )


def device_of(module: PreTrainedModel) -> torch.device:
    """Return the device on which a module takes its inputs and gives its outputs."""
    if not is_spread(module):
        return module.device
    return torch.device(module._hf_hook.execution_device)


def named_weights(module: nn.Module) -> Iterator[tuple[str, torch.Tensor]]:
    """Give every weight of a module by its name, those on disk read one by one."""
    for name, weight in module.named_parameters():
        yield name, on_disk(module, name) if weight.is_meta else weight


def on_disk(module: nn.Module, name: str) -> torch.Tensor:
    """Read a weight that accelerate keeps on disk, or beside a device that it is brought to."""
    return load_offloaded_parameter(module, name)


def require_within(name: str, module: nn.Module, what: str) -> None:
    """Raise `InputError` where `what` takes all weights at once and they are not in memory."""
    if is_spread(module):
        raise InputError(
            f"{name} is larger than its device, so that {what} cannot be worked out here; use a "
            "machine that holds all of its weights, or a smaller dtype."
        )


def sentence(module: PreTrainedModel) -> str:
    """Say where a module's weights are."""
    sizes: Counter[str] = Counter()
    for name, weight in module.named_parameters():
        sizes[_place(module, name)] += weight.nbytes
    where = " and ".join(f"{room.written(size)} {place}" for place, size in sizes.items())
    return (
        f"Its weights do not fit on one device: {where}, of which each part is brought to "
        f"{device_of(module)} whenever it is run."
    )


def _place(module: PreTrainedModel, name: str) -> str:
    """Where a weight lies, in words."""
    parts = name.split(".")
    mapped: Any = next(
        module.hf_device_map[path]
        for count in range(len(parts), -1, -1)
        if (path := ".".join(parts[:count])) in module.hf_device_map
    )
    if mapped == "cpu":
        return "are in memory"
    return "lie on disk" if mapped == "disk" else f"are on {torch.device(mapped)}"
