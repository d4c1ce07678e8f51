"""The sections below the answer that pictures and sounds have in common."""

from __future__ import annotations

from semhub.ui.media import captions, conflict, gallery, held_out, trust
from semhub.ui.media.answer import Part
from semhub.ui.media.sense import Sense
from semhub.ui.shared.trust import ASKS


def near(sense: Sense) -> Part:
    return Part(
        f"{sense.key}near", f"Which caption does the {sense.noun} come near, layer by layer?",
        lambda answer: captions.captions(sense, answer.model, answer.selection, answer.positions),
        was="Captions",
    )  # fmt: skip


def common(sense: Sense) -> tuple[Part, ...]:
    """Return the sections on the whole gallery, on how often words are right, on texts that
    contradict, and on trust."""
    return (
        Part(
            f"{sense.key}gallery", "Does it hold for the whole gallery?",
            lambda answer: gallery.comparison(sense, answer.model, answer.selection),
            was="Whole gallery",
        ),
        Part(
            f"{sense.key}right", "How often is it right?",
            lambda answer: held_out.held_out(sense, answer.model), was="How often it is right",
        ),
        Part(
            f"{sense.key}conflict", f"Which wins: the {sense.noun} or a text that contradicts it?",
            conflict.draw,
        ),
        Part(
            "trust", ASKS,
            lambda answer: trust.draw(sense, answer.model, answer.selection, answer.positions),
        ),
    )  # fmt: skip
