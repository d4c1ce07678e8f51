"""`lens`: what each layer and position of one input reads as."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from semhub import datasets
from semhub.cli import given, output
from semhub.errors import InputError
from semhub.inputs import read_lines

if TYPE_CHECKING:
    from semhub.inputs import Audio, Image
    from semhub.languages import LanguageTable
    from semhub.lens import Reading
    from semhub.models.protocol import Model
    from semhub.neighbours import Index


def add(commands: argparse._SubParsersAction) -> None:
    lens = commands.add_parser("lens", help="what each layer and position reads as")
    lens.add_argument(
        "input", metavar="INPUT", help="the text to read, or a file that holds a picture or a sound"
    )
    lens.add_argument(
        "--text", action="store_true", help="read INPUT as the text, though a file be called so"
    )
    lens.add_argument(
        "--lens", default="logit", choices=("logit", "paper", "jacobian", "neighbours")
    )
    lens.add_argument(
        "--index",
        metavar="FILE",
        help="for --lens neighbours: sentences whose words are searched, one a line",
    )
    lens.add_argument("--top", type=int, default=5, help="words a cell (default 5)")
    lens.add_argument("--track", nargs="+", default=[], metavar="WORD")
    output.add_model(lens)
    output.add_json(lens)
    lens.set_defaults(run=_lens)


def _lens(options: argparse.Namespace) -> None:
    item = given.item(options.input, text=options.text)
    if options.top < 1:
        raise InputError("--top takes a number of words, 1 or more.")
    near = options.lens == "neighbours"
    if options.index and not near:
        raise InputError("--index is read by --lens neighbours alone; add that, or leave it out.")
    texts = read_lines(Path(options.index)) if options.index else None
    given.tell_notes([item])
    from semhub.lens import read

    model = output.load(options.model)
    index = _index(model, texts) if near else None
    reading = read(
        model,
        item,
        kind=options.lens,
        top=options.top,
        track=options.track,
        languages=None if near else _languages(model),
        index=index,
    )
    if item.modality != "text":
        reading = _with_floor(model, item, reading, index)
    if options.json:
        return output.write(reading.to_dict(), options.json)
    _print(reading, model.check.sentence)


def _languages(model: Model) -> LanguageTable | None:
    from semhub.languages import table

    if not model.has_head:
        return None
    corpora = datasets.corpora()
    return table(model, corpora, model.vocabulary_size)


def _index(model: Model, texts: list | None) -> Index:
    from semhub import neighbours

    def progress(done: int, total: int) -> None:
        output.show(done / total, "Reading the sentences of the index")

    index = neighbours.index(model, texts, progress=progress)
    if index.note:
        print(index.note, file=sys.stderr)
    return index


def _with_floor(
    model: Model, item: Image | Audio, reading: Reading, index: Index | None
) -> Reading:
    from semhub.floor import CALLED, with_floor

    def progress(done: int, total: int) -> None:
        output.show(done / total, f"Reading {CALLED[item.modality]}, to compare with")

    return with_floor(model, item, reading, index=index, progress=progress)


def _print(reading: Reading, check: str) -> None:
    from semhub.lens import KINDS

    print(KINDS[reading.kind] + (f"; {check}" if reading.neighbours is None else ""))
    if reading.floor:
        print(f"in parentheses: no stronger than what {reading.floor.called} reads as")
    for position, text in enumerate(reading.texts):
        print(f"\n{text!r}")
        for layer in range(len(reading.tokens)):
            words, scores = reading.words[layer][position], reading.scores[layer, position]
            claimed = reading.claimed[layer, position]
            cells = "  ".join(
                f"{word!r} {p:.2f}" if stands else f"({word!r} {p:.2f})"
                for word, p, stands in zip(words, scores, claimed, strict=True)
            )
            tracked = "".join(
                f"  | {w} {p[layer, position]:.3f}" for w, p in reading.tracked.items()
            )
            print(f"  layer {layer:>2}  {cells}{tracked}")
