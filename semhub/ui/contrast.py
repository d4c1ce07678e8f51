"""The section “is it the meaning?”: matched pairs beside hard negatives and controls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from semhub import datasets
from semhub.charts.contrast import contrast_answer, contrast_curve
from semhub.contrast import MINIMUM_ITEMS
from semhub.datasets.partners import partners
from semhub.ui import results
from semhub.ui.export import footer
from semhub.ui.topics import OWN

if TYPE_CHECKING:
    from semhub.comparison import Comparison
    from semhub.datasets.partners import Partners
    from semhub.models.protocol import Model
    from semhub.ui.controls import Asked
    from semhub.ui.rows import Pairs

SAYS = {
    "sums": "Sums are read up to their “equals” here, so that no result is there to be seen. Sums "
    "with nearly the same result have terms as large: only what is nearer than they are speaks of "
    "the result itself.",
    "logic": "All three forms are made of exactly the same symbols. A model that only saw which "
    "symbols there are could not tell them apart.",
}
USUAL = (
    "The nearer a curve lies to “its own partner”, the less the model minds that difference: "
    "another order ought to change little, another meaning much."
)


def contrast(model: Model, asked: Asked, found: Pairs, result: Comparison) -> dict[str, str]:
    """Draw the section for the rows of the table that are the set's own."""
    rows = _rows(asked, found)
    made = partners(asked.chosen, *asked.columns, rows) if rows else None
    if made is None or len(rows) < MINIMUM_ITEMS:
        st.caption(
            "Hard negatives, which change one meaning and leave the rest, are written for the rows "
            f"of {_sets(asked)} alone."
        )
        return {}
    told = results.contrast(model, made, asked.pool)
    layer = result.peak[1] or 0
    chart = contrast_curve(told, made.names, question=made.asks, layer=layer)
    st.altair_chart(chart, key="contrast", alt="Similarity with partners of every kind by layer")
    footer(_says(asked.chosen, made, told, layer), "semhub-contrast", chart, told.to_dict())
    return {
        "Hard negatives": (
            f"{told.n} items of {asked.chosen}, at the layer where the curve above is highest; "
            "bands: 95%, bootstrap over items; shares: Wilson's interval, ties count against"
        )
    }


def _rows(asked: Asked, found: Pairs) -> list[int]:
    """Numbers of the set's rows that stand in the table as they are."""
    if asked.chosen == OWN:
        return []
    table = datasets.table(asked.chosen)
    a, b = (table[column] for column in asked.columns)
    known = {pair: row for row, pair in enumerate(zip(a, b, strict=True))}
    shown = ((x.text, y.text) for x, y in zip(found.a, found.b, strict=True))
    return [known[pair] for pair in dict.fromkeys(shown) if pair in known]


def _sets(asked: Asked) -> str:
    named = [f"“{label}”" for chosen, label in asked.topic.sets.items() if chosen != OWN]
    return " and ".join(named)


def _says(chosen: str, made: Partners, told, layer: int) -> str:
    others = [contrast_answer(told, made.names, layer, question) for question in made.questions[1:]]
    return " ".join([SAYS.get(chosen, USUAL), *(f"{other}." for other in others)])
