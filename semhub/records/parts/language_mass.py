"""The lens's probability by language: `semhub.lenses.language_mass.LanguageMass`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from semhub import datasets
from semhub.charts.exhibit import mass_curves
from semhub.records.part import Figure, Part
from semhub.records.parts.curves import band_rows, single_rows

if TYPE_CHECKING:
    from semhub.lenses.language_mass import LanguageMass


def part(result: LanguageMass, name: str, of: str | None = None) -> Part:
    """Make the part of a language mass.

    of: code of the language that the texts are in; by default the one, beside English, that they
        are read as most at the last layer.
    """
    of = of or _read_as(result)
    names = {code: datasets.called(code) for code in result.languages}
    figure = Figure(
        f"{name}-shares",
        mass_curves(result, of, names).to_dict(),
        "The share of the lens's probability that lies in either language, layer by layer.",
        label=f"Languages in {names[of]} texts",
    )
    last = len(result.languages[of].value) - 1
    top = int(result.languages["en"].value.argmax())
    shares = [
        f"English has {result.languages['en'].value[k]:.0%} and {names[of]} "
        f"{result.languages[of].value[k]:.0%} at layer {k}"
        for k in dict.fromkeys((top, last))
    ]
    sentence = f"In {result.n} {names[of]} texts {', '.join(shares)}."
    return Part("language_mass", name, [*_rows(result, names[of])], [figure], sentence,
                result.to_dict())  # fmt: skip


def _read_as(result: LanguageMass) -> str:
    others = {code: band.value[-1] for code, band in result.languages.items() if code != "en"}
    return max(others, key=others.__getitem__)


def _rows(result: LanguageMass, of: str) -> Iterator[dict[str, Any]]:
    for code, band in result.languages.items():
        common = {"side_a": of, "side_b": datasets.called(code)}
        yield from band_rows("share of language", band, **common)
    yield from single_rows({"share of vocabulary that is known": result.covered}, side_a=of)
