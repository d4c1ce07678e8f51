"""One prompt of a person's own, and two words that race at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from semhub.charts.lens.next_word import two_words_curve
from semhub.errors import InputError
from semhub.inputs import Text
from semhub.ui.shared import links, results, strangers
from semhub.ui.shared.drawn import drawn
from semhub.ui.shared.export import footer
from semhub.ui.shared.figure import figure
from semhub.ui.shared.frame import faults

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

    from semhub.models.protocol import Model

PARTS = (
    ("prompt", "A prompt of your own", "8=5+"),
    ("meaning", "Word for the meaning", "three"),
    ("surface", "What will stand there", "3"),
)
"""(end of the key, label, what such a thing looks like)"""


def own_prompt(model: Model, key: str) -> None:
    """Draw three fields, and as soon as all are filled in, the two words' curves."""
    places = st.columns([0.5, 0.25, 0.25])
    prompt, meaning, surface = (
        place.text_input(
            label, placeholder=example, key=links.hold(f"{key}{part}"),
            bind="query-params", persist_state="session",
        ).strip()
        for place, (part, label, example) in zip(places, PARTS, strict=True)
    )  # fmt: skip
    if prompt and meaning and surface:
        with faults():
            if meaning == surface:
                raise InputError(
                    "The two words are the same; give one for the meaning and one for what will "
                    "stand there."
                )
            prompt = strangers.text(prompt)
            _draw(prompt, results.tracked(model, Text(prompt), (meaning, surface)))


def _draw(prompt: str, tracked: Mapping[str, np.ndarray]) -> None:
    """Draw the curves.

    tracked: word -> (layers,) natural logarithm of its probability behind the prompt.
    """
    chart = drawn(two_words_curve, tracked, prompt)
    figure(chart, "own_prompt", f"Two words after {prompt} by layer")
    footer(
        "By the logit lens, at the prompt's last position; a word of several tokens by the chain "
        "rule, each token read behind those before it; all usual spellings together.",
        "semhub-own-prompt",
        chart,
        pd.DataFrame(
            [
                (word, layer, found)
                for word, values in tracked.items()
                for layer, found in enumerate(values)
            ],
            columns=["word", "layer", "log-probability"],
        ),
    )
