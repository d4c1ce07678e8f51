"""The command line: `python -m semhub models | fetch | compare | lens`.

Exit code 0 on success and 2 on bad input, with one sentence on the error stream. This file parses
and prints; what it prints comes from the library.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from semhub import datasets
from semhub.errors import InputError
from semhub.inputs import Text, read_lines, require_pairs
from semhub.threads import wait_passively


class _Parser(argparse.ArgumentParser):
    """One sentence instead of a usage block."""

    def error(self, message: str) -> NoReturn:
        raise InputError(f"{message[0].upper()}{message[1:]}; see `{self.prog} --help`.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    wait_passively()
    try:
        options = _parser().parse_args(arguments)
        options.run(options)
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `| head` has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m semhub", description="A microscope for the semantic hub in language models."
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=_Parser)

    models = commands.add_parser("models", help="the models that are known, and which are on disk")
    models.set_defaults(run=_models)

    fetch = commands.add_parser("fetch", help="put models on disk, for when there is no network")
    fetch.add_argument("name", nargs="+", metavar="M", help="catalogue name or Hugging Face id")
    fetch.set_defaults(run=_fetch)

    compare = commands.add_parser("compare", help="paired similarity per layer")
    compare.add_argument("a", metavar="A", help="text file, one item a line, or dataset:column")
    compare.add_argument("b", metavar="B", help="the same items in another language, line by line")
    compare.add_argument("--pool", default="mean", choices=("mean", "last"))
    compare.add_argument("--layers", default="all", help="all, or numbers and ranges: 0,4-8")
    compare.set_defaults(run=_compare)

    lens = commands.add_parser("lens", help="what each layer and position reads as")
    lens.add_argument("input", metavar="INPUT", help="the text to read")
    lens.add_argument("--lens", default="logit", choices=("logit", "paper"))
    lens.add_argument("--top", type=int, default=5, help="words a cell (default 5)")
    lens.add_argument("--track", nargs="+", default=[], metavar="WORD")
    lens.set_defaults(run=_lens)

    for command in (compare, lens):
        command.add_argument(
            "--model", required=True, metavar="M", help="catalogue name, Hugging Face id or folder"
        )
    for command in (models, compare, lens):
        command.add_argument("--json", metavar="FILE", help="write the result there; - for stdout")
    return parser


def _models(options: argparse.Namespace) -> None:
    from semhub.models.catalogue import ENTRIES

    rows = [
        {
            "id": entry.name,
            "modalities": list(entry.modalities),
            "parameters": entry.parameters,
            "licence": entry.licence,
            "head": entry.has_head,
            "on_disk": entry.on_disk,
            "fits": entry.fits,
            "about": entry.about,
            "how": entry.how,
        }
        for entry in ENTRIES
    ]
    if options.json:
        return _write(rows, options.json)
    for row in rows:
        state = "on disk" if row["on_disk"] else f"get it: {row['how']}"
        fits = "" if row["fits"] else ", too large for this machine"
        millions = row["parameters"] / 1e6
        size = f"{millions:,.0f}M" if millions >= 10 else f"{millions:.1f}M"
        print(f"{row['id']}  ({size} parameters, {row['licence']}{fits})")
        print(f"    {row['about']}\n    {', '.join(row['modalities'])}; {state}")


def _fetch(options: argparse.Namespace) -> None:
    from semhub.models.catalogue import folder

    for name in options.name:
        print(f"{name}: {folder(name, _show)}")


def _compare(options: argparse.Namespace) -> None:
    a, b = _side(options.a), _side(options.b)
    require_pairs(a, b)
    if len(a) < 2:
        raise InputError("One pair tells nothing of chance; give at least 2 pairs, better 12.")
    from semhub.comparison import compare

    model = _load(options.model)
    layers = None if options.layers == "all" else _layers(options.layers)
    result = compare(
        model,
        a,
        b,
        pool=options.pool,
        layers=layers,
        progress=lambda done, total: _show(done / total, "Reading"),
    )
    if options.json:
        return _write(result.to_dict(), options.json)
    print(f"{result.n} pairs, {options.pool} pooling, {model.name}. {model.check.sentence}\n")
    _table(result)


def _table(result) -> None:
    """One row a layer, one column a metric, then what chance and shuffled pairs give."""
    curves = result.metrics.values()
    _row("layer", result.metrics)
    for i, layer in enumerate(result.layers):
        cells = [f"{c.value[i]:.3f} [{c.low[i]:.2f}, {c.high[i]:.2f}]" for c in curves]
        _row(str(layer), [cell.replace("nan", "–") for cell in cells])
    for name in ("chance", "null95", "p"):
        _row(name, [f"{getattr(c, name):.3f}".replace("nan", "–") for c in curves])
    print(
        "\nIn brackets the 95% interval; null95: 95% of shuffled pairings stay below it at every "
        f"layer. The peak of {result.peak[0]} is at layer {result.peak[1]}."
    )


def _row(head: str, cells) -> None:
    print(f"{head:<7}" + "".join(f"{cell:<21}" for cell in cells).rstrip())


def _lens(options: argparse.Namespace) -> None:
    item = Text(options.input)
    if options.top < 1:
        raise InputError("--top takes a number of words, 1 or more.")
    from semhub.languages import table
    from semhub.lens import KINDS, read

    model = _load(options.model)
    languages = None
    if model.has_head:
        corpora = datasets.corpora(tuple(datasets.table("sentences")))
        languages = table(model, corpora, model.vocabulary_size)
    reading = read(
        model,
        item,
        kind=options.lens,
        top=options.top,
        track=options.track,
        languages=languages,
    )
    if options.json:
        return _write(reading.to_dict(), options.json)
    print(f"{KINDS[reading.kind]}; {model.check.sentence}")
    for position, text in enumerate(reading.texts):
        print(f"\n{text!r}")
        for layer in range(len(reading.tokens)):
            best = zip(
                reading.words[layer][position], reading.probabilities[layer, position], strict=True
            )
            cells = "  ".join(f"{word!r} {p:.2f}" for word, p in best)
            tracked = "".join(
                f"  | {w} {p[layer, position]:.3f}" for w, p in reading.tracked.items()
            )
            print(f"  layer {layer:>2}  {cells}{tracked}")


def _side(reference: str):
    """The items of a text file or of `dataset:column`."""
    # os.path, unlike pathlib, does not mind a sentence that is too long to be a path.
    if not os.path.exists(reference) and reference.partition(":")[0] in datasets.DATASETS:
        return datasets.column(reference)
    if not os.path.isfile(reference):
        raise InputError(
            f"There is no file {reference[:100]}; give a text file with one item a line, or "
            f"dataset:column with a dataset of {', '.join(datasets.DATASETS)}."
        )
    return read_lines(Path(reference))


def _layers(text: str) -> list[int]:
    layers: list[int] = []
    for part in text.split(","):
        found = re.fullmatch(r"([0-9]{1,4})(?:-([0-9]{1,4}))?", part)
        if not found:
            raise InputError(f"--layers takes numbers and ranges such as 0,4-8, not “{text}”.")
        first, last = found.groups()
        layers += range(int(first), int(last or first) + 1)
    if not layers:
        raise InputError(f"--layers “{text}” names no layer; a range runs from low to high.")
    return layers


def _load(name: str):
    from semhub.models.loading import load

    return load(name, progress=_show)


def _write(result: object, target: str) -> None:
    text = json.dumps(result, ensure_ascii=False, allow_nan=False)
    if target == "-":
        print(text)
        return
    try:
        Path(target).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(f"{target} cannot be written: {error.strerror}.") from None


def _show(share: float, sentence: str) -> None:
    """Progress on one line of the error stream, and only where a person looks on."""
    if sys.stderr.isatty():
        end = "\n" if share >= 1 else ""
        print(f"\r{sentence} {share:4.0%}", end=end, file=sys.stderr, flush=True)
