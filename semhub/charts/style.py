"""What all charts share: sizes, axes, and the way out to a file."""

from __future__ import annotations

import altair as alt
import vl_convert

from semhub.charts.palette import INK

MARGIN = 120
"""Pixels left of the plot, kept free on every chart with layers so that they line up."""

LABEL, TITLE = 14, 20
TITLE_ROOM, AXIS_ROOM, LEGEND_ROOM = 62, 66, 40
"""Pixels that a title with its subtitle, a layer axis and a legend take from a chart's height,
which in a page is that of the whole and not of the plot."""

EXPORT_WIDTH = 1100
DARK = "#1F2933"
FONT = "Noto Sans, DejaVu Sans, Arial, sans-serif"
"""For files; on the screen the theme's font is used. What it lacks, the system's fonts give."""


def title(question: str, answer: str) -> alt.TitleParams:
    """A chart's title asks, its subtitle answers."""
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


def layer_axis(count: int, *, labels: bool = True) -> alt.Axis:
    """Layers 0 to count - 1; every one is named where there is room."""
    step = 1 if count <= 20 else 2 if count <= 40 else 4
    return alt.Axis(
        values=list(range(0, count, step)),
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
    """Each layer owns an equal part of the width, as in a chart of cells."""
    return alt.Scale(domain=[-0.5, count - 0.5], nice=False, zero=False)


def value_axis(name: str | None, **options) -> alt.Axis:
    """A vertical axis that takes up exactly the common margin; its name stands above it, since
    beside it a name would widen the margin by itself."""
    return alt.Axis(
        title=name,
        titleAngle=0,
        titleAlign="right",
        titleBaseline="bottom",
        titleX=-6,
        titleY=-6,
        minExtent=MARGIN,
        maxExtent=MARGIN,
        labelFontSize=LABEL,
        titleFontSize=LABEL,
        labelFlush=False,
        **options,
    )


def ink() -> alt.ExprRef:
    return alt.ExprRef(INK)


def on_paper(chart: alt.TopLevelMixin) -> dict:
    """The chart's specification for a white page, whatever theme the screen has."""
    spec = chart.to_dict()
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
            "font": FONT,
            "color": "#1F2933",
            "subtitleFont": FONT,
        },
        "view": {"stroke": None},
    }
    return spec


def png(chart: alt.TopLevelMixin) -> bytes:
    return vl_convert.vegalite_to_png(on_paper(chart), scale=2)


def svg(chart: alt.TopLevelMixin) -> str:
    return vl_convert.vegalite_to_svg(on_paper(chart))
