"""`steer`: push a prompt along a direction, and see how it goes on then, beside the controls."""

from __future__ import annotations

import argparse
import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from semhub import json_file
from semhub.cli import arguments, output
from semhub.errors import InputError
from semhub.pools import POOLS

if TYPE_CHECKING:
    from semhub.models.protocol import Model
    from semhub.steering import Band, Continuation, Direction, Effect, Family, Point, Steering

SHOWN = 3
"""Prompts that are gone on from; the effect is measured on all."""
LONGEST = 60
CONTROLS = ("pairs", "span", "third", "states")
"""As `semhub.steering.CONTROLS`, which takes torch."""
RUN = re.compile(r"(\d{1,4})(?:-(\d{1,4}))?")
"""A layer, or the first and the last of a run."""


def add(commands: argparse._SubParsersAction) -> None:
    steer = commands.add_parser("steer", help="push along a direction, with controls")
    what = "a text, a picture or a sound; a text file, one item a line; a folder; dataset:column"
    steer.add_argument("--from", dest="minus", required=True, metavar="ITEM", help=what)
    steer.add_argument("--to", dest="plus", required=True, metavar="ITEM", help="the same")
    read = "what is read while it is pushed: the same"
    steer.add_argument("--prompt", required=True, metavar="INPUT", help=read)
    steer.add_argument("--suffix", default="", metavar="TEXT", help="text behind every prompt")
    steer.add_argument(
        "--layer", nargs="+", required=True, metavar="K",
        help="1 to the last; several are pushed at once: 7 8 9, or 7-9",
    )  # fmt: skip
    steer.add_argument(
        "--strength", type=float, default=1.0, metavar="S",
        help="of the push at each layer, in natural differences: 1 adds the mean difference of "
        "--to and --from there (default 1)",
    )  # fmt: skip
    steer.add_argument(
        "--target", nargs="+", default=[], metavar="WORD",
        help="the word that the push should lead from, the one it should lead to, and others of "
        "their class; without it only continuations are shown",
    )  # fmt: skip
    steer.add_argument(
        "--pool", default="last", choices=tuple(POOLS), help="of --from and --to (default last)"
    )
    steer.add_argument("--places", default="last", choices=("last", "content", "all"),
                       help="positions of the prompt that are pushed (default last)")  # fmt: skip
    steer.add_argument(
        "--controls", nargs="+", default=[], choices=CONTROLS, metavar="NAME",
        help=f"controls beside random directions: {', '.join(CONTROLS)}",
    )  # fmt: skip
    steer.add_argument(
        "--others", nargs="+", default=[], metavar="ITEM",
        help="what --controls are made of: other words of the class, each as --from is",
    )  # fmt: skip
    steer.add_argument("--length", type=int, default=20, help="tokens of a continuation")
    steer.add_argument("--seed", type=int, default=0, help="of the random directions")
    output.add_model(steer)
    output.add_json(steer)
    steer.set_defaults(run=_steer)


def _steer(options: argparse.Namespace) -> None:
    if len(options.target) == 1:
        raise InputError("--target takes two words or more: what to lead from, and what to.")
    if not math.isfinite(options.strength):
        raise InputError("--strength takes a number, such as 1 or -0.5.")
    if options.controls and not options.target:
        raise InputError("--controls takes a --target, whose log-odds they are measured by.")
    minus, plus, prompts = map(arguments.several, (options.minus, options.plus, options.prompt))
    arguments.print_notes([*minus, *plus, *prompts])
    from semhub import steering

    model = output.load(options)
    layers = _layers(options.layer, model)
    questions = [steering.Question(item, options.suffix, options.places) for item in prompts]
    direction = steering.direction(model, minus, plus, pool=options.pool)
    push = [steering.Push(layer, direction.push(layer, options.strength)) for layer in layers]
    continuations = [
        tuple(
            steering.continuation(model, question, one, length=options.length)
            for one in (None, push)
        )
        for question in questions[:SHOWN]
    ]
    result = None
    if options.target:
        lead, to, *others = options.target
        result = steering.steer(
            model,
            direction,
            questions,
            steering.Choice(lead, to, tuple(others)),
            layer=layers,
            strength=options.strength,
            controls=options.controls,
            family=_family(options, model, direction, (minus, plus)),
            seed=options.seed,
            progress=lambda done, total: output.show(done / total, "Pushing"),
        )
    labels = [steering.label(question) for question in questions]
    if options.json:
        found = _written(options, layers, direction, labels, continuations, result)
        return json_file.write({"model": model.name, **found}, options.json)
    print(
        f"From “{_short(direction.minus)}” to “{_short(direction.plus)}” at "
        f"{_named(layers)}, strength {options.strength:g} (1 natural difference is "
        f"{', '.join(f'{direction.lengths[layer]:.2f}' for layer in layers)} norms of a state "
        f"there). {model.check.sentence}"
    )
    for label, pair in zip(labels, continuations, strict=False):
        _print_continuations(label, pair)
    if result:
        _print_effect(result)


