"""What a file of weights, or their index, can claim that is not so."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from tests.hostile.lie import INDEX, WEIGHTS, Lie, Spoil, both, holding, put, tensors, without

NAME = "model.layers.1.mlp.up_proj.weight"


def _length(value: int) -> Spoil:
    def spoil(folder: Path) -> None:
        data = (folder / WEIGHTS).read_bytes()
        (folder / WEIGHTS).write_bytes(struct.pack("<Q", value) + data[8:])

    return spoil


def _cut(share: float) -> Spoil:
    def spoil(folder: Path) -> None:
        data = (folder / WEIGHTS).read_bytes()
        (folder / WEIGHTS).write_bytes(data[: int(share * len(data))])

    return spoil


def _weights(change) -> Spoil:
    def spoil(folder: Path) -> None:
        found = load_file(folder / WEIGHTS)
        change(found)
        save_file(found, folder / WEIGHTS, metadata={"format": "pt"})

    return spoil


def _index(content: object) -> Spoil:
    return both(without(WEIGHTS), holding(INDEX, json.dumps(content)))


def _nothing(file: str) -> Spoil:
    """A sparse file of a terabyte of zeros."""

    def spoil(folder: Path) -> None:
        with (folder / file).open("wb") as stream:
            stream.truncate(1 << 40)

    return spoil


def _promised(folder: Path) -> None:
    """A sparse file of a terabyte, whose header agrees with its length."""
    shape = [1 << 19, 1 << 19]
    header = {"big": {"dtype": "F32", "shape": shape, "data_offsets": [0, 1 << 40]}}
    text = json.dumps(header).encode()
    with (folder / WEIGHTS).open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        file.truncate(8 + len(text) + (1 << 40))


def _true_to_config(folder: Path) -> None:
    """As much is promised by the config and the header, and hardly any of it is there."""
    put("config.json", "vocab_size", value=1 << 33)(folder)

    def change(header: dict) -> None:
        for name in ("model.embed_tokens.weight", "lm_head.weight"):
            header[name]["shape"] = [1 << 33, 32]

    tensors(change)(folder)


def _pickle(folder: Path) -> None:
    class Bomb:
        def __reduce__(self):
            return (Path.write_text, (folder / "ran", "yes"))

    (folder / WEIGHTS).unlink()
    torch.save({"weight": Bomb()}, folder / "pytorch_model.bin")


def _pickled_index(folder: Path) -> None:
    _pickle(folder)
    (folder / "pytorch_model.bin").rename(folder / "shard.bin")
    (folder / INDEX).write_text(json.dumps({"weight_map": {NAME: "shard.bin"}}))


def _at(name: str, **values) -> Spoil:
    return tensors(lambda header: header[name].update(values))


LIES = {
    f"weights, {name}": Lie("decoder", spoil)
    for name, spoil in {
        "empty": holding(WEIGHTS, b""),
        "seven bytes": holding(WEIGHTS, b"1234567"),
        "something else": holding(WEIGHTS, b"PK\3\4" * 100),
        "half": _cut(0.5),
        "without their end": _cut(0.99),
        "a header of 0 bytes": _length(0),
        "a header of terabytes": _length(1 << 50),
        "a header of all": _length(2**64 - 1),
        "a header that is a list": tensors(lambda header: [1]),
        "a header without tensors": tensors(lambda header: {"__metadata__": {"format": "pt"}}),
        "metadata of a number": tensors(lambda header: header.update(__metadata__=3)),
        "metadata of tensorflow": _at("__metadata__", format="tf"),
        "no metadata": tensors(lambda header: header.pop("__metadata__") and None),
        "another dtype": _at(NAME, dtype="F64"),
        "an unknown dtype": _at(NAME, dtype="Q9"),
        "whole numbers": _at(NAME, dtype="I32"),
        "another shape": _at(NAME, shape=[32, 48]),
        "a huge shape": _at(NAME, shape=[1 << 40, 1 << 40]),
        "a shape below zero": _at(NAME, shape=[-48, -32]),
        "a shape of text": _at(NAME, shape=["48", "32"]),
        "offsets that overlap": _at(NAME, data_offsets=[0, 6144]),
        "offsets backwards": _at(NAME, data_offsets=[6144, 0]),
        "offsets beyond": _at(NAME, data_offsets=[1 << 40, (1 << 40) + 6144]),
        "a tensor that is a number": tensors(lambda header: header.update({NAME: 3})),
        "a terabyte that is promised": _promised,
        "what config and header promise": _true_to_config,
        "a tensor that lacks": _weights(lambda found: found.pop(NAME)),
        "all tensors but one lack": _weights(
            lambda found: [found.pop(key) for key in list(found) if key != NAME]),
        "a tensor more": _weights(lambda found: found.update(more=torch.ones(3))),
        "many tensors more": _weights(
            lambda found: found.update({f"more.{i}": torch.ones(1) for i in range(20_000)})),
        "an empty tensor": _weights(lambda found: found.update({NAME: torch.empty(0, 32)})),
        "a tensor without axes": _weights(lambda found: found.update({NAME: torch.tensor(1.0)})),
        "NaN": _weights(lambda found: found[NAME].fill_(float("nan"))),
        "infinity": _weights(lambda found: found[NAME].fill_(float("inf"))),
        "numbers that overflow": _weights(lambda found: found[NAME].fill_(3e38)),
        "zeros": _weights(lambda found: [one.zero_() for one in found.values()]),
        "names of dots": _weights(lambda found: found.update({"." * 5000: torch.ones(1)})),
        "only pickled": _pickle,
        "an index of a pickle": _pickled_index,
        "an index of a list": _index([]),
        "an index of numbers": _index({"weight_map": {NAME: 3}}),
        "an index of nothing": _index({"weight_map": {}}),
        "an index of files that lack": _index({"weight_map": {NAME: "no.safetensors"}}),
        "an index outside": _index({"weight_map": {NAME: "../../../../etc/passwd"}}),
        "an index of an absolute path": _index({"weight_map": {NAME: "/etc/passwd"}}),
        "an index of the folder itself": _index({"weight_map": {NAME: "."}}),
        "an index of a zero byte": _index({"weight_map": {NAME: "a\0b"}}),
        "an index of a device": _index({"weight_map": {NAME: "/dev/zero"}}),
        "an index of a long name": _index({"weight_map": {NAME: "x" * 5000}}),
        "an index of many": _index(
            {"weight_map": {f"{i}": f"{i}.safetensors" for i in range(10**5)}}),
        "an index of a terabyte": both(without(WEIGHTS), _nothing(INDEX)),
        "an index of itself": _index({"weight_map": {NAME: INDEX}}),
    }.items()
}  # fmt: skip
