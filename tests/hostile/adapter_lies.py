"""What a LoRA adapter can claim that is not so; its base lies in a folder within its own."""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Callable
from pathlib import Path

from tests.hostile.lie import Lie, Spoil, holding, put
from tests.models.adapters import Q

SAID, HELD = "adapter_config.json", "adapter_model.safetensors"
_A = f"base_model.model.{Q}.lora_A.weight"
_WHOLE = "base_model.model.{}.weight"


def _said(name: str, value: object) -> Lie:
    return Lie("adapter", put(SAID, name, value=value))


def _promising(shapes: dict[str, list[int]]) -> Spoil:
    """A sparse file whose header agrees with its length, and holds nothing but zeros."""

    def spoil(folder: Path) -> None:
        header, end = {}, 0
        for name, shape in shapes.items():
            begin, end = end, end + 2 * shape[0] * shape[1]
            header[name] = {"dtype": "F16", "shape": shape, "data_offsets": [begin, end]}
        text = json.dumps(header).encode()
        with (folder / HELD).open("wb") as file:
            file.write(struct.pack("<Q", len(text)) + text)
            file.truncate(8 + len(text) + end)

    return spoil


def _instead(file: str, make: Callable[[Path], object]) -> Spoil:
    def spoil(folder: Path) -> None:
        (folder / file).unlink()
        make(folder / file)

    return spoil


_ROWS = 1 << 33
LIES = {
    "adapter, an embedding of 2^33 tokens": Lie("adapter", _promising({
        _WHOLE.format("model.embed_tokens"): [_ROWS, 32], _WHOLE.format("lm_head"): [_ROWS, 32]})),
    "adapter, a rank of 2^33": Lie("adapter", _promising({
        _A: [_ROWS, 32], _A.replace("lora_A", "lora_B"): [32, _ROWS]})),
    "adapter, a pattern without end": _said("alpha_pattern", {"(a+)+$" * 9: 1}),
    "adapter, targets without end": _said("target_modules", "(.*)*" * 30 + "x"),
    "adapter, many patterns": _said("rank_pattern", {f"a{k}": 1 for k in range(100_000)}),
    "adapter, a rank of none": _said("r", 0),
    "adapter, a rank below none": _said("r", -1e300),
    "adapter, a base that is itself": _said("base_model_name_or_path", "."),
    "adapter, a base above": _said("base_model_name_or_path", "../../../.."),
    "adapter, a base of many letters": _said("base_model_name_or_path", "a/" * 100_000),
    "adapter, a base of a device": _said("base_model_name_or_path", "/dev/zero"),
    "adapter, code of another": _said("auto_mapping", {"parent_library": "os"}),
    "adapter, a library of another": _said("megatron_config", {"a": 1}),
    "adapter, no config": Lie("adapter", holding(SAID, "[]")),
    "adapter, a pipe for its weights": Lie("adapter", _instead(HELD, os.mkfifo)),
    "adapter, zeros without end for its weights": Lie("adapter", _instead(
        HELD, lambda path: path.symlink_to("/dev/zero"))),
}  # fmt: skip
