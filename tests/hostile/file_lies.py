"""What stands in a folder in place of a file."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from tests.hostile.lie import CONFIG, PROCESSOR, TOKENIZER, WEIGHTS, WORDS, Lie, Spoil


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


def _circle(path: Path) -> None:
    (path.parent / "other").symlink_to(path.name)
    path.symlink_to("other")


def _nowhere(path: Path) -> None:
    path.symlink_to("/no/such/file")


def _zero(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _null(path: Path) -> None:
    path.symlink_to("/dev/null")


def _other(path: Path) -> None:
    path.symlink_to("/etc/passwd")


def _terminal(path: Path) -> None:
    path.symlink_to("/dev/stdin")


def _folder(path: Path) -> None:
    path.mkdir()


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)


INSTEAD: dict[str, Callable[[Path], object]] = {
    "a pipe": _pipe, "a link to itself": _loop, "links in a circle": _circle,
    "a link to nowhere": _nowhere, "a link to endless zeros": _zero, "a link to nothing": _null,
    "a link to another file": _other, "a link to the terminal": _terminal, "a folder": _folder,
    "a terabyte of nothing": _sparse,
}  # fmt: skip


def _instead(file: str, make: Callable[[Path], object]) -> Spoil:
    def spoil(folder: Path) -> None:
        (folder / file).unlink(missing_ok=True)
        make(folder / file)

    return spoil


def _within(folder: Path) -> None:
    (folder / "1_Pooling").symlink_to(folder, target_is_directory=True)


def _many(folder: Path) -> None:
    for k in range(5_000):
        (folder / f"vocab{k}.json").write_text("{}")


def _piped_besides(folder: Path) -> None:
    for name in ("vocab.json", "merges.txt", "tokenizer.model", "normalizer.json",
                 "chat_template.json", "modules.json", "adapter_config.json"):  # fmt: skip
        os.mkfifo(folder / name)


def _unreadable(file: str) -> Spoil:
    return lambda folder: (folder / file).chmod(0)


def _a_file(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("{}")


_EVERYWHERE = ("a pipe", "a link to itself", "a link to endless zeros", "a folder",
               "a terabyte of nothing")  # fmt: skip
LIES = {
    f"{base}: {name} for {file}": Lie(base, _instead(file, make))
    for base, file in (
        ("decoder", CONFIG), ("decoder", WEIGHTS), ("decoder", TOKENIZER), ("decoder", WORDS),
        ("decoder", "generation_config.json"), ("sees", PROCESSOR), ("sees", "chat_template.jinja"),
    )
    for name, make in INSTEAD.items()
    if file in (CONFIG, TOKENIZER, WEIGHTS) or name in _EVERYWHERE
} | {
    f"{file} that may not be read": Lie("decoder", _unreadable(file))
    for file in (CONFIG, WEIGHTS, TOKENIZER)
} | {
    "pipes beside the files": Lie("decoder", _piped_besides),
    "a folder within itself": Lie("encoder", _within),
    "very many files": Lie("decoder", _many),
    "a file for the folder": Lie("decoder", _a_file),
    "a pipe for preprocessor_config.json": Lie(
        "sees", _instead("preprocessor_config.json", _pipe)),
    "a pipe for special_tokens_map.json": Lie(
        "decoder", _instead("special_tokens_map.json", _pipe)),
    "a pipe for the pooling": Lie("encoder", lambda folder: (
        (folder / "1_Pooling").mkdir(), os.mkfifo(folder / "1_Pooling" / CONFIG))),
    "a pipe for a tokenizer's part": Lie("decoder", lambda folder: (
        (folder / TOKENIZER).unlink(), os.mkfifo(folder / "vocab.json"))),
}  # fmt: skip
