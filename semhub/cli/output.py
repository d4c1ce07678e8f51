"""What commands share: the model and where the result goes, and progress on the error stream."""

from __future__ import annotations

import argparse
import io
import json
import sys
from pathlib import Path

from semhub.errors import InputError


def add_model(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--model",
        required=True,
        metavar="M",
        help="catalogue name, Hugging Face id, folder or .gguf file",
    )


def add_json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", metavar="FILE", help="write the result there; - for stdout")


def load(name: str):
    from semhub.models.loading import load

    return load(name, progress=show)


def write(result: object, target: str, indent: int | None = None) -> None:
    """Raises `InputError` where the file cannot be written."""
    unicode = target != "-" or "utf" in (sys.stdout.encoding or "").lower()
    text = json.dumps(result, ensure_ascii=not unicode, allow_nan=False, indent=indent)
    if target == "-":
        print(text)
        return
    try:
        # A name that is no text, which file systems allow, stands there as JSON's own escapes.
        Path(target).write_text(text + "\n", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise InputError(f"{target} cannot be written: {error.strerror}.") from None


def print_anything() -> None:
    """What a stream's encoding lacks is printed as its number: a terminal or a file of another code
    page, or a file name that is no text, ends no command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def show(share: float, sentence: str) -> None:
    """Progress on one line of the error stream, and only where a person looks on."""
    if sys.stderr.isatty():
        end = "\n" if share >= 1 else ""
        print(f"\r{sentence} {share:4.0%}", end=end, file=sys.stderr, flush=True)
