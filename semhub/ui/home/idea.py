"""What the semantic hub is, and what has been shown of it."""

from __future__ import annotations

import json
from functools import cache

import streamlit as st

from semhub.models import catalogue

PAPER = (
    "The idea: Wu, Yu, Yogatama, Lu and Kim, “The Semantic Hub Hypothesis: Language Models Share "
    "Semantic Representations Across Languages and Modalities”, ICLR 2025, "
    "[arXiv 2411.04986](https://arxiv.org/abs/2411.04986)."
)


def idea() -> None:
    """Draw what has been shown, and for which model: no page claims more than this."""
    recipe = _recipe()
    st.markdown(
        "Say the same thing in two languages, and a language model starts with quite different "
        "strings of symbols. The hypothesis says that its middle layers bring them together, and "
        "that towards the end each turns back into words of its own. The hub has many spokes: "
        "languages, code, sums, pictures, sounds.\n\n"
        "What holds: in the middle layers, what means the same lies alike *relative to each "
        "language's own centre*. Without that centring, the state nearest to a sentence is still "
        "one of its own language.\n\n"
        f"The embedded model was taught translation: {recipe['pair']:.0%} of what it read were "
        f"translated pairs, {recipe['switched']:.0%} mixed text. It shows what a hub is, not that "
        "hubs arise by themselves."
    )
    st.caption(PAPER)


@cache
def _recipe() -> dict:
    """Read what the embedded model's training text was made of: kind of document -> its share."""
    file = catalogue.CHECKPOINTS / catalogue.EMBEDDED / "training.json"
    return json.loads(file.read_text(encoding="utf-8"))["recipe"]
