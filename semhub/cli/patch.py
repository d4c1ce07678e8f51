"""`patch`: a state of one text put into another, and what is said then, layer by layer."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from semhub import json_file
from semhub.cli import arguments, keeping, output
from semhub.cli.reference import is_column
from semhub.errors import InputError
from semhub.inputs import Text

if TYPE_CHECKING:
    from semhub.datasets.patches import Patched
    from semhub.experiments.patching import Patching, Said
    from semhub.models.protocol import Model
    from semhub.statistics.band import Band


def add(commands: argparse._SubParsersAction) -> None:
    patch = commands.add_parser("patch", help="put the state of one text into another")
    what = "a text, or of the sets world and concepts a column, such as world:zh"
    patch.add_argument("source", metavar="SOURCE", help=f"whose state is taken: {what}")
    patch.add_argument("target", metavar="TARGET", help="into which it is put: the same")
    patch.add_argument(
        "--words", nargs=2, metavar=("SOURCE_WORD", "TARGET_WORD"),
        help="of two texts: the word for what the source means and for what the target means, "
        "both as the target would say them",
    )  # fmt: skip
    patch.add_argument(
        "--asks", metavar="TEXT",
        help="text behind SOURCE and TARGET (default: none; the arrow for the embedded model)",
    )  # fmt: skip
    patch.add_argument(
        "--random", metavar="TEXT", help="of two texts: a third one, whose state is the control"
    )
    patch.add_argument(
        "--place", default="end", choices=("end", "item"),
        help="where the state is taken and put: at the position at which the word is asked for, "
        "or at the end of the text before --asks (default end)",
    )  # fmt: skip
    patch.add_argument(
        "--layer", type=int, metavar="K", help="also show how the first target goes on with it"
    )
    output.add_model(patch, chat=False)
    output.add_json(patch)
    keeping.add_record(patch)
    patch.set_defaults(run=_patch)


def _patch(options: argparse.Namespace) -> None:
    columns = [is_column(one) for one in (options.source, options.target)]
    if any(columns) and not all(columns):
        raise InputError("SOURCE and TARGET are both texts or both columns of one set; give those.")
    own = not all(columns)
    if own != (options.words is not None) or (options.random is not None and not own):
        raise InputError(
            "Two texts need their --words; columns have their own, and their own --random."
        )
    from semhub.experiments.patching import patching, said

    named = None if own else _named(options)
    model = output.load(options)
    items, sides = named or _given(options, model)
    result = patching(
        model, items, place=options.place,
        progress=lambda done, total: output.show(done / total, "Patching"),
    )  # fmt: skip
    goes_on = None
    if options.layer is not None:
        goes_on = said(model, items[0], options.layer, place=options.place)
    _tell(options, result, sides, items[0], goes_on)
    kept = {
        part if own else getattr(options, part): [Text(getattr(one, part)[0]) for one in items]
        for part in ("source", "target")
    }
    keeping.keep(options, model, result, kept, sides=sides)


def _given(options: argparse.Namespace, model: Model) -> tuple[list[Patched], tuple[str, str]]:
    from semhub.datasets import patches
    from semhub.lenses.neighbours.corpus import recipe

    raised = recipe(model.name) is not None
    asks = patches.asking(raised=raised) if options.asks is None else options.asks
    texts = [arguments.item(one, text=True).text for one in (options.source, options.target)]
    random = patches.RANDOM if options.random is None else options.random
    return [patches.own(*texts, tuple(options.words), asks, random)], ("source", "target")


def _named(options: argparse.Namespace) -> tuple[list[Patched], tuple[str, str]]:
    from semhub import datasets
    from semhub.datasets import patches

    (name, _, source), (other, _, target) = (
        one.partition(":") for one in (options.source, options.target)
    )
    if name != other:
        raise InputError(f"The columns are of two sets, {name} and {other}; give two of one set.")
    if options.asks:
        raise InputError("--asks goes with two texts; columns are asked in their own way.")
    sides = datasets.called(options.source), datasets.called(options.target)
    return patches.of_set(name, source, target), sides


def _tell(
    options: argparse.Namespace, result: Patching, sides: tuple[str, str], first: Patched,
    goes_on: Said | None,
) -> None:  # fmt: skip
    if options.json:
        found = result.to_dict()
        if goes_on:
            found["continuation"] = {"layer": options.layer, **vars(goes_on)}
        return json_file.write(found, options.json)
    from semhub.charts.patching import patching_answer, word_names

    print(f"Mean probability over {result.n} prompt{'s' if result.n > 1 else ''}.\n")
    for name, called in word_names(result, sides).items():
        print(f"{name:<10}{called}; before: {result.before[name]:.3f}")
    names = [*result.probability]
    heads = [*names, "concept, random", "concept in nats", "language in nats"]
    print("\nlayer  " + "".join(f"{head:<22}" for head in heads).rstrip())
    for k in range(result.n_layers):
        cells = [f"{result.probability[name].value[k]:.3f}" for name in names]
        cells += [f"{result.random['concept'].value[k]:.3f}", _cell(result.concept, k)]
        cells += [_cell(result.language, k)] if result.language else []
        print(f"{k + 1:<7}{''.join(f'{cell:<22}' for cell in cells)}".rstrip())
    if result.left_out:
        print(f"\n{result.left_out} left out: their words begin with the same tokens.")
    answer = patching_answer(result, sides)
    print(f"\n{answer if isinstance(answer, str) else '. '.join(answer)}.")
    if goes_on:
        print(f"\n{first.target[0] + first.target[1]!r} with a state of layer {options.layer}:")
        for name, text in vars(goes_on).items():
            print(f"  {name:<8}{text!r}")
    return None


def _cell(band: Band, k: int) -> str:
    value, low, high = (getattr(band, part)[k] for part in ("value", "low", "high"))
    return f"{value:+.2f}" + (f" [{low:+.2f}, {high:+.2f}]" if low == low else "")
