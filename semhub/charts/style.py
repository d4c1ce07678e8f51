"""What all charts share: sizes, axes, and the way out to a file."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import altair as alt
import vl_convert
from altair.utils import schemapi

from semhub import resources
from semhub.charts.palette import INK

if TYPE_CHECKING:
    from semhub.charts.slides import Slide

MARGIN = 126
"""Pixels left of the plot, kept free on every chart with layers so that they line up."""

LABEL, TITLE = 15, 22
TITLE_ROOM, AXIS_ROOM, LEGEND_ROOM = 66, 70, 42
"""Pixels that a title with its subtitle, a layer axis and a legend take from a chart's height,
which in a page is that of the whole and not of the plot."""

EXPORT_WIDTH = 1100
DARK = "#1F2933"
WIDE = "Noto Sans CJK SC"
SCRIPTS = {
    "Noto Sans Arabic": "\\u0600-\\u077F",
    "Noto Sans Hebrew": "\\u0590-\\u05FF",
    "Noto Sans Devanagari": "\\u0900-\\u097F",
    "Noto Sans Bengali": "\\u0980-\\u09FF",
    "Noto Sans Tamil": "\\u0B80-\\u0BFF",
    "Noto Sans Thai": "\\u0E00-\\u0E7F",
    WIDE: "\\u1100-\\u11FF\\u3000-\\u9FFF\\uAC00-\\uD7AF\\uFE30-\\uFE4F\\uFF00-\\uFFEF",
}
"""Font -> the letters that it has, as in a regular expression; the files are in `static/fonts`."""

FONT = "Semhub Sans, Noto Sans, DejaVu Sans, Arial, sans-serif"
"""For files; on the screen the theme's font is used. The first is the second with the signs that it
lacks: where one letter of a text is missing, the renderer draws all of it in another font."""


def title(question: str, answer: str | list[str]) -> alt.TitleParams:
    """Return a title that asks and a subtitle that answers; in two lines where one has no room."""
    return alt.TitleParams(
        question,
        subtitle=answer,
        anchor="start",
        frame="bounds",
        fontSize=TITLE,
        fontWeight=600,
        subtitleFontSize=LABEL + 2,
        subtitlePadding=6,
        subtitleColor=ink(),
        offset=14,
    )


def layer_axis(count: int, *, labels: bool = True, values: Sequence[int] | None = None) -> alt.Axis:
    """Return the axis of layers 0 to count - 1; every one is named where there is room, or those
    of `values`."""
    step = 1 if count <= 20 else 2 if count <= 40 else 4
    return alt.Axis(
        values=list(range(0, count, step) if values is None else values),
        title=f"layer  (0 = embedding, {count - 1} = last block)" if labels else None,
        format="d",
        grid=False,
        labelAngle=0,
        labelFontSize=LABEL,
        titleFontSize=LABEL,
        labelOverlap=False,
        labelFlush=False,
    )


def layer_scale(count: int) -> alt.Scale:
    """Return the scale on which each layer owns an equal part of the width, as in a chart of
    cells."""
    return alt.Scale(domain=[-0.5, count - 0.5], nice=False, zero=False)


def value_axis(name: str | None, **options) -> alt.Axis:
    """Return a vertical axis that takes up exactly the common margin; its name stands above it,
    since beside it a name would widen the margin by itself."""
    return alt.Axis(
        title=name,
        titleAngle=0,
        titleAlign="right",
        titleBaseline="bottom",
        titleX=-6,
        titleY=-11,
        minExtent=MARGIN,
        maxExtent=MARGIN,
        labelFontSize=LABEL,
        titleFontSize=LABEL,
        labelFlush=False,
        **options,
    )


BESIDE_AXIS = {
    "align": "right", "baseline": "middle", "dx": -4, "limit": 100, "fontSize": LABEL,
    "color": alt.ExprRef(INK), "tooltip": None,
}  # fmt: skip
"""Of texts that stand where the labels of a vertical axis would: the names of rows on a scale of
numbers."""


def quoted(text: str | Sequence[str]) -> str:
    """Return the program's own text or texts as a literal of Vega's expressions; those that a
    person or a model wrote are kept out of them (`apart`). JSON is one, apart from two line
    separators."""
    written = json.dumps(text if isinstance(text, str) else list(text), ensure_ascii=False)
    return written.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def apart(labels: Sequence[str]) -> list[str]:
    """Return labels as the values of an axis, each its own: two that read the same differ in the
    spaces behind them, which are not seen.

    What a person or a model wrote is data: it is a value of a scale, and never a part of an
    expression, in which Vega takes some words, such as "if", for its own.
    """
    seen: dict[str, int] = {}
    found = []
    for label in labels:
        plain = label.rstrip(" ")
        seen[plain] = seen.get(plain, -1) + 1
        found.append(plain + " " * seen[plain])
    return found


def ink() -> alt.ExprRef:
    return alt.ExprRef(INK)


# A chart of many marks is no mistake here.
alt.data_transformers.disable_max_rows()


def spec_of(chart: alt.TopLevelMixin | Slide) -> dict[str, Any]:
    """Return the specification of a chart, checked against Altair's schema where parts of charts
    are (`trust_charts`). A slide is one already."""
    if not isinstance(chart, alt.TopLevelMixin):
        return chart.to_dict()
    return chart.to_dict(validate=schemapi.DEBUG_MODE)


def trust_charts() -> None:
    """Leave out what Altair checks of every part of a chart, in all of this process. It is much of
    a page's work, and the tests check all charts."""
    schemapi.disable_debug_mode()


