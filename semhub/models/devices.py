"""Devices and types of numbers that a model can be run on and in."""

from __future__ import annotations

import math

import torch

from semhub.errors import InputError
from semhub.inputs.door import kind_of
from semhub.models.options import AUTO, DTYPES

CPU = torch.device("cpu")


def accelerators() -> list[torch.device]:
    """List what is faster than the CPU here, the best first: CUDA's GPU, then Apple's."""
    found = []
    if torch.cuda.is_available():
        found.append(torch.device("cuda", torch.cuda.current_device()))
    if torch.backends.mps.is_available():
        found.append(torch.device("mps", 0))
    return found


def places(device: str | torch.device) -> list[torch.device]:
    """List where a model is to be tried, in order: the one that was asked for, or, with "auto",
    accelerators and then the CPU. Raises `InputError` for one that is not here."""
    if not isinstance(device, (str, torch.device)):
        raise InputError(f"A device is a string such as auto or cpu, not {kind_of(device)}.")
    if device == AUTO:
        return [*accelerators(), CPU]
    try:
        place = torch.empty(0, device=device).device
    except (RuntimeError, AssertionError):  # the latter from a torch that was built without CUDA
        place = None
    odd = place is None or place.type == "meta"  # where nothing has a value
    if odd or (place == CPU and torch.device(device).index):  # torch takes a cpu of any number
        raise InputError(f"This machine has no device “{device}”; use auto or cpu.")
    return [place]


def dtype_on(device: torch.device, dtype: str) -> torch.dtype | str:
    """Return the type to load weights in: "auto" is the checkpoint's own on a GPU and float32 on a
    CPU, where halves blur the metrics. Raises `InputError` for a type that is not offered."""
    if isinstance(dtype, str) and dtype == AUTO:
        return torch.float32 if device.type == "cpu" else AUTO
    if not isinstance(dtype, str) or dtype not in DTYPES:
        named = f"“{dtype}”" if isinstance(dtype, str) else kind_of(dtype)
        raise InputError(f"There is no dtype {named} here; use auto, {', '.join(DTYPES)}.")
    return getattr(torch, dtype)


def room_on(device: torch.device) -> float:
    """Count the bytes that weights may take on a GPU, where the rest is for states; infinite on a
    device whose memory is not its own."""
    if device.type == "cuda":
        return _SHARE * torch.cuda.mem_get_info(device)[0]
    if device.type == "mps":
        return _SHARE * torch.mps.recommended_max_memory()
    return math.inf


_SHARE = 0.9
"""Of a GPU's memory, what weights may take."""
