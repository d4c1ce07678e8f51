"""Does a picture or a sound lie outside the small world that the embedded model was trained on?

An item of a gallery does where its set is of another world. A person's own does where its state, at
the middle layer, lies farther from those of the world's own than they do (`statistics.outlying`).
Measured of semhub-nano: of 300 held-out pictures of its world 3% are called outside, of 168
photographs and parts of photographs all, of 240 drawings of other things all but one; of 100 spoken
sentences of its world, held out from the voice's other 100, 4%, of noise, pure tones and a person's
voice all. Other words in the same synthetic voice are called outside in 3 of 4 cases: a voice is
known better than what it says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from semhub.models import catalogue
from semhub.ui.media import states
from semhub.ui.media.sense import GALLERY
from semhub.ui.shared import world

if TYPE_CHECKING:
    from semhub.models.protocol import Model
    from semhub.states.positions import PositionStates
    from semhub.ui.media.sense import Selection, Sense

OF_ITS_WORLD = ("world:", "calls:")
"""Sets whose items are of the embedded model's own small world."""

MET = {"image": "seen a picture like this", "audio": "heard a sound like this"}
WIDER = "A model that knows more can be typed under “Try a real one”."


def is_outside(
    sense: Sense, model: Model, selection: Selection, positions: PositionStates
) -> bool:  # fmt: skip
    """Tell whether the embedded model knows nothing like the item; False of any other model."""
    if not catalogue.is_embedded(model.name):
        return False
    of_world = selection.chosen.startswith(OF_ITS_WORLD)
    if selection.row is not None:
        return not of_world
    population = states.population(model, sense.usual[0])
    return bool(population.outlying(positions.mean[states.middle(model)][None])[0])


def note(sense: Sense, model: Model, selection: Selection) -> None:
    """Draw the box in place of an answer, and a button that leads to what the model knows."""
    world.note(model, MET[sense.modality], WIDER)
    known = sense.usual[0]
    if selection.row is None or selection.chosen != known:
        st.button(
            f"Use “{sense.sets[known]}”, which it knows", key=f"{sense.key}known",
            on_click=_choose, args=(sense.key, known),
        )  # fmt: skip


def _choose(key: str, chosen: str) -> None:
    st.session_state[f"{key}from"] = GALLERY
    st.session_state[f"{key}set"] = chosen
