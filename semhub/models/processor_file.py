"""What the config of a processor asks for, looked at before the processor is made.

Some families make tables as large as their config says while they are made, and all of them fill
the picture or sound that they are given up to its sizes. A number too many there is hours of work.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

_FILES = ("processor_config.json", "preprocessor_config.json", "video_preprocessor_config.json")

_SIDE = 4096
"""Pixels of the longest side of a picture that a family is known to read: about 2,600."""

_AREA = 1 << 25
"""Pixels of a picture, and samples of a sound: those known end at half of it."""

_COUNT = 1 << 16
"""Anything else that is counted in patches, tokens or bands."""

_MOST = {
    "height": _SIDE, "width": _SIDE, "shortest_edge": _SIDE, "longest_edge": _SIDE,
    "size": _SIDE, "crop_size": _SIDE, "patch_size": _SIDE, "temporal_patch_size": _SIDE,
    "merge_size": _SIDE, "feature_size": _SIDE, "num_additional_image_tokens": _COUNT,
    "image_seq_length": _COUNT, "num_image_tokens": _COUNT, "hop_length": _COUNT, "n_fft": _COUNT,
    "fft_window_size": _COUNT, "sampling_rate": 1 << 20,
}  # fmt: skip
"""Names of numbers and the most that each may be; `_AREA` for all others."""

_POSITIVE = ("feature_size", "sampling_rate", "n_fft", "hop_length", "chunk_length")

_BY_AREA = ("merge_size", "min_pixels", "max_pixels")
"""Names beside which the edges of a picture are meant as numbers of pixels (Qwen2-VL)."""


def fault_in(folder: Path) -> str | None:
    """Say which number in the configs of a folder's processor cannot be meant, in a few words, if
    one is so. What cannot be read at all is left to the library."""
    for name in _FILES:
        try:
            content = json.loads((folder / name).read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            continue
        if fault := fault_of(content):
            return f"{name} names a {fault}"
    return None


def fault_of(content: object) -> str | None:
    """The same of what stands in a config."""
    return next(filter(None, map(_fault, _parts(content))), None)


def _parts(content: object) -> Iterator[dict]:
    """The names and values of a config and of all parts within it; those of a picture's size
    together with what stands around them."""
    left = [content]
    while left:
        one = left.pop()
        if isinstance(one, list):
            left += one
        elif isinstance(one, dict):
            inner = {key: value for key, value in one.items() if isinstance(value, dict)}
            sizes = [value for key, value in inner.items() if "size" in key]
            around = {key: one[key] for key in _BY_AREA if key in one}
            left += [around | value for value in sizes]
            left += [value for key, value in inner.items() if "size" not in key]
            left += [value for value in one.values() if isinstance(value, list)]
            yield one


def _fault(part: dict) -> str | None:
    numbers = {name: value for name in part for value in _numbers(part[name])}
    by_area = any(name in part for name in _BY_AREA)
    for name, value in numbers.items():
        most = _AREA if by_area and name.endswith("_edge") else _MOST.get(name, _AREA)
        if value > most or (name in _POSITIVE and value <= 0):
            return f"{name} of {value:,.15g}"
    for one, other in (("chunk_length", "sampling_rate"), ("feature_size", "n_fft")):
        if numbers.get(one, 0) * numbers.get(other, 0) > _AREA:
            return f"{one} of {numbers[one]:,} beside a {other} of {numbers[other]:,}"
    return None


def _numbers(value: object) -> list[float]:
    """The number that a value is, or the largest of a list."""
    found = value if isinstance(value, list) else [value]
    return sorted(one for one in found if isinstance(one, (int, float)))[-1:]
