"""How often the embedded model finds the right word in held-out items: recorded, and live."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from semhub import datasets
from semhub.charts import text_format as words
from semhub.charts.media.held_out import right_words, right_words_frame
from semhub.models import catalogue
from semhub.ui.shared import cached, frame, links, messages, models, results
from semhub.ui.shared.drawn import drawn
from semhub.ui.shared.export import footer
from semhub.ui.shared.figure import figure
from semhub.ui.shared.frame import faults

if TYPE_CHECKING:
    from semhub.evaluation.held_out_words import HeldOut
    from semhub.models.protocol import Model
    from semhub.ui.media.sense import Sense

SEED, ROWS, LEAST_ROWS = 1, 40, 20
"""The choices for measuring again; with fewer rows an interval would be too wide to use."""

SAYS = {
    "image": "Read: the word is among the nearest words in {pivot} sentences at a patch "
    "that shows it. Each patch counts by itself, which makes these intervals too narrow. "
    "Continued: the model goes on with the word in a list that begins after the picture.",
    "audio": "Read: the nearest words in {pivot} sentences, at the moment of a spoken sentence "
    "that is most like such a word. Continued: the model goes on with the word in a list that "
    "begins after the sentence or the call. A call is a new variation of a recording used in "
    "training.",
}


@frame.fragment
def held_out(sense: Sense, model: Model) -> None:
    """Draw the section; a fragment, so that measuring again does not run the whole page."""
    with faults():
        _held_out(sense, model)


def _held_out(sense: Sense, model: Model) -> None:
    if not catalogue.is_embedded(model.name):
        _elsewhere(sense, model)
        return
    from semhub.evaluation.held_out_words import recorded

    known = recorded(model, sense.modality)
    if known is None:
        messages.info(
            f"No figures of {sense.noun}s are recorded of these weights of {model.name}; “python "
            f"-m semhub.evaluation.evaluate --model {model.name} --json checkpoints/{model.name}/"
            "figures.json” measures them."
        )
        return
    slot = st.container()
    again = _again(sense, model, known)
    chart = drawn(right_words, known, again, names=datasets.NAMES)
    with slot:
        figure(
            chart, f"{sense.key}heldout", f"How often words of held-out {sense.noun}s are found, "
            "with intervals, chance and targets", wide=True,
        )  # fmt: skip
        footer(
            f"{SAYS[sense.modality].format(pivot=datasets.NAMES[known.pivot])} "
            "Scenes combine a thing, a colour and an action as training never showed them; its "
            f"captions were in {datasets.NAMES[known.pivot]} only. The same numbers: "
            + " and ".join(messages.code(_command(model, part)) for part in (known, again) if part)
            + ".",
            f"semhub-held-out-{sense.noun}s", chart,
            right_words_frame(known, again, datasets.NAMES),
        )  # fmt: skip


def _elsewhere(sense: Sense, model: Model) -> None:
    """Explain that only the embedded model has these figures, and offer it."""
    messages.info(
        f"The right words are known only for the small world that {models.EMBEDDED} was trained "
        f"on, and its figures are shown here; {words.model(model.name)} was trained on other "
        f"{sense.noun}s."
    )
    models.offer(key=f"{sense.key}heldout_use")


def _again(sense: Sense, model: Model, recorded: HeldOut) -> HeldOut | None:
    """Draw the controls for measuring again; return this model's last such result, or None."""
    from semhub.evaluation.figures.patches import MOST_ROWS

    left, middle, right, _ = st.columns([0.2, 0.2, 0.2, 0.4], vertical_alignment="bottom")
    seed = links.number_input(
        left, "Another seed", 0, 999_999, SEED, f"{sense.key}seed",
        help=f"The recorded figures are of seed {recorded.seed}.",
    )  # fmt: skip
    rows = links.number_input(
        middle, "Scenes", LEAST_ROWS, MOST_ROWS, ROWS, f"{sense.key}rows", step=20
    )
    kept = f"{sense.key}again"
    if right.button("Measure again", key=f"{sense.key}measure", width="stretch"):
        found = _measured(model, sense.modality, recorded.pivot, rows, seed)
        st.session_state[kept] = (model.name, model.revision), found
    whose, found = st.session_state.get(kept, (None, None))
    return found if whose == (model.name, model.revision) else None


@cached.data
def _measured(model: Model, modality: str, pivot: str, rows: int, seed: int) -> HeldOut:
    from semhub.evaluation.held_out_words import measured

    with results.progress(f"Asking {model.name} about {rows} new scenes") as report:
        return measured(model, modality, pivot, rows, seed, report)


def _command(model: Model, part: HeldOut) -> str:
    options = f"--model {model.name} --rows {part.rows} --seed {part.seed}"
    return f"python -m semhub.evaluation.evaluate {options}"
