"""`languages`: in which language the layers read, over many texts."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from semhub import json_file
from semhub.cli import arguments, keeping, output
from semhub.cli.reference import called

if TYPE_CHECKING:
    from semhub.lenses.language_mass import LanguageMass
    from semhub.models.protocol import Model


def add(commands: argparse._SubParsersAction) -> None:
    languages = commands.add_parser("languages", help="in which languages each layer reads")
    languages.add_argument(
        "texts", metavar="TEXTS", help="text file, one item a line, or dataset:column"
    )
    output.add_model(languages)
    output.add_json(languages)
    keeping.add_record(languages)
    languages.set_defaults(run=_languages)


def _languages(options: argparse.Namespace) -> None:
    texts = arguments.side(options.texts)
    from semhub.lenses.language_mass import language_mass
    from semhub.lenses.languages import known

    model = output.load(options)

    def progress(done: int, total: int) -> None:
        output.show(done / total, "Reading")

    found = language_mass(model, texts, known(model), progress=progress)
    name = called(options.texts)
    _tell(options, model, found)
    keeping.keep(
        options, model, found, {options.texts: texts},
        of=name if name in found.languages else None,
    )  # fmt: skip


def _tell(options: argparse.Namespace, model: Model, found: LanguageMass) -> None:
    """Print the shares by layer, or write them as JSON."""
    if options.json:
        return json_file.write(found.to_dict(), options.json)
    print(
        f"{found.n} texts, {model.name}; the language of {found.covered:.1%} of its vocabulary is "
        "known, all else is divided evenly.\n"
    )
    codes = list(found.languages)
    print("layer  " + "".join(f"{code:<8}" for code in codes).rstrip())
    for layer in range(len(found.languages[codes[0]].value)):
        shares = "".join(f"{found.languages[code].value[layer]:<8.3f}" for code in codes)
        print(f"{layer:<7}{shares}".rstrip())
    return None
