"""Pictures inside charts: their pixels as a link that holds them, and a sheet of thumbnails."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd

from semhub.charts.palette import BLUE

THUMB, GAP, ACROSS = 58, 6, 9
MARGINS = 28
"""Pixels that a page takes off a chart's height around the plot."""

PICK = "picture"
"""Name of the selection: a click on a thumbnail picks its row."""

LONGEST = 640
"""Pixels of a picture's longer side inside a chart."""


def link_of(pixels: np.ndarray) -> str:
    """Return pixels (height, width, 3) as a data link: a small WebP, no larger than is shown."""
    import PIL.Image

    picture = PIL.Image.fromarray(pixels)
    picture.thumbnail((LONGEST, LONGEST))
    file = io.BytesIO()
    picture.save(file, "WEBP", quality=90)
    return "data:image/webp;base64," + base64.b64encode(file.getvalue()).decode()


def contact_sheet(
    links: Sequence[str], labels: Sequence[str], first: int, chosen: int
) -> alt.LayerChart:
    """Draw thumbnails (`link_of` pictures) of the rows from `first` on, `ACROSS` in a line;
    `chosen` is framed."""
    place = np.arange(len(links))
    frame = pd.DataFrame(
        {
            "row": first + place,
            "x": (place % ACROSS + 0.5) * (THUMB + GAP),
            "y": (place // ACROSS + 0.5) * (THUMB + GAP),
            "label": list(labels),
            "link": list(links),
        }
    )
    rows = -(-len(links) // ACROSS)
    across, down = ACROSS * (THUMB + GAP), rows * (THUMB + GAP)
    side = alt.ExprRef(f"min(width/{ACROSS}, height/{rows}) - {GAP}")
    base = alt.Chart(frame).encode(
        x=alt.X("x:Q", scale=alt.Scale(domain=[0, across], nice=False), axis=None),
        y=alt.Y("y:Q", scale=alt.Scale(domain=[down, 0], nice=False), axis=None),
        tooltip=alt.Tooltip("label:N"),
    )
    drawn = base.mark_image(width=side, height=side, cursor="pointer").encode(url=alt.Url("link:N"))
    frames = base.mark_square(
        size=(THUMB - 4) ** 2, filled=False, stroke=BLUE, strokeWidth=4, tooltip=None
    ).transform_filter(f"datum.row === {chosen}")
    pick = alt.selection_point(name=PICK, fields=["row"], on="click", empty=False, toggle=False)
    return alt.layer(drawn.add_params(pick), frames).properties(
        width=across, height=down + MARGINS, usermeta={"embedOptions": {"renderer": "svg"}}
    )
