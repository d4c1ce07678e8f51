"""“Can I trust this?” under a push: what each control means, and what stands behind a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from semhub.ui.trust import libraries

if TYPE_CHECKING:
    from semhub.models.protocol import Model
    from semhub.steering import Steering
    from semhub.ui.steer.experiment import Experiment


def expander(model: Model, asked: Experiment, result: Steering, seed: int) -> None:
    point = result.point
    along = asked.directions[0]
    with st.expander("Can I trust this?"):
        st.table(
            {
                "Direction": f"{asked.found}; at layer {point.layer} the two lie "
                f"{along.lengths[point.layer]:.2f} mean norms apart",
                "Push": f"{point.strength:g} times the mean norm of the states there "
                f"({along.norms[point.layer]:.1f}), added at these positions: "
                f"{asked.questions[0].places}",
                "Random": f"{len(point.random.change)} directions drawn evenly from all, as long "
                f"as the push; seed {seed}. What they do as well is no evidence of a meaning",
                "Reversed": "the same push the other way; it should move answers back",
                "Wrong layer": f"the direction found at layer {point.layer}, put into layer "
                f"{point.other_layer}, as long as states are there. If it does the same, the layer "
                "does not matter",
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
