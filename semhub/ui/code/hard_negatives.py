"""The section “is it the meaning?”: matched pairs beside hard negatives and controls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from semhub import datasets
from semhub.charts.hard_negatives import contrast_answer, contrast_curve
from semhub.datasets.ablation import LENGTH, ZIPF, has_list
from semhub.datasets.frequent import FUNCTION_WORDS
from semhub.datasets.partners import by_content, partners
from semhub.experiments.hard_negatives import MINIMUM_ITEMS
from semhub.ui.shared import messages, results
from semhub.ui.shared.drawn import drawn
from semhub.ui.shared.export import footer
from semhub.ui.shared.figure import figure
from semhub.ui.shared.messages import escaped
from semhub.ui.text.topics import OWN

if TYPE_CHECKING:
    from semhub.datasets.partners import Partners
    from semhub.experiments.hard_negatives import Contrast
    from semhub.ui.shared.controls import Choices
    from semhub.ui.text.answer import Answer
    from semhub.ui.text.rows import Pairs

SAYS = {
    "sums": "Sums are read only up to their “equals”, so the result is not in the text. Sums with "
    "nearly the same result have terms of similar size: only a partner that is nearer than "
    "these shows that the model knows the result.",
    "logic": "All three forms use exactly the same symbols, so a model that only saw which symbols "
    "there are could not tell them apart.",
}
FRAME = (
    "Other content: each content word is replaced by one of similar frequency (Zipf within "
    f"{ZIPF}) and length (within {LENGTH} characters); the {FUNCTION_WORDS} most frequent words, "
    "order, capitals and punctuation stay. If this curve is as high as the right partner's, the "
    "model sees the frame; if it is as low as that of other rows, it sees the content."
)
USUAL = (
    "The nearer a curve lies to “its own partner”, the less that change matters to the model. "
    "Another order should matter little, another meaning much."
)


def contrast(answer: Answer) -> dict[str, str]:
    """Draw the section for the rows of the table that were not edited."""
    choices = answer.choices
    rows = _rows(choices, answer.pairs)
    made = partners(choices.chosen, *choices.columns, rows) if rows else None
    if made is None or len(made.items) < MINIMUM_ITEMS:
        messages.caption(
            "Hard negatives change one meaning and leave the rest as it is. They exist only for "
            f"the rows of {_sets(choices)}."
        )
        return {}
    return _contrast(answer, made)


def contrast_of_any(answer: Answer) -> dict[str, str]:
    """Draw the same for any rows, with other content words where no hard negatives are written."""
    made = _partners(answer.choices, answer.pairs)
    if made is not None and len(made.items) >= MINIMUM_ITEMS:
        return _contrast(answer, made)
    st.caption(
        f"This needs at least {MINIMUM_ITEMS} rows of several words, in one of about forty "
        "languages whose frequent words wordfreq knows."
    )
    return {}


def _partners(choices: Choices, found: Pairs) -> Partners | None:
    """Take hard negatives of the set where all rows are its own, or else other content words in the
    side, A before B, whose language has a list of them."""
    rows = _rows(choices, found)
    if len(rows) == len(found.a) and (made := partners(choices.chosen, *choices.columns, rows)):
        return made
    a, b = ([item.text for item in side] for side in (found.a, found.b))
    for items, texts, language in ((b, a, choices.columns[0]), (a, b, choices.columns[1])):
        if has_list(language):
            return by_content(items, texts, language)
    return None


def _contrast(answer: Answer, made: Partners) -> dict[str, str]:
    """Compute the section's result, and draw it."""
    choices = answer.choices
    found = results.contrast(answer.model, made, choices.pool)
    _draw(choices.chosen, made, found, answer.result.peak[1] or 0)
    return {
        "Hard negatives": (
            f"{found.n} items of {choices.chosen}, at the layer where the curve above is highest, "
            "and at their own best layer, a choice that favours them; bands: 95%, bootstrap "
            "over items; shares: Wilson's interval, ties count as misses"
        )
    }


def _draw(chosen: str, made: Partners, found: Contrast, layer: int) -> None:
    chart = drawn(contrast_curve, found, made.names, question=made.asks, layer=layer)
    figure(chart, "contrast", "Similarity with partners of every kind by layer")
    footer(escaped(_says(chosen, made, found, layer)), "semhub-contrast", chart, found.to_dict())


def _rows(choices: Choices, found: Pairs) -> list[int]:
    """Find the numbers of the set's rows that stand in the table as they are."""
    if choices.chosen == OWN:
        return []
    table = datasets.table(choices.chosen)
    a, b = (table[column] for column in choices.columns)
    known = {pair: row for row, pair in enumerate(zip(a, b, strict=True))}
    shown = ((x.text, y.text) for x, y in zip(found.a, found.b, strict=True))
    return [known[pair] for pair in dict.fromkeys(shown) if pair in known]


def _sets(choices: Choices) -> str:
    named = [f"“{label}”" for chosen, label in choices.topic.sets.items() if chosen != OWN]
    return " and ".join(named)


def _says(chosen: str, made: Partners, found: Contrast, layer: int) -> str:
    if "other_content" in made.kinds:
        return FRAME
    others = [
        contrast_answer(found, made.names, layer, question) for question in made.questions[1:]
    ]
    return " ".join([SAYS.get(chosen, USUAL), *(f"{other}." for other in others)])
