"""`conflict`: a picture or a sound against a text that contradicts it, layer by layer."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from semhub import json_file
from semhub.cli import arguments, keeping, output
from semhub.errors import InputError
from semhub.quoting import quoted

if TYPE_CHECKING:
    from semhub.datasets.conflicts import Contradicted
    from semhub.experiments.conflict import Conflict
    from semhub.models.protocol import Model
    from semhub.statistics.band import Band

SHOWN = {
    "contest": "contradict", "agreement": "agree", "item_alone": "item alone",
    "text_alone": "text alone", "by_item": "item moves", "by_text": "text moves",
}  # fmt: skip
"""Curve -> its column."""


def add(commands: argparse._SubParsersAction) -> None:
    conflict = commands.add_parser(
        "conflict", help="a picture or a sound against a text that contradicts it"
    )
    conflict.add_argument("item", nargs="?", metavar="ITEM", help="a file that holds it")
    conflict.add_argument("text", nargs="?", metavar="TEXT", help="what the text says of it")
    conflict.add_argument(
        "--words", nargs=2, metavar=("OWN", "OTHER"),
        help="the item's word, and the text's as it stands in TEXT",
    )  # fmt: skip
    conflict.add_argument(
        "--asks", metavar="TEXT",
        help="what stands behind TEXT and asks for the word (by default, as the embedded sets "
        "ask); '' to ask right behind TEXT",
    )  # fmt: skip
    conflict.add_argument(
        "--set", metavar="COLUMN",
        help="in place of ITEM: world:image, world:speech or calls:sound for the embedded model, "
        "concepts:image, concepts:image-fluent or calls:sound for any other",
    )  # fmt: skip
    conflict.add_argument("--lens", default="logit", choices=("logit", "paper"))
    output.add_model(conflict, chat=False)
    output.add_json(conflict)
    keeping.add_record(conflict)
    conflict.set_defaults(run=_conflict)


def _conflict(options: argparse.Namespace) -> None:
    own = (options.item, options.text, options.words)
    if options.set is not None and any(one is not None for one in own):
        raise InputError("--set is in place of ITEM, TEXT and --words; give it, or those.")
    if options.set is None and None in own:
        raise InputError("Give an ITEM, a TEXT that contradicts it and their --words, or a --set.")
    item = None if options.set else arguments.item(options.item)
    if item is not None and item.modality == "text":
        raise InputError("ITEM is a text; give a file that holds a picture or a sound.")
    arguments.print_notes([item] if item else [])
    from semhub.experiments.conflict import conflict

    model = output.load(options)
    items = _items(options, model, item)
    result = conflict(
        model, items, kind=options.lens,
        progress=lambda done, total: output.show(done / total, "Reading"),
    )  # fmt: skip
    _tell(options, result, model.check.sentence)
    name = options.set or "item"
    keeping.keep(options, model, result, {name: [one.item for one in items]})


def _items(options: argparse.Namespace, model: Model, item) -> list[Contradicted]:
    from semhub.datasets import conflicts
    from semhub.lenses.neighbours.corpus import recipe

    raised = recipe(model.name) is not None
    if options.set:
        return conflicts.of_set(options.set, raised=raised)
    asks = conflicts.asking(raised=raised) if options.asks is None else options.asks
    return [conflicts.given(item, options.text, *options.words, asks)]


def _tell(options: argparse.Namespace, result: Conflict, check: str) -> None:
    if options.json:
        return json_file.write(result.to_dict(), options.json)
    from semhub.charts.media.conflict import conflict_answer

    own, other = result.words[0]
    what = (
        f"{quoted(own)} over {quoted(other)}"
        if result.n == 1
        else "the item's word over the text's"
    )
    print(
        f"Log-odds of {what}, in nats, over {result.n} "
        f"item{'s' if result.n > 1 else ''}, by the {result.kind} lens. {check}\n"
    )
    width = 22 if result.has_interval else 12
    shown = {key: name for key, name in SHOWN.items() if result.n > 1 or key != "by_item"}
    print("layer  " + "".join(f"{name:<{width}}" for name in shown.values()).rstrip())
    for layer in range(len(result.own.value)):
        cells = (_cell(result.curves[name], layer) for name in shown)
        print(f"{layer:<7}{''.join(f'{cell:<{width}}' for cell in cells)}".rstrip())
    if result.left_out:
        print(f"\n{result.left_out} left out: their words are written with the same tokens.")
    print(f"\n{conflict_answer(result)}.")
    if result.has_interval:
        print("Intervals are over words, and hold 95% for all layers at once.")
    return None


def _cell(band: Band, layer: int) -> str:
    value, low, high = (getattr(band, part)[layer] for part in ("value", "low", "high"))
    return f"{value:+.2f}" + (f" [{low:+.2f}, {high:+.2f}]" if low == low else "")
