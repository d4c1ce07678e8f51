"""A push beside its controls: `semhub.steering.result.Steering`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from semhub.charts.steering.controls import PUSHES, natural, spread
from semhub.charts.steering.shares import shares
from semhub.charts.steering.shifts import change, shifts
from semhub.charts.steering.strength import strength_curve
from semhub.charts.steering.sweep import sweep_map
from semhub.charts.text_format import layers
from semhub.quoting import quoted
from semhub.records.part import Figure, Part
from semhub.records.parts.curves import number

if TYPE_CHECKING:
    from semhub.steering.change import Band, Effect
    from semhub.steering.result import Point, Steering


def part(result: Steering, name: str, asked: str = "the prompts", by: str | None = None) -> Part:
    """Make the part of a push. asked: what was pushed, as a sentence has it: “Chinese texts”.
    by: what a push of strength 1 is; by default the natural difference."""
    figures = [
        Figure(
            f"{name}-shifts", shifts(result, 0).to_dict(),
            "Each dot is a prompt, each row a kind of push.", label="Every answer",
        ),
        Figure(
            f"{name}-shares", shares(result).to_dict(),
            "How many answers each kind of push changes, and to what.", label="Changed answers",
        ),
    ]  # fmt: skip
    if result.curve:
        figures.append(
            Figure(
                f"{name}-strength",
                strength_curve(result, result.curve[-1].strength, by=by).to_dict(),
                "The mean change over the strength of the push.",
                label="Strength",
            )
        )
    if result.sweep:
        chart = sweep_map(result.sweep, result.n, result.point.layers, result.point.strength)
        figures.append(
            Figure(
                f"{name}-sweep",
                chart.to_dict(),
                "Each cell is a layer and a strength.",
                label="Layers",
            )
        )
    return Part("steering", name, [*_rows(result, asked)], figures, _sentence(result, asked, by),
                result.to_dict())  # fmt: skip


def _sentence(result: Steering, asked: str, by: str | None) -> str:
    """What the push did to the mean, and whether that is beyond what random ones do."""
    point = result.point
    times = point.times_random
    beside = "beyond" if times > 1 else "below" if times < -1 else "no more than"
    length = f"{point.strength:g} times {by}" if by else natural(point.strength)
    return (
        f"Pushed from {quoted(result.minus)} to {quoted(result.plus)} at "
        f"{layers(point.layers).lower()} by {length}, the log-odds of the "
        f"intended word in {asked} change by "
        f"{change(point.push.mean, point.push.low, point.push.high)} nats, "
        f"{beside} 95% of {PUSHES['random']} "
        f"({spread(point.random)}); reversed, by {change(point.reversed.mean)}."
    )


def _rows(result: Steering, asked: str) -> Iterator[dict[str, Any]]:
    yield from _point_rows(result.point, asked)
    for label, value in zip(result.labels, result.point.push.change, strict=True):
        yield _row("change in log-odds: push", value, result.point, asked) | {"item": label}
    for point in result.curve:
        if point.strength != result.point.strength:
            yield from _point_rows(point, asked)
    if result.sweep:
        for i, layer in enumerate(result.sweep.layers):
            for j, strength in enumerate(result.sweep.strengths):
                yield {
                    "side_b": asked, "layer": layer,
                    "metric": f"change in log-odds: push alone, strength {strength:g}",
                    "value": number(result.sweep.change[i, j]),
                }  # fmt: skip


def _point_rows(point: Point, asked: str) -> Iterator[dict[str, Any]]:
    effects = {"push": point.push, "reversed": point.reversed, "other layers": point.wrong_layer}
    for kind, effect in effects.items():
        if effect is not None:
            yield from _effect_rows(kind, effect, point, asked)
    for kind, band in {"random": point.random, **point.others}.items():
        yield from _band_rows(kind, band, point, asked)


def _effect_rows(kind: str, effect: Effect, point: Point, asked: str) -> Iterator[dict[str, Any]]:
    mean = _row(f"change in log-odds: {kind}", effect.mean, point, asked)
    yield mean | {"low": number(effect.low), "high": number(effect.high)}
    yield _row(f"share that became the intended word: {kind}", effect.flips, point, asked)
    yield _row(f"share that changed: {kind}", effect.changes, point, asked)


def _band_rows(kind: str, band: Band, point: Point, asked: str) -> Iterator[dict[str, Any]]:
    mean = _row(f"change in log-odds: {kind}", band.centre, point, asked)
    yield mean | {"low": number(band.low), "high": number(band.high)}
    yield _row(f"share that became the intended word: {kind}", band.flips, point, asked)
    yield _row(f"share that changed: {kind}", band.changes, point, asked)


def _row(metric: str, value: float, point: Point, asked: str) -> dict[str, Any]:
    """layer: of a push at one; several are named in the metric, and so is the strength."""
    several = f" at {layers(point.layers).lower()}" if len(point.layers) > 1 else ""
    return {
        "side_b": asked,
        "layer": None if several else point.layers[0],
        "metric": f"{metric}, strength {point.strength:g}{several}",
        "value": number(value),
    }
