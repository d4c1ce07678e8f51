"""The section “is it the meaning?”: matched pairs beside hard negatives and controls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from semhub import datasets
from semhub.charts.hard_negatives import contrast_answer, contrast_curve
from semhub.datasets.ablation import FUNCTION_WORDS, LENGTH, ZIPF, has_list
from semhub.datasets.partners import by_content, partners
from semhub.experiments.hard_negatives import MINIMUM_ITEMS
from semhub.ui.shared import results
from semhub.ui.shared.export import footer
from semhub.ui.shared.frame import faults
from semhub.ui.text.topics import OWN

if TYPE_CHECKING:
    from semhub.datasets.partners import Partners
    from semhub.experiments.comparison import Comparison
    from semhub.models.protocol import Model
    from semhub.ui.shared.controls import Asked
    from semhub.ui.text.rows import Pairs

OPEN = "contrast/open"

SAYS = {
    "sums": "Sums are read up to their “equals” here, so that no result is there to be seen. Sums "
    "with nearly the same result have terms as large: only what is nearer than they are speaks of "
    "the result itself.",
    "logic": "All three forms are made of exactly the same symbols. A model that only saw which "
    "symbols there are could not tell them apart.",
}
FRAME = (
    "Other content: each content word is exchanged for one about as frequent (Zipf within "
    f"{ZIPF}) and as long (within {LENGTH} characters); the {FUNCTION_WORDS} most frequent words, "
    "order, capitals and punctuation stay. As near as the right partner, it would mean that the "
    "model sees the frame; as far as other rows, that it sees the content."
)
USUAL = (
    "The nearer a curve lies to “its own partner”, the less the model minds that difference: "
    "another order ought to change little, another meaning much."
)


def contrast(model: Model, asked: Asked, found: Pairs, result: Comparison) -> dict[str, str]:
    """Draw the section for the rows of the table that are the set's own."""
    rows = _rows(asked, found)
    made = partners(asked.chosen, *asked.columns, rows) if rows else None
    if made is None or len(made.items) < MINIMUM_ITEMS:
        st.caption(
            "Hard negatives, which change one meaning and leave the rest, are written for the rows "
            f"of {_sets(asked)} alone."
        )
        return {}
    return _drawn(model, asked, made, result)


@st.fragment
def contrast_when_asked(
    model: Model, asked: Asked, found: Pairs, result: Comparison
) -> dict[str, str]:
    """The same for any rows, folded away until it is opened, since it reads as many texts again:
    where no hard negatives are written, content words are exchanged."""
    box = st.expander("Is it the content, or the frame?", key=OPEN, on_change="rerun")
    with box, faults():
        if box.open:
            made = _partners(asked, found)
            if made is None or len(made.items) < MINIMUM_ITEMS:
                st.caption(
                    f"This takes at least {MINIMUM_ITEMS} rows of several words, in a language "
                    "whose frequent words are known (about forty of them, by wordfreq)."
                )
            else:
                _drawn(model, asked, made, result)
    return {}


def _partners(asked: Asked, found: Pairs) -> Partners | None:
    """Hard negatives of the set where all rows are its own, or else other content words in the
    side, A before B, whose language has a list of them."""
    rows = _rows(asked, found)
    if len(rows) == len(found.a) and (made := partners(asked.chosen, *asked.columns, rows)):
        return made
    a, b = ([item.text for item in side] for side in (found.a, found.b))
    for items, texts, language in ((b, a, asked.columns[0]), (a, b, asked.columns[1])):
        if has_list(language):
            return by_content(items, texts, language)
    return None


def _drawn(model: Model, asked: Asked, made: Partners, result: Comparison) -> dict[str, str]:
    told = results.contrast(model, made, asked.pool)
    layer = result.peak[1] or 0
    chart = contrast_curve(told, made.names, question=made.asks, layer=layer)
    st.altair_chart(chart, key="contrast", alt="Similarity with partners of every kind by layer")
    footer(_says(asked.chosen, made, told, layer), "semhub-contrast", chart, told.to_dict())
    return {
        "Hard negatives": (
            f"{told.n} items of {asked.chosen}, at the layer where the curve above is highest, and "
            "at the one where they are most, a choice that flatters; bands: 95%, bootstrap over "
            "items; shares: Wilson's interval, ties count against"
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
    if "other_content" in made.kinds:
        return FRAME
    others = [contrast_answer(told, made.names, layer, question) for question in made.questions[1:]]
    return " ".join([SAYS.get(chosen, USUAL), *(f"{other}." for other in others)])
