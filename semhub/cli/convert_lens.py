"""`convert-lens`: a Jacobian lens that others fitted, checked against a model and kept for it."""

from __future__ import annotations

import argparse
from pathlib import Path

from semhub.cli import output


def add(commands: argparse._SubParsersAction) -> None:
    convert = commands.add_parser(
        "convert-lens", help="take a Jacobian lens that others fitted to a model"
    )
    convert.add_argument(
        "file", metavar="FILE", help="the lens, a .pt file as jlens writes it, or safetensors"
    )
    convert.add_argument(
        "--language",
        nargs="+",
        default=[],
        metavar="CODE",
        help="the languages of the texts that it was fitted on, as en; shown with the lens, and "
        "unknown where it is left out",
    )
    convert.add_argument(
        "--corpus",
        default="",
        metavar="NAME",
        help="what these texts are called; by default what a config.yaml beside FILE says",
    )
    convert.add_argument(
        "--copy", metavar="OUT", help="also write it there, as safetensors in half precision"
    )
    output.add_model(convert, chat=False)
    convert.set_defaults(run=_convert)


def _convert(options: argparse.Namespace) -> None:
    from semhub.lenses.jacobian import store
    from semhub.lenses.jacobian.published import take

    model = output.load(options)
    lens = take(Path(options.file), model, languages=options.language, corpus=options.corpus)
    with store.locked(model):
        store.keep(lens)
    if options.copy:
        import torch

        store.write(lens, Path(options.copy), torch.float16)
    print(f"{lens.note} It is kept for {model.name}; `lens --lens jacobian` reads with it.")
