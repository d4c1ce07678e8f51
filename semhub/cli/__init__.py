"""The command line: `python -m semhub COMMAND`; `python -m semhub --help` lists them.

Exit code 0 on success, 1 where `check`, `doctor` or `fetch --preset` found a fault, 2 on bad
input, with one sentence on the error stream, and 3 where rows could not be read and the rest was
computed. A file a command; each parses and prints, and what it prints comes from the library.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from typing import NoReturn

from semhub.cli import (
    app,
    check,
    compare,
    conflict,
    convert_lens,
    data,
    doctor,
    experiments,
    extract,
    fit_lens,
    hub,
    keeping,
    languages,
    left_out,
    lens,
    maps,
    models,
    output,
    patch,
    publish,
    reproduce,
    steer,
)
from semhub.errors import InputError
from semhub.threads import wait_passively

LONGEST = 255
"""Characters of an argument that a sentence repeats as they are: those of a file's name."""

SHOWN = 100
"""Of a longer one, the first that are shown."""


_COMMANDS = (
    app, doctor, models, data, extract, compare, maps, hub, lens, languages, fit_lens, convert_lens,
    steer, patch, conflict, experiments, reproduce, publish, check,
)  # fmt: skip


class _Parser(argparse.ArgumentParser):
    """One sentence instead of a usage block."""

    def error(self, message: str) -> NoReturn:
        raise InputError(f"{message[0].upper()}{message[1:]}; see `{self.prog} --help`.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    wait_passively()
    output.print_anything()
    output.progress.begin()
    left_out.count.begin()
    try:
        options = _parser().parse_args(arguments)
        options.line = keeping.line(sys.argv[1:] if arguments is None else arguments)
        return options.run(options) or left_out.count.code
    except InputError as error:
        typed = sys.argv[1:] if arguments is None else arguments
        print(_shortened(str(error), typed), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `| head` has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _shortened(sentence: str, arguments: Sequence[str]) -> str:
    """A sentence in which no long argument, nor a long piece of one, stands in full."""
    for one in sorted(arguments, key=len, reverse=True):
        for piece in (one, one.partition("=")[2]):
            if len(piece) > LONGEST:
                sentence = sentence.replace(piece, piece[:SHOWN] + "…")
    return re.sub(rf"\S{{{LONGEST + 1},}}", lambda run: run[0][:SHOWN] + "…", sentence)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m semhub",
        description="A microscope for the semantic hub in language models.",
        epilog="Exit code: 0 on success; 1 where `check`, `doctor` or `fetch --preset` found a "
        "fault; 2 on bad input; 3 where rows could not be read, which are listed and left out, "
        "and the rest was computed.",
    )
    commands = parser.add_subparsers(
        dest="command", metavar="COMMAND", required=True, parser_class=_Parser
    )
    for command in _COMMANDS:
        command.add(commands)
    return parser
