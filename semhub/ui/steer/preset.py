"""One of the library's presets as an experiment, made once for each model and spoke."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from semhub.charts import text_format as words
from semhub.datasets.pushes import ABOUT
from semhub.models import catalogue
from semhub.ui.media import states
from semhub.ui.media.picture import PICTURES
from semhub.ui.media.sound import SOUNDS
from semhub.ui.shared import cached, messages, models, results
from semhub.ui.shared.controls import NAMES
from semhub.ui.steer.controls import choose
from semhub.ui.steer.experiment import Experiment

if TYPE_CHECKING:
    from semhub.models.protocol import Model

ANSWERS = {
    "image": "answer to pictures",
    "sound": "answer to animals’ calls",
    "speech": "answer to spoken sentences",
    "digits": "answer to sums in digits",
    "code": "answer to code",
    "logic": "answer to logical forms",
    "its half": "answer",
    "the other half": "answer",
}
"""Spoke -> how its answer is called; for others, the answer of a language."""

WHERE = {
    "its half": ", put on the animal’s half of the picture,",
    "the other half": ", put on the other half of the picture,",
}

SENSES = {
    "image": PICTURES, "its half": PICTURES, "the other half": PICTURES, "speech": SOUNDS,
    "sound": SOUNDS,
}  # fmt: skip
"""Spoke -> the sense that a model needs for it."""


def experiment(model: Model, name: str, spoke: str) -> Experiment | None:
    """Make the experiment; where it does not suit the model, explain why and return None."""
    from semhub.steering.presets import PRESETS

    preset = PRESETS[name]
    st.caption(f"{preset.asked} {preset.claim}")
    if preset.embedded and not catalogue.is_embedded(model.name):
        _not_of_its_world(model)
        return None
    if not preset.embedded and catalogue.is_embedded(model.name):
        messages.info(
            f"{words.model(model.name)} was trained on a small world of animals and has never read "
            "of films, so what it shows here means little; choose a model of ordinary text."
        )
    if spoke in SENSES and not states.takes(SENSES[spoke], model):
        return None
    return _experiment(model, name, spoke)


@cached.resource(max_entries=32, show_spinner="Making the questions …")
def _experiment(model: Model, name: str, spoke: str) -> Experiment:
    from semhub.steering.presets import PRESETS

    preset = PRESETS[name]
    minus, plus = preset.sides()
    with results.progress(f"Reading {len(minus) + len(plus)} texts with {model.name}") as report:
        along = preset.direction(model, progress=report, memory=results.memory())
    questions, choices = preset.questions(model, spoke)
    answer = ANSWERS.get(spoke, f"{NAMES.get(spoke, spoke)} answer")
    return Experiment(
        key=f"{name}/{spoke}",
        directions=[along] * len(questions),
        questions=questions,
        choices=choices,
        says=f"An English push from “{along.minus}” to “{along.plus}”"
        f"{WHERE.get(spoke, '')} changes the {answer}",
        found=f"from {len(minus)} English texts that say “{along.minus}” to {len(plus)} that say "
        f"“{along.plus}”",
        layer=preset.layer_of(model),
        strength=preset.strength,
        texts=preset.texts(),
        pool=preset.pool,
    )


def _not_of_its_world(model: Model) -> None:
    others = [about for about in ABOUT.values() if not about.embedded]
    messages.info(
        f"This push is about the small world that {models.EMBEDDED} was trained on, which "
        f"{words.model(model.name)} does not know. Use {models.EMBEDDED}, or a push for any model: "
        "films, or your own texts."
    )
    with st.container(horizontal=True):
        models.offer()
        for about in others:
            st.button(about.title, on_click=choose, args=(about.name,))
