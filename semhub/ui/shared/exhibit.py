"""What a real decoder shows, recorded, beside the embedded model; one click runs it live."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from semhub import datasets
from semhub.charts.exhibit import mass_curves, meeting_curves
from semhub.experiments.comparison import Comparison
from semhub.lenses.language_mass import LanguageMass
from semhub.models import catalogue
from semhub.ui.shared import cached, fetching, recorded
from semhub.ui.shared.drawn import drawn
from semhub.ui.shared.export import footer
from semhub.ui.shared.figure import figure

if TYPE_CHECKING:
    from semhub.ui.text.answer import Answer

REAL = "smollm2"
"""Written by `python -m semhub compare --model smollm2 everyday:en everyday:es --metrics acc1
--record FILE.zip`, the same for `everyday:zh`, and `python -m semhub languages --model smollm2
everyday:zh --record FILE.zip`, the same for `everyday:es`."""

OTHERS = ("es", "zh")
LINK = {"model": REAL, "set": "Everyday", "a": "English"}


def exhibit(key: str) -> None:
    """Draw the recorded curves. key: of this place, since a page has one of its own."""
    st.caption(
        "SmolLM2-135M-Instruct, a real decoder trained mostly on English and not on "
        "translation, on 200 everyday sentences. Recorded; one click runs it on this machine."
    )
    left, right = st.columns(2, gap="large")
    with left:
        chart = drawn(meeting_curves, met(), datasets.NAMES)
        figure(chart, f"{key}/met", "Retrieval by layer in SmolLM2, recorded")
        footer(
            "How often an English sentence finds its translation, after each language's own centre "
            "is subtracted.",
            "semhub-smollm2-retrieval",
            chart,
            {code: one.to_dict() for code, one in met().items()},
        )
    with right:
        code = st.segmented_control(
            "Texts in", OTHERS[::-1], format_func=datasets.NAMES.get, default=OTHERS[-1],
            required=True, key=f"{key}/texts", label_visibility="collapsed",
        )  # fmt: skip
        found = read(code)
        chart = drawn(mass_curves, found, code, datasets.NAMES)
        figure(chart, f"{key}/read", "Language mass by layer in SmolLM2, recorded")
        footer(
            "How the logit lens's probability is split between languages. The language of "
            f"{found.covered:.0%} of the model's vocabulary is known; the rest is split evenly.",
            f"semhub-smollm2-languages-{code}",
            chart,
            found.to_dict(),
        )
    if not fetching.is_offered(REAL):
        return
    with st.container(horizontal=True):
        for other in OTHERS:
            st.page_link(
                "pages/1_Text.py",
                label=f"→  Run it live: English and {datasets.NAMES[other]}",
                query_params=LINK | {"b": datasets.NAMES[other]},
            )


def beside(answer: Answer) -> dict[str, str]:
    """Draw the exhibit under an embedded model's own answer."""
    exhibit("beside")
    return {}


def is_beside(answer: Answer) -> bool:
    return catalogue.is_embedded(answer.model.name)


@cached.data
def met() -> dict[str, Comparison]:
    """Read language code -> English against it, recorded."""
    return {code: Comparison.from_dict(recorded.result(f"smollm2-en-{code}")) for code in OTHERS}


@cached.data
def read(code: str) -> LanguageMass:
    """Read the languages that texts in one are read as, recorded."""
    return LanguageMass.from_dict(recorded.result(f"smollm2-languages-{code}"))
