"""One colour a language or data type, the same on every page and in every export.

Those with names, but for grey, are Okabe and Ito's ("Color Universal Design", 2008), safe for the
colour-blind and on a poor projector; their black is left to the text, whose colour depends on the
theme, and their yellow, faint as a line on white, to what is seldom a line. The others are from
Paul Tol's "muted" scheme, made for the same purpose.
"""

from __future__ import annotations

BLUE, VERMILLION, ORANGE, SKY = "#0072B2", "#D55E00", "#E69F00", "#56B4E9"
GREEN, PURPLE, YELLOW = "#009E73", "#CC79A7", "#F0E442"
GREY = "#8C8C8C"

COLOURS = {
    "en": BLUE, "zh": VERMILLION, "es": ORANGE, "fr": SKY, "de": GREEN, "ja": PURPLE,
    "ru": "#999933", "ar": "#882255", "hi": YELLOW, "ko": "#332288", "pt": "#44AA99",
    "it": "#117733", "tr": "#AA4499", "code": "#44AA99", "logic": "#AA4499",
    "form": "#AA4499", "digits": YELLOW,
    "image": "#CC6677", "image-fluent": "#DDCC77", "speech": "#882255", "sound": "#117733",
}  # fmt: skip

SHAPES = {
    "code": "square", "logic": "square", "form": "square", "digits": "square",
    "image": "triangle-up", "speech": "diamond", "sound": "cross",
}  # fmt: skip
"""What is no language has a shape of its own kind: with a dozen colours in one chart, some of them
are too near each other to be told apart alone."""

HUB = GREEN  # the band of layers that stand above their null
NULL = GREY  # what shuffled pairs reach

CURVE = f"luminance(background) > 0.5 ? '{BLUE}' : '#4DA3DB'"
"""What is measured, as a Vega expression: a thin line needs a lighter blue on a dark page."""

INK = "luminance(background) > 0.5 ? '#1F2933' : '#F2F4F7'"
"""The text's colour, as a Vega expression: dark on a light background and the reverse."""

FAINT = 0.45
"""Opacity of a word that is not claimed."""


def colour(code: str) -> str:
    """Return the colour of a language or data type; grey for one that has none of its own."""
    return COLOURS.get(code, GREY)


def shape(code: str) -> str:
    """Return the shape of a mark for a language or data type: a circle for languages; speech in
    every language, and pictures in every style, have one."""
    return SHAPES.get(code.partition("-")[0], "circle")


def tint(hexadecimal: str, alpha: float) -> str:
    """Return a colour, let through: charts tint whatever background the theme has."""
    red, green, blue = (int(hexadecimal[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha})"


def told_apart(count: int) -> list[str]:
    """Colours of `count` curves that are of no language; from the ninth on they come again."""
    found = (BLUE, VERMILLION, GREEN, ORANGE, PURPLE, SKY, "#332288", "#882255")
    return [found[k % len(found)] for k in range(count)]
