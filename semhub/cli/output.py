"""What commands share: the model and where the result goes, and progress on the error stream."""

from __future__ import annotations

import argparse
import io
import sys
import time
from dataclasses import asdict, fields

from semhub import collector
from semhub.errors import InputError
from semhub.models import options as ways
from semhub.pools import AUTO, AUTO_SENTENCE, POOLS

EVERY = 15.0
"""Seconds between two lines of progress that nobody looks on at."""


def add_model(command: argparse.ArgumentParser, without: str = "", *, chat: bool = True) -> None:
    """Add --model, and how it is loaded.

    without: when the model may be left out, which the help then says. chat: whether the command
    reads texts that may stand in a chat.
    """
    command.add_argument(
        "--model",
        required=not without,
        metavar="M",
        help="catalogue name, Hugging Face id, folder or .gguf file; with #decoder behind it, the "
        "decoder of an encoder-decoder" + without,
    )
    add_loading(command)
    if chat:
        command.add_argument(
            "--chat", action="store_true",
            help="put each text into the model's own chat template, as a user's turn",
        )  # fmt: skip


def add_loading(command: argparse.ArgumentParser) -> None:
    """Add where a model runs, in what type, and which revision of it."""
    command.add_argument(
        "--device", default=ways.AUTO, metavar="D",
        help="auto (default: CUDA's GPU, else Apple's, where the model gives what it gives on the "
        "CPU; else the CPU), or cpu, cuda, cuda:1, mps",
    )  # fmt: skip
    command.add_argument(
        "--dtype", default=ways.AUTO, choices=(ways.AUTO, *ways.DTYPES),
        help="of the weights (default: float32 on a CPU, the checkpoint's own on a GPU)",
    )  # fmt: skip
    command.add_argument(
        "--revision", metavar="R", help="commit, branch or tag of a model of the Hugging Face hub"
    )


def add_pool(command: argparse.ArgumentParser) -> None:
    """Add --pool, with a sentence on each pooling."""
    sentences = {AUTO: AUTO_SENTENCE} | {name: pool.sentence for name, pool in POOLS.items()}
    command.add_argument(
        "--pool", default=AUTO, choices=tuple(sentences),
        help="how the states of an item's tokens become one (default %(default)s). "
        + "; ".join(f"{name}: {sentence}" for name, sentence in sentences.items()),
    )  # fmt: skip


def add_json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", metavar="FILE", help="write the result there; - for stdout")


def require_model(options: argparse.Namespace) -> None:
    """Raise `InputError` where no model is named."""
    if options.model is None:
        raise InputError(
            "A --model is needed, since not all sides are folders of states; see "
            f"`python -m semhub {options.command} --help`."
        )


def asked(options: argparse.Namespace) -> ways.Options:
    """How a command line asks for its model, beside its name."""
    return ways.Options(**{part.name: getattr(options, part.name, part.default)
                      for part in fields(ways.Options)})  # fmt: skip


def load(options: argparse.Namespace, name: str | None = None):
    """Load the model of a command line. name: in place of its --model. Raises `InputError` as
    `semhub.load` does."""
    loading = collector.imported("semhub.models.loading")
    return loading.load(name or options.model, **asdict(asked(options)), progress=show)


def print_anything() -> None:
    """Print what a stream's encoding lacks as its number, so that no terminal or file of another
    code page, and no file name that is no text, ends a command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


class Progress:
    """Progress on the error stream: on one line where a person looks on; into a file or a pipe a
    line every `EVERY` seconds, so that a quick command says nothing there."""

    def __init__(self):
        self.begin()

    def begin(self) -> None:
        """Count the time from now on."""
        self._due, self._begun = time.monotonic() + EVERY, False

    def show(self, share: float, sentence: str) -> None:
        self._line(f"{sentence} {share:4.0%}", share >= 1)

    def show_count(self, done: int) -> None:
        """What is read as it comes has no total to have a share of."""
        self._line(f"{done:,} items", False)

    def _line(self, sentence: str, end: bool) -> None:
        if sys.stderr.isatty():
            print(f"\r{sentence}", end="\n" if end else "", file=sys.stderr, flush=True)
        elif (now := time.monotonic()) >= self._due or (end and self._begun):
            print(" ".join(sentence.split()), file=sys.stderr, flush=True)
            self._due, self._begun = now + EVERY, not end


progress = Progress()
"""That of the command that runs."""


def show(share: float, sentence: str) -> None:
    """Show how far the command is. share: from 0 to 1."""
    progress.show(share, sentence)


def show_count(done: int) -> None:
    """Show how many items the command has done."""
    progress.show_count(done)
