"""`compare`: paired similarity of two sides, layer by layer."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from semhub import datasets, json_file
from semhub.charts import text_format as words
from semhub.cli import arguments, keeping, output, sourced, stored, towers
from semhub.cli.reference import called
from semhub.errors import InputError
from semhub.experiments.verdict import METRIC, Meeting
from semhub.inputs import require_pairs
from semhub.inputs.sides import sides_of
from semhub.pools import require_suffix_fits
from semhub.statistics.clusters import FEWEST

if TYPE_CHECKING:
    from semhub.experiments.comparison import Comparison
    from semhub.experiments.controls import Controls


def add(commands: argparse._SubParsersAction) -> None:
    compare = commands.add_parser("compare", help="paired similarity per layer")
    compare.add_argument(
        "a",
        metavar="A",
        help="text file, one item a line; .jsonl, .csv, .tsv, .parquet or a saved data set, with "
        ":COLUMN behind; folder of pictures or of sounds; dataset:column; or hf:OWNER/NAME:COLUMN",
    )
    compare.add_argument(
        "b", metavar="B", help="what means the same, item by item, in another language or data type"
    )
    output.add_pool(compare)
    compare.add_argument(
        "--metrics", default="usual", help="usual, all, or names: acc1,joint_acc1,csls_acc1"
    )
    compare.add_argument("--layers", default="all", help="all, or numbers and ranges: 0,4-8")
    compare.add_argument(
        "--suffix", help="put this behind every text; with --pool last, whose token is then taken"
    )
    compare.add_argument(
        "--cluster", action="append", default=[], metavar="COLUMN",
        help="what items share, so that intervals hold for other words or pictures too: a slot "
        "of the dataset, or a file with a label a line; may be given several times",
    )  # fmt: skip
    compare.add_argument(
        "--partial", choices=("length",), help="take off what an item's length alone explains"
    )
    compare.add_argument(
        "--controls", action="store_true",
        help="show too what retrieval reads without the items' meaning: wrong partners, length, "
        "spelling, an untrained twin, single and shuffled words",
    )  # fmt: skip
    sourced.add(compare)
    output.add_model(compare, "; may be left out where both sides are folders of states")
    output.add_json(compare)
    keeping.add_record(compare)
    compare.set_defaults(run=_compare)


def _compare(options: argparse.Namespace) -> None:
    metrics = _metrics(options.metrics)
    require_suffix_fits(options.pool, options.suffix)
    references = options.a, options.b
    if any(map(stored.split, references)):
        return _compare_stored(options, metrics)
    output.require_model(options)
    found = sourced.sides(references, options.source)
    (a, b), notes = found.items, found.notes
    require_pairs(a, b)
    if options.controls and len(a) < 3:
        raise InputError("Controls of retrieval take at least 3 pairs, better 12; give more.")
    require_pairs_enough(a)
    if options.controls and options.partial:
        raise InputError("Controls are of states as they are: leave out --partial or --controls.")
    if options.controls and options.source:
        raise InputError("Controls turn texts and not their sources: leave out --source.")
    grouped = arguments.grouped(options.cluster, references, found.rows, found.kept)
    from semhub.experiments.comparison import compare
    from semhub.models.towers.pair import Towers
    from semhub.states.extraction import Memory
    from semhub.states.sinks import sinks

    model = output.load(options)
    if isinstance(model, Towers):
        if a[0].modality != b[0].modality:
            if options.controls:
                raise InputError(f"{model.name} is two towers, which have no --controls yet.")
            result = towers.compare(options, model, found)
            return keeping.keep(
                options, model, result, sides_of(references, (a, b)),
                notes=result.notes, sides=_names(references),
            )  # fmt: skip
        model = model.tower(a[0].modality)
    memory = Memory(limit=sys.maxsize)
    result = compare(
        model,
        a,
        b,
        pool=options.pool,
        suffix=options.suffix,
        partial=options.partial,
        clusters=grouped,
        metrics=metrics,
        layers=_layers(options.layers),
        progress=lambda done, total: output.show(done / total, "Reading"),
        memory=memory,
    )
    for note in result.notes:
        print(note, file=sys.stderr)
    result = replace(result, notes=(*notes, *result.notes))
    standing = _controls(options, model, a, b, memory) if options.controls else None
    _tell(options, result, found, model.check.sentence, standing)
    if result.pool == "mean" and not options.json:
        print(sinks(model, [*a, *b]).sentence)
    keeping.keep(
        options, model, result, sides_of(references, (a, b)), notes=result.notes,
        sides=_names(references),
    )  # fmt: skip


def _compare_stored(options: argparse.Namespace, metrics: tuple[str, ...]) -> None:
    """The same of sides of which one or both are folders of states."""
    if options.controls:
        raise InputError("Controls run the items in other forms: give them, or no --controls.")
    if options.source:
        raise InputError("States on disk were taken beside their sources: leave out --source.")
    from semhub.experiments.stored import compare_taken

    found = stored.take(options, (options.a, options.b))
    require_pairs_enough(found.items[0])
    result = compare_taken(
        *found.sides,
        metrics=metrics,
        layers=_layers(options.layers),
        partial=options.partial,
        clusters=arguments.grouped(options.cluster, (), found.rows, found.kept),
    )
    for note in result.notes:
        print(note, file=sys.stderr)
    result = replace(result, notes=(*found.notes, *result.notes))
    references = options.a, options.b
    _tell(options, result, found, found.about)
    keeping.keep(
        options, found.sides[0].source, result, sides_of(references, found.items),
        notes=result.notes, sides=_names(references),
    )  # fmt: skip


def _names(references: Sequence[str]) -> tuple[str, ...]:
    """Name the sides, as charts do."""
    return tuple(datasets.called(stored.called(one) or called(one)) for one in references)


def require_pairs_enough(a: Sequence) -> None:
    """Raise `InputError` for a single pair."""
    if len(a) < 2:
        raise InputError("One pair tells nothing of chance; give at least 2 pairs, better 12.")


def _tell(
    options: argparse.Namespace,
    result: Comparison,
    found: arguments.Sides,
    about: str,
    standing: Controls | None = None,
) -> None:
    """Print the result, or write it as JSON. about: the sentence on the model."""
    if options.json:
        written = result.to_dict() | found.to_dict()
        if standing:
            written["controls"] = standing.to_dict(result.layers)
        return json_file.write(written, options.json)
    less = f", less what {result.partial} alone explains" if result.partial else ""
    print(f"{result.n} pairs, {result.pool} pooling{less}, {result.model}. {about}\n")
    _table(result)
    if standing:
        _control_table(standing, result.layers)
    return None


def _table(result) -> None:
    """Print one row a layer, one column a metric, then what chance and shuffled pairs give."""
    from semhub.similarity import METRICS

    curves = result.metrics.values()
    _row("layer", result.metrics)
    for i, layer in enumerate(result.layers):
        cells = [f"{c.value[i]:z.3f} [{c.low[i]:z.2f}, {c.high[i]:z.2f}]" for c in curves]
        _row(str(layer), [cell.replace("nan", "–") for cell in cells])
    for name in ("chance", "null95", "p"):
        _row(name, [f"{getattr(c, name):.3f}".replace("nan", "–") for c in curves])
    over = f" over clusters by {' and '.join(result.over)}" if result.over else ""
    print()
    for name in result.metrics:
        print(f"{name}: {METRICS[name].sentence}")
    print(
        f"In brackets: the 95% interval{over}.\nchance: the mean where pairs mean nothing.\n"
        "null95: 95% of shuffled pairings, and of wrong partners of like length, stay below it at "
        "every layer.\np: the share of them whose best layer comes as high as the best one here; "
        "below 0.05, the two sides are related at all.\n"
        f"\n{_hub(result.hub, result.n < FEWEST)}"
    )


def _controls(options: argparse.Namespace, model, a, b, memory) -> Controls:
    from semhub.experiments.controls import controls
    from semhub.states.extraction import extract

    reading = {"pool": options.pool, "suffix": options.suffix, "memory": memory}
    both = extract(model, [*a, *b], **reading)  # all of it is remembered
    x, y = both[:, : len(a)], both[:, len(a) :]
    return controls(
        model, a, b, x, y, metric=METRIC, **reading,
        progress=lambda done, total: output.show(done / total, "Reading controls"),
    )  # fmt: skip


def _control_table(standing: Controls, layers: list[int]) -> None:
    """Print a row a layer and a column a control, then the pairs of each, and what it is."""
    print(f"\nControls of {standing.metric}:\n")
    _row("layer", standing.lines)
    for layer in layers:
        _row(str(layer), [f"{line.value[layer]:.3f}" for line in standing.lines.values()])
    _row("n", [str(line.n) for line in standing.lines.values()])
    sentences = {name: line.sentence for name, line in standing.lines.items()}
    for name, sentence in (sentences | dict(standing.left_out)).items():
        print(f"{name}: {sentence}")
    print()


def _hub(hub: Meeting, few: bool) -> str:
    """Write the verdict, and the metric that it rests on."""
    from semhub.similarity import METRICS

    if few:
        return f"Too few pairs to tell where they meet; give at least {FEWEST}, better 12."
    peak = f"; peak: {words.layers(hub.peak).lower()}" if hub.peak else ""
    return f"{words.verdict(hub)}{peak}. This rests on {METRIC} ({METRICS[METRIC].axis})."


def _row(head: str, cells) -> None:
    print(f"{head:<7}" + "".join(f"{cell:<21}" for cell in cells).rstrip())


def _metrics(text: str) -> tuple[str, ...]:
    from semhub.similarity import ALL, USUAL

    chosen = {"usual": USUAL, "all": ALL}
    names = chosen.get(text) or tuple(text.split(","))
    for name in names:
        if name not in ALL:
            raise InputError(
                f"There is no metric “{name}”; give usual or all alone, or names with commas "
                f"between them, of {', '.join(ALL)}."
            )
    return names


def _layers(text: str) -> list[int] | None:
    if text == "all":
        return None
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
