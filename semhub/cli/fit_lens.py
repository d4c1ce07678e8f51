"""`fit-lens`: the Jacobian lens of a decoder, fitted once and kept."""

from __future__ import annotations

import argparse
from pathlib import Path

from semhub.cli import output
from semhub.inputs import read_lines


def add(commands: argparse._SubParsersAction) -> None:
    fit = commands.add_parser(
        "fit-lens", help="fit a model's Jacobian lens; after an interruption it continues"
    )
    fit.add_argument(
        "--texts", metavar="FILE", help="texts to fit on, one a line; by default embedded ones"
    )
    fit.add_argument(
        "--copy", metavar="FILE", help="also write it there, in half precision, to share it"
    )
    output.add_model(fit, chat=False)
    fit.set_defaults(run=_fit)


def _fit(options: argparse.Namespace) -> None:
    texts = read_lines(Path(options.texts)) if options.texts else None
    from semhub.lenses import jacobian
    from semhub.lenses.jacobian.store import write

    model = output.load(options)

    def progress(done: int, total: int) -> None:
        output.show(done / total, f"Fitting the lens of {model.name}")

    lens = jacobian.fit(model, texts, progress=progress)
    if options.copy:
        import torch

        write(lens, Path(options.copy), torch.float16)
    print(
        f"The Jacobian lens of {lens.model} ({lens.revision}) is fitted on {lens.texts:,} texts; "
        "`lens --lens jacobian` reads with it."
    )