def _family(options, model: Model, direction: Direction, sides: tuple) -> Family | None:
    """The two sides and the other words of their class, if a control is made of them."""
    if not options.controls:
        return None
    from semhub.steering import family

    others = [arguments.several(one) for one in options.others]
    arguments.print_notes([item for one in others for item in one])
    named = dict(zip((direction.minus, direction.plus), sides, strict=True))
    numbered = {f"{number}": one for number, one in enumerate(others, start=1)}
    return family(model, named | numbered, pool=options.pool)


def _layers(numbers: Sequence[str], model: Model) -> tuple[int, ...]:
    """Read layers by number or as a run. Raises `InputError` on what is no layer of the model."""
    found = set()
    for one in numbers:
        ends = RUN.fullmatch(one)
        low, high = (int(end or ends[1]) for end in ends.groups()) if ends else (0, 0)
        if not 1 <= low <= high <= model.n_layers:
            raise InputError(
                f"--layer takes 1 to {model.n_layers} for {model.name}, such as 7, 7 8 9 or 7-9."
            )
        found |= {*range(low, high + 1)}
    return tuple(sorted(found))


def _written(
    options: argparse.Namespace,
    layers: tuple[int, ...],
    direction: Direction,
    labels: list[str],
    continuations: list[tuple[Continuation, Continuation]],
    result: Steering | None,
) -> dict:
    """The result as `--json` writes it: what was asked for, the continuations, the effect."""
    from semhub.steering.result import one_or_several

    asked = {
        "from": direction.minus,
        "to": direction.plus,
        "n": len(labels),
        "prompts": labels,
        "layer": one_or_several(layers),
        "strength": options.strength,
    }
    texts = [
        {"prompt": label, "before": before.text, "after": after.text}
        for label, (before, after) in zip(labels, continuations, strict=False)
    ]
    return asked | {"continuations": texts} | (result.to_dict() if result else {})


def _print_continuations(label: str, pair: tuple[Continuation, Continuation]) -> None:
    print(f"\n{_short(label)!r}")
    for name, one in zip(("before", "pushed"), pair, strict=True):
        print(f"  {name}  {one.text!r}")


def _print_effect(result: Steering) -> None:
    point, band = result.point, result.point.random
    lead, to = result.words[0]
    print(
        f"\nBy how much the log-odds of “{to}” over “{lead}” rise, in nats, over {result.n} "
        f"prompt{'s' if result.n > 1 else ''}:\n"
    )
    print(f"{'':<22}{'mean':<24}{'wrong way':<12}{'flipped':<14}other word  at all")
    _row("push", point.push)
    _row("reversed", point.reversed)
    if point.wrong_layer:
        wrong, _, run = _named(point.other_layers).partition(" ")
        _row(f"wrong {wrong} ({run})", point.wrong_layer)
    for name, control in {"random": band, **point.others}.items():
        _control(name, control)
    print(
        "\nmean: over the prompts, with its 95% interval; of random directions and other "
        "controls, where 95% of their means lie, and the centre of these.\n"
        "wrong way: the share of prompts at which it fell.\n"
        f"flipped: the share whose answer became “{to}”. other word: the share whose answer became "
        "another word of --target.\nat all: the share whose likeliest token changed, to these or "
        f"to any other.\nreversed: the push towards “{lead}”.\n"
        f"Random directions as long as the push move the mean by {band.centre:+.2f} on average, "
        f"and 95% of them lie within {band.limit:.2f} of that; the push lies "
        f"{point.times_random:.1f} times as far from it.\n{_misplaced(point)}"
    )
    for name, control in point.others.items():
        print(f"Beside {len(control.change)} {name}: {point.times(control):.1f} times as far.")


def _control(name: str, band: Band) -> None:
    where = f"{band.low:+.2f} to {band.high:+.2f} around {band.centre:+.2f}"
    print(f"{f'{len(band.change)} {name}':<22}{where:<36}{_shares(band, '')}")


def _misplaced(point: Point) -> str:
    here = _named(point.layers)
    if not point.other_layers:
        return f"Apart from {here} the model has too few other layers in a row to push instead."
    return (
        f"wrong {_named(point.other_layers)}: the same push, put in as far from {here} as can be."
    )


def _named(layers: Sequence[int]) -> str:
    """Name layers as `--layer` takes them: "layer 8", "layers 7-9", "layers 2 5 9"."""
    low, high = layers[0], layers[-1]
    in_a_row = high - low == len(layers) - 1
    run = f"{low}-{high}" if in_a_row else " ".join(map(str, layers))
    return f"layers {run}" if len(layers) > 1 else f"layer {low}"


def _row(name: str, effect: Effect) -> None:
    interval = "" if math.isnan(effect.low) else f" [{effect.low:+.2f}, {effect.high:+.2f}]"
    shares = _shares(effect, f" of {effect.open.sum()}")
    print(f"{name:<22}{f'{effect.mean:+.2f}{interval}':<24}{effect.wrong_way:<12.0%}{shares}")


def _shares(found: Effect | Band, of: str) -> str:
    """Became the word, became another of its class, changed at all."""
    if math.isnan(found.flips):
        return "–"
    return f"{f'{found.flips:.0%}{of}':<14}{f'{found.strays:.0%}':<12}{found.changes:.0%}"


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
