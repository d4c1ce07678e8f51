"""`lens`: what each layer and position of one input, or of several, reads as."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from semhub import json_file
from semhub.cli import arguments, output, sourced
from semhub.datasets import NAMES
from semhub.errors import InputError
from semhub.inputs import read_lines
from semhub.lenses.kinds import KINDS, USUAL, shared_place

if TYPE_CHECKING:
    from semhub.inputs import Audio, Image, Input
    from semhub.lenses.languages import LanguageTable
    from semhub.lenses.neighbours import Index
    from semhub.lenses.result import Reading
    from semhub.models.protocol import Model


def add(commands: argparse._SubParsersAction) -> None:
    lens = commands.add_parser("lens", help="what each layer and position reads as")
    lens.add_argument(
        "inputs",
        nargs="+",
        metavar="INPUT",
        help="the text to read, a file that holds a picture or a sound, a text file with a text a "
        "line, or dataset:column; several are read one after the other",
    )
    lens.add_argument(
        "--text", action="store_true", help="read INPUT as a text, even if a file has that name"
    )
    sourced.add(lens)
    lens.add_argument("--lens", default=USUAL, choices=tuple(KINDS))
    lens.add_argument(
        "--index",
        metavar="FILE",
        help="for --lens neighbours: sentences whose words are searched, one a line",
    )
    lens.add_argument(
        "--words-in",
        metavar="LANGUAGE",
        help="for --lens neighbours: the language whose words are searched, as zh (default: the "
        "language that the model was raised in, or en)",
    )
    lens.add_argument("--top", type=int, default=5, help="best words for each cell (default 5)")
    lens.add_argument("--track", nargs="+", default=[], metavar="WORD")
    output.add_model(lens)
    output.add_json(lens)
    lens.set_defaults(run=_lens)


def _lens(options: argparse.Namespace) -> None:
    typed = [item for one in options.inputs for item in _named(one, options.text)]
    items = sourced.of_each(typed, options.source)
    if options.top < 1:
        raise InputError("--top takes a number of words, 1 or more.")
    near = not KINDS[options.lens].head
    if options.index and not near:
        raise InputError("--index is read by --lens neighbours alone; add that, or leave it out.")
    if options.words_in and (options.index or not near):
        raise InputError("--words-in is read by --lens neighbours, and not with --index.")
    texts = read_lines(Path(options.index)) if options.index else None
    model = output.load(options)
    index = _index(model, texts, options.words_in) if near else None
    languages = None if near else _languages(model)
    readings = []
    for item in items:
        reading = _read(options, model, item, languages, index)
        if options.json:
            readings.append(reading.to_dict())
        else:
            _print(reading, model.check.sentence)
    if options.json:
        json_file.write(readings[0] if len(items) == 1 else readings, options.json)


def _named(reference: str, text: bool) -> Sequence[Input]:
    return [arguments.item(reference, text=True)] if text else arguments.several(reference)


def _read(
    options: argparse.Namespace,
    model: Model,
    item: Input,
    languages: LanguageTable | None,
    index: Index | None,
) -> Reading:
    from semhub.lenses.reading import read

    reading = read(
        model,
        item,
        kind=options.lens,
        top=options.top,
        track=options.track,
        languages=languages,
        index=index,
    )
    return reading if item.modality == "text" else _with_floor(model, item, reading, index)


def _languages(model: Model) -> LanguageTable | None:
    from semhub.lenses.languages import known

    return known(model) if model.has_head else None


def _index(model: Model, texts: list | None, language: str | None) -> Index:
    from semhub.lenses import neighbours

    def progress(done: int, total: int) -> None:
        output.show(done / total, "Reading the sentences of the index")

    index = neighbours.index(model, texts, language=language, progress=progress)
    if index.note:
        print(index.note, file=sys.stderr)
    return index


def _with_floor(
    model: Model, item: Image | Audio, reading: Reading, index: Index | None
) -> Reading:
    from semhub.lenses.floor import CALLED, with_floor

    def progress(done: int, total: int) -> None:
        output.show(done / total, f"Reading {CALLED[item.modality]}, to compare with")

    return with_floor(model, item, reading, index=index, progress=progress)


def _print(reading: Reading, check: str) -> None:
    kind = KINDS[reading.kind]
    print(kind.does + (f"; {check}" if kind.head else ""))
    if reading.floor:
        print(f"in parentheses: no stronger than what {reading.floor.called} reads as")
    for note in reading.notes:
        print(note)
    if reading.neighbours and reading.neighbours.language:
        print(shared_place(NAMES[reading.neighbours.language]))
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
