"""“Can I trust this?” under a push: what each control means, and what stands behind a number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from semhub.charts.words import layers
from semhub.ui.steer import words
from semhub.ui.trust import libraries

if TYPE_CHECKING:
    from semhub.models.protocol import Model
    from semhub.steering import Steering
    from semhub.ui.steer.experiment import Experiment

SEVERAL = (
    ". Each layer gets a push of that strength: a later one is added to states that the earlier "
    "ones have moved, and is as long as states there are without any push"
)


def expander(model: Model, asked: Experiment, result: Steering, seed: int) -> None:
    point = result.point
    along = asked.directions[0]
    with st.expander("Can I trust this?"):
        st.table(
            {
                "Direction": f"{asked.found}; at {layers(point.layers).lower()} the two lie "
                f"{_each(along.lengths, point.layers, 2)} mean norms apart",
                "Push": f"{point.strength:g} times the mean norm of the states there "
                f"({_each(along.norms, point.layers, 1)}), added at these positions: "
                f"{asked.questions[0].places}{SEVERAL * (len(point.layers) > 1)}",
                "Random": f"{len(point.random.change)} directions drawn evenly from all, as long "
                f"as the push; seed {seed}. What they do as well is no evidence of a meaning",
                "Reversed": "the same push the other way; it should move answers back",
                "Wrong layer": words.misplaced(point),
                "Log-odds": "of the first tokens of the intended word, all spellings together, "
                "over those of the other; their change is in nats",
                "Changed answers": "the intended word became the likeliest of its class and was "
                "not before; answers that were it already are not counted",
                "Interval": "95%, by bootstrap over items",
                "Load check": model.check.sentence,
                "Model": f"{model.name}, revision {model.revision}, on {model.device}",
                "Libraries": libraries(),
            },
            border="horizontal",
            width="stretch",
        )


def _each(values: Sequence[float], chosen: Sequence[int], digits: int) -> str:
    """The values at the chosen layers, one after another."""
    return ", ".join(f"{values[layer]:.{digits}f}" for layer in chosen)
