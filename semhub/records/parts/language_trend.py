"""Where a text's language takes over: `semhub.lenses.language_trend.LanguageTrend`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from semhub import datasets
from semhub.charts.lens.language_trend import language_trend_answer, language_trend_curve
from semhub.records.part import Figure, Part
from semhub.records.parts.curves import band_rows, number, single_rows

if TYPE_CHECKING:
    from semhub.lenses.language_trend import LanguageTrend


def part(result: LanguageTrend, name: str) -> Part:
    """Make the part of a trend."""
    names = {code: datasets.called(code) for code in (result.own, result.dominant)}
    figure = Figure(
        f"{name}-lead",
        language_trend_curve(result, names).to_dict(),
        "The share of the texts' own language less that of the dominant one, layer by layer.",
        label=f"Lead of {names[result.own]}",
    )
    sentence = " ".join(language_trend_answer(result, names))
    return Part("language_trend", name, [*_rows(result, names)], [figure], sentence,
                result.to_dict())  # fmt: skip


def _rows(result: LanguageTrend, names: dict[str, str]) -> Iterator[dict[str, Any]]:
    common = {"side_a": names[result.own], "side_b": names[result.dominant]}
    yield from band_rows("lead in share of language", result.lead, **common)
    yield {
        **common, "metric": "crossing layer", "value": number(result.crossing),
        "low": number(result.low), "high": number(result.high),
    }  # fmt: skip
    yield from single_rows({"draws with a crossing": result.crossed}, **common)
