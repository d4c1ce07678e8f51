"""`lens`: what each layer and position of one input reads as."""

from __future__ import annotations

import argparse

from semhub import datasets
from semhub.cli import given, output
from semhub.errors import InputError


def add(commands: argparse._SubParsersAction) -> None:
    lens = commands.add_parser("lens", help="what each layer and position reads as")
    lens.add_argument(
        "input", metavar="INPUT", help="the text to read, or a file that holds a picture or a sound"
    )
    lens.add_argument("--lens", default="logit", choices=("logit", "paper"))
    lens.add_argument("--top", type=int, default=5, help="words a cell (default 5)")
    lens.add_argument("--track", nargs="+", default=[], metavar="WORD")
    output.add_model(lens)
    output.add_json(lens)
    lens.set_defaults(run=_lens)


def _lens(options: argparse.Namespace) -> None:
    item = given.item(options.input)
    if options.top < 1:
        raise InputError("--top takes a number of words, 1 or more.")
    given.tell_notes([item])
    from semhub.languages import table
    from semhub.lens import KINDS, read

    model = output.load(options.model)
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
        return output.write(reading.to_dict(), options.json)
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