def on_paper(chart: alt.TopLevelMixin) -> dict:
    """Return the chart's specification for a white page, whatever theme the screen has."""
    spec = spec_of(chart)
    spec.setdefault("width", EXPORT_WIDTH)
    spec["autosize"] = {"type": "fit", "contains": "padding"}  # as in a page
    spec["background"] = "white"
    spec["padding"] = 24
    text = {"labelFont": FONT, "titleFont": FONT, "labelColor": DARK, "titleColor": DARK}
    spec["config"] = {
        "font": FONT,
        "axis": {**text, "domain": False, "ticks": False, "gridColor": "#E4E7EB"},
        "legend": text,
        "title": {
            "font": _font(spec["title"]["text"]),
            "color": DARK,
            "subtitleFont": _font(spec["title"].get("subtitle", "")),
        },
        "view": {"stroke": None},
    }
    _name_fonts(spec)
    return spec


def _font(text: str | Sequence[str]) -> str:
    """Return the font of a title: of those of a script, one alone has the letters of English
    too."""
    return WIDE if re.search(f"[{SCRIPTS[WIDE]}]", "".join(text)) else FONT


def _name_fonts(spec: dict) -> None:
    """Give every label and word the font of its script: left to itself, the renderer takes the
    first font that has the letter, of whatever weight."""
    for part in spec.get("layer", [spec]):
        for channel in part["encoding"].values():
            axis = channel.get("axis") if isinstance(channel, dict) else None
            if axis and ("labelExpr" in axis or _names(channel)):
                said = axis.get("labelExpr", "datum.label")
                tests = [
                    {"test": f"test(/[{letters}]/, {said})", "value": font}
                    for font, letters in SCRIPTS.items()
                ]
                axis["labelFont"] = {"condition": tests, "value": FONT}
        if part["mark"]["type"] == "text" and "field" in part["encoding"].get("text", {}):
            word = f"datum.{part['encoding']['text']['field']}"
            choices = [f"test(/[{letters}]/, {word}) ? '{f}' : " for f, letters in SCRIPTS.items()]
            part["mark"]["font"] = {"expr": "".join(choices) + f"'{FONT}'"}


def _names(channel: dict) -> bool:
    """Return whether the values of an axis are texts."""
    return isinstance(next(iter(channel.get("scale", {}).get("domain", [])), None), str)


@cache
def _fonts() -> None:
    """Register the project's own fonts with the renderer, for machines that have none for a
    script."""
    vl_convert.register_font_directory(str(resources.FONTS))


def png(chart: alt.TopLevelMixin) -> bytes:
    _fonts()
    return vl_convert.vegalite_to_png(on_paper(chart), scale=2)


def svg(chart: alt.TopLevelMixin) -> str:
    _fonts()
    return vl_convert.vegalite_to_svg(on_paper(chart))
